"""The baseline is what the tables say, and later migrations go on from it."""

from __future__ import annotations

import peewee
import pytest

from opd_tui.db import connection, history, tables
from opd_tui.domain.errors import Older
from tests.support import later_program
from tests.support.factories import ZONE, a_slot, a_token

LATER = """
from peewee import TextField

def up(migrator, db):
    migrator.migrate(migrator.add_column("patient", "village", TextField(null=True)))
"""
FAILS = """
def up(migrator, db):
    db.execute_sql("DELETE FROM request")
    raise RuntimeError("halfway")
"""


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.__name__)
def test_the_baseline_has_the_columns_of_a_table(database, table):
    there = connection.current().database.get_columns(table._meta.table_name)
    said = {f.column_name: (f.null, f.field_type == "BOOL") for f in table._meta.sorted_fields}
    assert {c.name: (c.null, c.data_type == "boolean") for c in there} == said


def kept_in(database: peewee.Database, table: type[tables.Table]) -> set[tuple[str, bool]]:
    found = database.get_indexes(table._meta.table_name)
    return {(index.name, index.unique) for index in found if not index.name.endswith("_pkey")}


@pytest.mark.parametrize("table", tables.TABLES, ids=lambda table: table.__name__)
def test_the_baseline_has_the_indexes_of_a_table(database, table):
    said = {(index._name, bool(index._unique)) for index in table._meta.fields_to_index()}
    assert kept_in(connection.current().database, table) == said


@pytest.fixture
def in_use(bare, tmp_path, monkeypatch):
    """The URL of a hospital in use, and how to make this program one with another migration."""
    connection.connect(bare, as_owner=True, time_zone=ZONE)
    a_token(a_slot(day="2999-01-01").id)
    connection.close()

    def with_migration(text: str) -> None:
        monkeypatch.setattr(history, "MIGRATIONS", later_program.with_migration(tmp_path, text))

    return bare, with_migration


def test_a_later_migration_is_applied_by_init_alone(in_use):
    url, with_migration = in_use
    with_migration(LATER)
    with pytest.raises(Older, match="9999_test"):
        connection.connect(url, create=True)
    connection.connect(url, as_owner=True)
    assert "village" in {c.name for c in connection.current().database.get_columns("patient")}
    assert not connection.connect(url).created
    assert tables.Token.select().count() == 1


def test_a_migration_that_fails_leaves_everything_as_it_was(in_use):
    url, with_migration = in_use
    with_migration(FAILS)
    with pytest.raises(RuntimeError):
        connection.connect(url, as_owner=True)
    with pytest.raises(Older):
        connection.connect(url)
