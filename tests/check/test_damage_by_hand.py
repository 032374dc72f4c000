"""Whatever somebody changes by hand in the log, the doctors, the patients or the settings, `check` is not clean.

The changes are generated: every column of these tables, for an event of each action, is filled with junk or emptied;
every such row is deleted, doubled and renamed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection
from opd_tui.domain.errors import Storage
from opd_tui.domain.policy import Policy
from opd_tui.runtime import clock, policy
from tests.support.factories import MORNING, ZONE
from tests.support.whole_log import live_through_every_action

pytestmark = pytest.mark.sqlite("damage that PostgreSQL refuses, in SQLite's words")

FREE_TEXT = {("event", name) for name in ("actor", "desk", "account", "connection", "address")}
"""Texts with no second record: whatever stands there may be a name. A reason stands in `detail`, with its keys."""
OPTIONAL = {"reason", "why_source", "source_given", "template", "again", "ends", "own", "merged_name"}
"""Keys of a detail that say more than there is a second record of."""
NEEDED = {"add-template": {"template"}, "change-template": {"template"}, "pass-over": {"template"}}
KEY = {"event": "id", "doctor": "id", "patient": "id", "setting": "name"}
NO_UTF8 = "CAST(x'ff28' AS TEXT)"


@pytest.fixture(scope="module")
def lived(tmp_path_factory) -> Path:
    """A closed database whose log has every action."""
    path = tmp_path_factory.mktemp("lived") / "opd.db"
    connection.connect(str(path), create=True, time_zone=ZONE)
    clock.set_local(MORNING)
    try:
        live_through_every_action()
        assert checking.check() == ()
    finally:
        connection.close()
        clock.replace(None)
        clock.use_zone("UTC")
        policy.use(Policy())
    return path


@pytest.fixture
def unguarded(lived, tmp_path) -> Iterator[sqlite3.Connection]:
    """The open database, past all that it would itself refuse."""
    connection.connect(str(shutil.copy(lived, tmp_path / "opd.db")))
    raw = connection.current().database.connection()
    for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        raw.execute(f"DROP TRIGGER {name}")
    raw.execute("DROP INDEX event_undone_once")
    yield raw
    connection.close()


def rows(raw: sqlite3.Connection) -> list[tuple[str, object, str]]:
    """Table, key and a name for the row: an event of each action, and the first row of the other tables."""
    events = raw.execute(
        "SELECT max(id), action || CASE WHEN action = 'undo' THEN ifnull(json_extract(detail, '$.why'), '') ELSE '' END"
        " AS kind FROM event GROUP BY kind"
    )
    found: list[tuple[str, object, str]] = [("event", key, kind) for key, kind in events.fetchall()]
    for table in ("doctor", "patient", "setting"):
        [first] = raw.execute(f"SELECT min({KEY[table]}) FROM {table}").fetchone()
        found.append((table, first, table))
    return found


def changes(raw: sqlite3.Connection) -> list[tuple[str, str]]:
    """Each change by hand, as what it is called and its SQL."""
    return [
        (f"{kind}: {what}", statement)
        for table, key, kind in rows(raw)
        for what, statement in (*of_columns(raw, table, key, kind), *of_row(raw, table, key))
    ]


def of_columns(raw: sqlite3.Connection, table: str, key: object, kind: str) -> Iterator[tuple[str, str]]:
    where = f"WHERE {KEY[table]} = {key!r}"
    for _, column, declared, notnull, *_ in raw.execute(f"PRAGMA table_info({table})").fetchall():
        if column == "id":
            continue  # SQLite itself takes nothing else there
        text = (declared or "TEXT") == "TEXT"
        put = f'UPDATE {table} SET "{column}" = '
        [before] = raw.execute(f'SELECT "{column}" FROM {table} {where}').fetchone()
        if (table, column) not in FREE_TEXT:
            yield f"{column} is junk", f"{put} 'junk' {where}"
        if text:
            yield f"{column} is no UTF-8", f"{put} {NO_UTF8} {where}"
        if text and before != "":
            yield f"{column} is empty", f"{put} '' {where}"
        if not notnull and before is not None:
            yield f"{column} is null", f"{put} NULL {where}"
        if column == "detail":
            yield "detail says nothing", f"{put} '{{}}' {where}"
            for gone in json.loads(before).keys() - (OPTIONAL if kind not in NEEDED else OPTIONAL - NEEDED[kind]):
                yield f"detail without {gone}", f"{put} json_remove(detail, '$.{gone}') {where}"


def of_row(raw: sqlite3.Connection, table: str, key: object) -> Iterator[tuple[str, str]]:
    where = f"WHERE {KEY[table]} = {key!r}"
    yield "deleted", f"DELETE FROM {table} {where}"
    columns = [column for _, column, *_ in raw.execute(f"PRAGMA table_info({table})").fetchall()]
    names = ", ".join(f'"{column}"' for column in columns if column != KEY[table])
    new = f"(SELECT max(id) + 1 FROM {table})" if KEY[table] == "id" else "name || '2'"
    yield "doubled", f"INSERT INTO {table} ({KEY[table]}, {names}) SELECT {new}, {names} FROM {table} {where}"
    yield "renamed", f"UPDATE {table} SET {'action' if table == 'event' else 'name'} = 'xyz' {where}"


def not_found(raw: sqlite3.Connection, changed: list[tuple[str, str]]) -> list[str]:
    """Which of these changes `check` does not see."""
    clean = []
    for what, statement in changed:
        raw.execute("PRAGMA ignore_check_constraints = 1")
        with connection.current().database.atomic() as transaction:
            try:
                raw.execute(statement)
            except sqlite3.IntegrityError:
                continue  # not even by hand
            raw.execute("PRAGMA ignore_check_constraints = 0")
            if not [found for found in checking.check() if "trigger " not in found.problem]:
                clean.append(what)
            transaction.rollback()
    return clean


@pytest.mark.long
def test_no_change_by_hand_of_log_doctors_patients_or_settings_is_clean(unguarded):
    listed = changes(unguarded)
    assert len(listed) > 300
    missed = not_found(unguarded, listed)
    assert missed == [], "\n".join(missed)


def test_of_the_changes_by_hand_one_in_twenty_is_tried_here(unguarded):
    assert not_found(unguarded, changes(unguarded)[::20]) == []


@pytest.mark.parametrize("value", ["'junk'", "''", "x'ff28'", NO_UTF8])
def test_a_damaged_zone_is_named_by_check_and_nothing_is_written(lived, tmp_path, value):
    path = Path(shutil.copy(lived, tmp_path / "opd.db"))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(f"UPDATE setting SET value = {value} WHERE name = 'time_zone'")
    with pytest.raises(Storage, match="time zone"):
        connection.connect(str(path), create=True)
    connection.connect(str(path), reading=True)
    assert any(finding.table == "setting" for finding in checking.check())
    connection.close()
