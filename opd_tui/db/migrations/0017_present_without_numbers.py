"""The index of patients who are present says `called`, not `called = 1`: words for every engine."""


def up(migrator, db):
    db.execute_sql('DROP INDEX "token_present"')
    db.execute_sql(
        'CREATE INDEX "token_present" ON "token" ("day", "called", "slot_id", "status", "arrived_at")'
        " WHERE status IN ('ACTIVE', 'WAITING') AND (called OR arrived_at IS NOT NULL)"
    )
