"""Lines about slots and days: what closes, opens, moves and is settled."""

from __future__ import annotations

import io
import json

import pytest

from opd_tui.check import checking
from opd_tui.cli import batch
from tests.support.factories import ASHA, a_doctor, a_slot, a_token


def ask(do, **fields):
    """The result of one line, or the code of its error."""
    out = io.BytesIO()
    batch.run(io.BytesIO(json.dumps({"do": do, **fields}).encode()), out, ASHA)
    answer = json.loads(out.getvalue())
    return answer["result"] if answer["ok"] else answer["error"]["code"]


def ids(rows):
    return [row["id"] for row in rows]


@pytest.fixture
def day(database):
    """Slot 1, 10:00, of two seats with tokens 1 to 3; slot 2, 15:00, of the same doctor with two free seats."""
    doctor = a_doctor().id
    for _ in range(3):
        a_token(a_slot(2, doctor).id) if not ask("slots")["slots"] else a_token(1)
    a_slot(2, doctor, "15:00", "16:00")


def test_a_closed_slot_is_reopened(day):
    ask("close-slot", slot=2)
    assert ask("slot", slot=2)["closed"]
    assert ask("reopen-slot", slot=2) == ask("slot", slot=2)
    assert not ask("slot", slot=2)["closed"]
    assert ask("undo")["undone"] == "reopen-slot"


def test_the_times_of_a_slot_change_and_its_patients_must_be_told(day):
    done = ask("change-window", slot=1, start="2026-11-23T10:30", end="2026-11-23T11:30")
    assert (done["slot"]["start"], ids(done["to_tell"]), done["promoted"]) == ("2026-11-23T10:30", [1, 2, 3], [])
    assert ask("change-window", slot=1, start="2026-11-24T10:30", end="2026-11-24T11:30") == "slot-in-use"
    assert ask("change-window", slot=2, start="2026-11-23T11:00", end="2026-11-23T12:00") == "slot-overlap"


def test_a_slot_without_tokens_is_removed(day):
    assert ask("remove-slot", slot=2)["capacity"] == 2
    assert ask("slot", slot=2) == "unknown-slot"
    assert ask("remove-slot", slot=1) == "slot-in-use"


def test_a_doctor_is_late_in_the_slots_after_it_too(day):
    assert [slot["late_minutes"] for slot in ask("set-late", slot=1, minutes=20)["slots"]] == [20]
    assert ids(ask("set-late", slot=1, minutes=30, following=True)["slots"]) == [1, 2]
    assert ask("set-late", slot=1, minutes=601) == "bad-request"


def test_an_absence_is_previewed_added_with_everybody_moved_listed_and_removed(day):
    span = {"doctor": 1, "from": "2026-11-23T09:00", "to": "2026-11-23T14:00"}
    plan = ask("preview-absence", **span)
    assert ids(plan["slots"]) == [1]
    assert [each["to"] and each["to"]["slot"] for each in plan["tokens"]] == [2, 2, None]
    assert ask("absences", doctor=1) == {"absences": []}
    done = ask("add-absence", **span, reason="Conference", move=True)
    assert (ids(done["moved"]), ids(done["left"]), ids(done["closed"])) == ([1, 2], [3], [1])
    assert ask("absences", doctor=1)["absences"] == [done["absence"]] == [{"id": 1, **span, "reason": "Conference"}]
    assert ids(ask("remove-absence", absence=1)["reopened"]) == [1]
    assert ask("remove-absence", absence=1) == "unknown-absence"
    assert checking.check() == ()


def test_an_absence_leaves_the_patients_where_they_are_unless_asked_to_move_them(day):
    done = ask("add-absence", doctor=1, **{"from": "2026-11-23T09:00", "to": "2026-11-23T24:00"})
    assert (done["moved"], ids(done["left"]), ids(done["closed"])) == ([], [1, 2, 3], [1, 2])
    assert ask("undo")["undone"] == "add-absence"
    assert [slot["closed"] for slot in ask("slots")["slots"]] == [False, False]
    assert checking.check() == ()


def test_unsettled_tokens_are_settled_at_once(day):
    assert ask("settle", tokens=[1], outcome="seen") == "bad-request"
    ask("clock", at="2026-11-24T09:00")
    assert ask("settle", tokens=[1], outcome="gone") == ask("settle", tokens=[], outcome="seen") == "bad-request"
    done = ask("settle", tokens=[1, 2, 3], outcome="seen")
    assert [token["status"] for token in done["tokens"]] == ["COMPLETED"] * 3
    assert ask("settle", tokens=[1], outcome="seen") == "not-live"
    assert ask("undo")["undone"] == "complete"


@pytest.mark.parametrize("tokens", [1, "1", ["1"], [1, None], {}])
def test_a_list_of_numbers_is_nothing_else(day, tokens):
    assert ask("settle", tokens=tokens, outcome="seen") == "bad-request"


def test_a_locum_takes_a_slot_over_and_the_answer_says_whose_numbers_change(day):
    ask("add-doctor", name="Dr Khan")
    numbers = [{"token": token, "before": token, "number": token} for token in (1, 2, 3)]
    would = ask("preview-hand-over", slot=1, doctor=2)
    assert (would["slot"]["doctor"], would["numbers"]) == (2, numbers)
    assert not ask("slot", slot=1)["closed"]
    done = ask("hand-over", slot=1, doctor=2)
    assert (ids(done["slot"]["active"]), ids(done["slot"]["waiting"]), done["numbers"]) == ([1, 2], [3], numbers)
    assert (done["left"]["id"], done["left"]["closed"], done["promoted"], "off" in done) == (1, True, [], False)
    assert ask("hand-over", slot=1, doctor=2) == "slot-closed"
    assert ask("hand-over", slot=2, doctor=1) == "bad-request"
    undone = ask("undo")
    assert (undone["undone"], undone["token"]["slot"], undone["not_undone"]) == ("hand-over", 1, [])
    assert checking.check() == ()
