"""How many of a slot wait and are here is kept by whatever changes a token, and a look at the desk counts no queue."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.requests.tokens import Move, Undo
from opd_tui.services.queries import desk
from opd_tui.services.tokens import moving
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_slot, a_token, arrive, call, no_show

CHANGES = {
    "call": lambda other: call(1),
    "check-in": lambda other: arrive(4),
    "no-show": lambda other: no_show(1),
    "move": lambda other: moving.move(Move(3, other), ASHA),
    "undo of a check-in": lambda other: (arrive(4), undo.undo(Undo(), ASHA)),
}


def kept(slot: int) -> tuple[int, int, int]:
    """The slot's counts: who waits, who has a seat and is here, who waits and is here."""
    columns = (tables.Slot.waiting, tables.Slot.seated_here, tables.Slot.waiting_here)
    [counts] = tables.Slot.select(*columns).where(tables.Slot.id == slot).tuples()
    return counts


@pytest.fixture
def slot(database) -> int:
    """Two of its patients have a seat, the second not here; of the two who wait the second is not here."""
    made = a_slot(2)
    for source in ("ONLINE", "ONLINE", "ONLINE", "ONLINE"):
        a_token(made.id, source)
    arrive(1)
    arrive(3)
    return made.id


def test_a_slot_keeps_how_many_wait_and_are_here(slot):
    assert kept(slot) == (2, 1, 1)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_counts_stay_right_after(slot, change):
    change(a_slot(1, start="12:00", end="13:00", doctor=1).id)
    assert checking.check() == ()


def test_one_who_is_called_in_is_no_longer_among_the_here(slot):
    call(1)
    assert kept(slot) == (2, 0, 1)


@pytest.mark.sqlite("a file whose triggers are away")
def test_counts_that_went_wrong_without_the_triggers_are_put_right_on_opening(slot, database):
    connection.close()
    with closing(sqlite3.connect(database)) as hand:
        hand.execute("DROP TRIGGER token_counted_update")
        hand.execute("UPDATE slot SET waiting = 7, seated_here = 7")
        hand.commit()
    connection.connect(str(database))
    assert kept(slot) == (2, 1, 1)


def steps_of_a_look() -> int:
    """How many hundreds of steps SQLite takes for a look at the desk."""
    taken: list[int] = []
    engine = connection.current().database.connection()
    desk.desk_view(DeskQuery(rows=6))
    engine.set_progress_handler(lambda: taken.append(1), 100)
    desk.desk_view(DeskQuery(rows=6))
    engine.set_progress_handler(None, 0)
    return len(taken)


@pytest.mark.sqlite("counts SQLite's own steps")
def test_a_look_at_the_desk_takes_as_long_with_a_longer_queue(slot):
    for _ in range(20):
        a_token(slot)
    short = steps_of_a_look()
    for _ in range(300):
        a_token(slot)
    assert steps_of_a_look() <= 1.3 * short
