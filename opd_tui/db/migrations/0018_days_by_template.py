"""The days of a template are looked up by template: an index by day alone misled a server without statistics."""


def up(migrator, db):
    db.execute_sql('DROP INDEX "template_day_day"')
