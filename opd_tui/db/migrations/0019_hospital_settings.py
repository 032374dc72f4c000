"""The hospital's settings are kept in the database; the mark that seats were kept gives up the name of one of them."""


def up(migrator, db):
    db.execute_sql("UPDATE setting SET name = 'seats_kept_since' WHERE name = 'hold_arrived'")
