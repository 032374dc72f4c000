"""A small index of the patients who are checked in or called in: the desk counts them at each look."""


def up(migrator, db):
    db.execute_sql(
        'CREATE INDEX "token_present" ON "token" ("day", "called", "slot_id", "status", "arrived_at")'
        " WHERE status IN ('ACTIVE', 'WAITING') AND (called = 1 OR arrived_at IS NOT NULL)"
    )
