"""A small index of the moves of a slot's tokens: a report of today counts them."""


def up(migrator, db):
    db.execute_sql(
        """CREATE INDEX "event_of_moves" ON "event" ("slot") WHERE action IN ('move', 'preempt', 'promote')"""
    )
