"""The days of templates are looked up template by template; an index by day alone misled a server without statistics."""


def up(migrator, db):
    db.execute_sql('DROP INDEX "template_day_day"')
