"""Whatever text of the database has a damaged character, every line of `batch` is answered in words."""

from __future__ import annotations

import json
import shutil

import pytest
from peewee import TextField

from opd_tui.cli import batch
from opd_tui.db import connection, tables
from opd_tui.runtime import clock, damaged_rows
from tests.support.factories import ASHA, MORNING, TODAY, a_slot, a_token
from tests.support.whole_log import live_through_every_action

pytestmark = pytest.mark.sqlite("PostgreSQL stores only texts in a column of texts")

TEXTS = [
    (table._meta.table_name, field.column_name, table._meta.primary_key.column_name)
    for table in tables.TABLES
    for field in table._meta.sorted_fields
    if isinstance(field, TextField) and table is not tables.Setting
]


@pytest.fixture
def lived(database):
    """A log with every action, and a slot of today with somebody called in and somebody waiting; all checked in."""
    live_through_every_action()
    slot = a_slot(1, None, "16:00", "17:00")
    called, waiting = a_token(slot.id), a_token(slot.id)
    a_slot(1, slot.doctor, "17:00", "18:00")
    ask("call", token=called.id)
    connection.current().database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return database, slot, waiting


def ask(verb, **fields):
    reply, _ = batch.answer(1, json.dumps({"do": verb, **fields}).encode(), ASHA)
    return json.loads(reply)


def damage(table, column, key, where):
    """Put an X in place of one character of the column's last row."""
    raw = connection.current().database
    raw.execute_sql("PRAGMA ignore_check_constraints = 1")
    triggers = raw.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))
    for (name,) in triggers.fetchall():
        raw.execute_sql(f'DROP TRIGGER "{name}"')
    at = f'max(1, length("{column}") / 2)' if where == "middle" else "1"
    text = f'substr("{column}", 1, {at} - 1) || \'X\' || substr("{column}", {at} + 1)'
    last = f'SELECT max("{key}") FROM "{table}" WHERE length("{column}") > 0'
    raw.execute_sql(f'UPDATE "{table}" SET "{column}" = {text} WHERE "{key}" = ({last})')


@pytest.mark.parametrize("where", ["first", pytest.param("middle", marks=pytest.mark.long)])
def test_no_line_fails_without_a_reason(lived, tmp_path, where):
    path, slot, waiting = lived
    failed = []
    for text in TEXTS:
        connection.close()
        connection.connect(str(shutil.copy(path, tmp_path / f"{'-'.join(text)}.db")))
        clock.set_local(MORNING)
        damage(*text, where)
        for verb, fields in {
            "doctors": {},
            "slots": {},
            "tokens": {},
            "unresolved": {},
            "find-patient": {"text": "Pat"},
            "log": {"token": waiting.id},
            "alternatives": {"token": waiting.id},
            "preview": {"slot": slot.id, "source": "WALKIN", "patient_id": waiting.patient},
            "undo": {},
            "book": {"slot": slot.id, "source": "PAID", "patient": {"name": "Meena Shah"}},
            "move": {"token": waiting.id, "slot": slot.id + 1},
            "open-days": {"until": "2026-12-30"},
            "close-slot": {"slot": slot.id},
        }.items():
            answer = ask(verb, **fields)
            if not answer["ok"] and "This line failed" in answer["error"]["message"]:
                failed.append((text, verb))
    damaged_rows.take()
    assert failed == []


def test_a_slot_whose_start_is_damaged_is_named_and_the_other_places_are_offered(lived):
    _, slot, waiting = lived
    raw = connection.current().database
    raw.execute_sql("PRAGMA ignore_check_constraints = 1")
    a_slot(1, slot.doctor, "18:00", "19:00")
    raw.execute_sql("UPDATE slot SET start = ? WHERE id = ?", (f"{TODAY}T17:X0", slot.id + 1))
    found = ask("alternatives", token=waiting.id)["result"]["alternatives"]
    assert (found[0]["start"], slot.id + 1 in [place["slot"] for place in found]) == (f"{TODAY}T18:00", False)
    assert damaged_rows.take() == (f"slot {slot.id + 1} is damaged and not shown; `opd-tui check` says what is wrong.",)
    refused = ask("preview", slot=slot.id + 1, source="WALKIN")["error"]
    assert refused["code"] == "storage"
    assert f"slot {slot.id + 1} is damaged" in refused["message"]
