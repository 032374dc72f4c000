"""Events of before there were operations: each gets its own, and what only followed belongs to what led to it."""

from __future__ import annotations

import importlib
import sqlite3
from contextlib import closing
from itertools import groupby
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.requests.tokens import Undo
from opd_tui.runtime import clock
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, RAVI

pytestmark = pytest.mark.sqlite("the migrations of a file before the baseline")

OLDER = Path(__file__).with_name("version_6.sql")
operations = importlib.import_module("opd_tui.db.migrations.0007_operations").operations


@pytest.fixture
def older(path):
    """A small hospital of version 6, brought up to date."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(OLDER.read_text())
    connection.connect(str(path))
    clock.set_local("2026-11-23T14:00")
    yield path
    connection.close()
    clock.replace(None)
    clock.use_zone("UTC")


def grouped():
    """The actions of each operation of more than one event, in order."""
    rows = tables.Event.select(tables.Event.operation, tables.Event.action).order_by(tables.Event.id).tuples()
    found = [[action for _, action in group] for _, group in groupby(rows, key=lambda row: row[0])]
    return [group for group in found if len(group) > 1]


def test_what_followed_from_a_change_belongs_to_it(older):
    assert grouped() == [
        ["book", "preempt"],
        ["book", "preempt"],
        ["cancel", "promote"],
        ["preempt", "undo"],
        ["move", "promote"],
        ["undo", "preempt"],
        ["book", "preempt"],
        ["set-source", "preempt", "promote"],
        ["set-capacity", "promote", "promote"],
        ["undo", "preempt", "preempt"],
        ["set-capacity", "promote"],
        ["change-template", "change-window", "change-window", "change-window"],
        ["add-holiday", "holiday-close"],
        ["remove-holiday", "holiday-reopen"],
        ["undo", "holiday-close"],
        ["set-capacity", "promote"],
        ["set-capacity", "promote"],
    ]


def test_an_older_file_is_clean_and_every_event_is_as_it_was(older):
    [kept] = older.parent.glob("*.before-*")
    columns = "id, at, actor, desk, action, doctor_id, patient_id, slot, token_id, cause_id, undoes_id, detail"
    everything = f"SELECT {columns} FROM event ORDER BY id"
    with closing(sqlite3.connect(kept)) as before:
        was = before.execute(everything).fetchall()
    assert (connection.current().database.execute_sql(everything).fetchall(), checking.check()) == (was, ())


def test_what_was_done_before_is_undone_as_it_was_then_one_by_one(older):
    assert [undo.undo(Undo(), RAVI).undone for _ in range(3)] == ["no-show", "no-show", "complete"]
    assert undo.undo(Undo(), ASHA).undone == "book"


def row(event, action, why=None, token=None, cause=None, by="asha", slot=1, **told):
    told = ", ".join(f'"{key}": {value}' for key, value in {**told, "why": f'"{why}"'}.items())
    return event, by, "desk-1", action, slot, token, cause, f"{{{told}}}"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row(1, "promote", "reordered", 5), row(2, "book", token=9)], [1, 1]),
        ([row(1, "cancel", token=3), row(2, "promote", "reordered", 5), row(3, "book", token=9)], [1, 2, 2]),
        ([row(1, "cancel", token=3), row(2, "promote", "reordered", 5), row(3, "book", token=9, slot=2)], [1, 2, 3]),
        ([row(1, "cancel", token=3), row(2, "preempt", "undo", 5, 3), row(3, "undo", token=3)], [1, 2, 2]),
        ([row(1, "undo", token=3), row(2, "preempt", "undo", 5, 3), row(3, "undo", token=4)], [1, 1, 3]),
        ([row(1, "undo", token=3), row(2, "preempt", "undo", 3, 5, own="true")], [1, 1]),
        ([row(1, "cancel", token=3), row(2, "promote", "cancel", 5, 3, by="ravi")], [1, 2]),
        ([row(1, "add-holiday", holiday=4), row(2, "holiday-close", holiday=4)], [1, 1]),
        ([row(1, "add-holiday", holiday=4), row(2, "holiday-close", holiday=5)], [1, 2]),
        ([(1, "asha", "", "promote", 1, 5, None, "junk")], [1]),
    ],
)
def test_the_rule_by_itself(rows, expected):
    assert [operation for _, operation in sorted(operations(rows))] == expected
