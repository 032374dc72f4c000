"""`opd-tui batch`: a stable interface, held here word for word."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from unittest.mock import ANY

import pytest

from opd_tui.check import checking
from opd_tui.cli import batch
from opd_tui.db import connection, tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.unresolved import Outcome
from opd_tui.services.day import unresolved
from opd_tui.services.queries import queues
from opd_tui.services.slots import doctors
from opd_tui.services.weeks import holidays
from tests.support.factories import ASHA, RAVI, a_token


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def run(text, actor=ASHA):
    """The answers to an input of bytes, and whether all went well."""
    out = io.BytesIO()
    well = batch.run(io.BytesIO(text), out, actor)
    written = out.getvalue()
    assert written == b"" or written.endswith(b"\n")
    return [json.loads(line) for line in written.split(b"\n")[:-1]], well


def ask(do, **fields):
    """The result of one line, or the code it is refused with."""
    [answer], _ = run(json.dumps({"do": do, **fields}).encode())
    return answer["result"] if answer["ok"] else answer["error"]["code"]


DOCTOR = {"id": 1, "name": "Dr Rao", "department": "Cardiology", "room": "3"}
SLOT = {
    "id": 1, "doctor": 1, "start": "2026-11-23T10:00", "end": "2026-11-23T11:00", "capacity": 2, "completed": 0,
    "closed": False, "late_minutes": 0, "active": [], "waiting": [],
}  # fmt: skip


def token(id, name, source="WALKIN", **other):
    priority = ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"].index(source) + 1
    return {
        "id": id, "number": id, "slot": 1, "patient": {"id": id, "name": name}, "source": source,
        "priority": priority, "status": "ACTIVE", "arrival": id, "called": False, "preemptions": 0,
        "arrived": source in ("WALKIN", "EMERGENCY"), "called_at": None, "ended_at": None,
        "stepped_out_at": None, "expected": ANY, **other,
    }  # fmt: skip


def booked(token, preempted=None, replayed=False, alternatives=()):
    """The answer to a booking of which the source stayed as given."""
    return {
        "token": token, "preempted": preempted, "replayed": replayed, "source_given": token["source"],
        "source": token["source"], "why_source": None, "alternatives": list(alternatives), "also_at": [],
    }  # fmt: skip


@pytest.fixture
def day(database):
    """Doctor 1, slot 1 of two seats: token 1 Asha and token 2 Ravi in them, token 3 Meena waiting."""
    ask("add-doctor", name="Dr Rao", department="Cardiology", room="3")
    ask("add-slot", doctor=1, start="2026-11-23T10:00", end="2026-11-23T11:00", capacity=2)
    for name in ("Asha", "Ravi", "Meena"):
        ask("book", slot=1, patient={"name": name}, source="WALKIN")
    return database


ASHA_1, RAVI_2, MEENA_3 = token(1, "Asha"), token(2, "Ravi"), token(3, "Meena", status="WAITING")
NINE = "2026-11-23T09:00"
CALLED = {"called": True, "called_at": NINE, "expected": {"from": NINE, "to": NINE}}
MEENA_IN = {**MEENA_3, "status": "ACTIVE"}
RAVI_OUT = {**RAVI_2, "status": "WAITING", "preemptions": 1}


# -- the shape of every answer


def test_add_doctor(database):
    assert ask("add-doctor", name="Dr Rao", department="Cardiology", room="3") == DOCTOR


def test_add_doctor_with_a_name_only(database):
    assert ask("add-doctor", name="Dr Rao") == {"id": 1, "name": "Dr Rao", "department": "", "room": ""}


def test_doctors_who_have_one_name_and_one_who_retires(database):
    ask("add-doctor", name="Dr Rao", department="Cardiology")
    other = {"id": 2, "name": "Rao", "department": "Medicine", "room": "5"}
    assert ask("add-doctor", name="Rao", department="Medicine", room="5")["same_name"] == [
        {"id": 1, "name": "Dr Rao", "department": "Cardiology", "room": ""}
    ]
    assert ask("correct-doctor", doctor=2, name="Dr Sen") == {**other, "name": "Dr Sen"}
    ask("undo")
    ask("add-slot", doctor=2, start="2026-11-23T10:00", end="2026-11-23T11:00", capacity=2)
    retired = ask("retire-doctor", doctor=2)
    assert (retired["doctor"], [slot["id"] for slot in retired["closed"]]) == ({**other, "retired": True}, [1])
    later = {"start": "2026-11-23T12:00", "end": "2026-11-23T13:00"}
    assert ask("add-slot", doctor=2, capacity=2, **later) == "doctor-retired"
    assert ask("doctors")["doctors"][1] == {**other, "retired": True}
    assert ask("undo")["doctor"] == other
    assert (ask("retire-doctor", doctor=2)["ended"], ask("bring-back-doctor", doctor=2)) == ([], other)


def test_add_slot(database):
    ask("add-doctor", name="Dr Rao")
    fields = {"doctor": 1, "start": "2026-11-23T10:00", "end": "2026-11-23T11:00", "capacity": 2}
    assert ask("add-slot", **fields) == SLOT


def test_add_patient(database):
    patient = {"name": "Asha Patil", "phone": "98200 12345", "mrn": "A-17"}
    assert ask("add-patient", **patient) == {"id": 1, **patient, "phones": ["98200 12345"]}


def test_add_patient_with_a_name_only(database):
    assert ask("add-patient", name="Asha") == {"id": 1, "name": "Asha", "phone": None, "mrn": None, "phones": []}


def test_set_capacity(day):
    slot = {**SLOT, "capacity": 3, "active": [ASHA_1, RAVI_2, MEENA_IN]}
    assert ask("set-capacity", slot=1, capacity=3) == {"slot": slot, "promoted": [MEENA_IN], "preempted": []}


def test_set_capacity_down(day):
    slot = {**SLOT, "capacity": 1, "active": [ASHA_1], "waiting": [RAVI_OUT, MEENA_3]}
    assert ask("set-capacity", slot=1, capacity=1) == {"slot": slot, "promoted": [], "preempted": [RAVI_OUT]}


def test_book(day):
    paid = token(4, "Kamala", "PAID")
    answer = ask("book", slot=1, patient={"name": "Kamala"}, source="PAID")
    assert answer == booked(paid, RAVI_OUT)


def test_book_a_known_patient_with_a_request(day):
    ask("add-patient", name="Kamala")
    asked = {"slot": 1, "patient_id": 4, "source": "ONLINE", "request": "any string"}
    first = ask("book", **asked)
    assert first == booked(token(4, "Kamala", "ONLINE"), RAVI_OUT)
    assert ask("book", **asked) == booked(token(4, "Kamala", "ONLINE"), replayed=True)


def test_book_a_follow_up(day):
    ask("complete", token=1)
    ask("add-slot", doctor=1, start="2026-11-24T10:00", end="2026-11-24T11:00", capacity=1)
    asked = {"slot": 2, "patient_id": 1, "source": "ONLINE", "request": "any string"}
    kept = token(4, "Asha", "FOLLOWUP", slot=2, number=1, patient={"id": 1, "name": "Asha"})
    why = "follow-up: seen by Dr Rao 1 day before, within 15"
    told = {"source_given": "ONLINE", "why_source": why}
    assert ask("book", **asked) == {**booked(kept), **told}
    assert ask("book", **asked) == {**booked(kept, replayed=True), **told}
    assert ask("book", **{**asked, "source": "FOLLOWUP"}) == "request-reused"
    assert ask("log", token=4)["events"][0]["detail"].items() >= told.items()


@pytest.fixture
def tomorrow(day):
    """Slot 2 of one seat, the same doctor's on the next day."""
    ask("add-slot", doctor=1, start="2026-11-24T10:00", end="2026-11-24T11:00", capacity=1)


TOMORROW = [{"slot": 2, "doctor": 1, "start": "2026-11-24T10:00", "free": 1, "waiting": 0}]


def test_book_one_who_waits(tomorrow):
    lata = token(4, "Lata", status="WAITING")
    assert ask("book", slot=1, patient={"name": "Lata"}, source="WALKIN") == booked(lata, alternatives=TOMORROW)


def test_preview(tomorrow):
    ask("add-patient", name="Lata")
    places = {"would": "WAITING", "position": 2, "preempts": None, "alternatives": TOMORROW, "also_at": []}
    assert ask("preview", slot=1, patient_id=4, source="WALKIN") == places
    assert ask("preview", slot=1, source="WALKIN") == places


def test_preview_of_one_for_whom_somebody_gives_way(tomorrow):
    told = {"would": "ACTIVE", "position": 1, "preempts": RAVI_2, "alternatives": TOMORROW, "also_at": []}
    assert ask("preview", slot=1, source="PAID") == told


def test_alternatives(tomorrow):
    assert ask("alternatives", token=3) == {"alternatives": TOMORROW}
    ask("cancel", token=3)
    assert ask("alternatives", token=3) == "not-live"


def test_cancel(day):
    cancelled = {**ASHA_1, "status": "CANCELLED", "expected": None}
    assert ask("cancel", token=1, reason="phoned") == {"token": cancelled, "promoted": MEENA_IN}


def test_no_show_of_a_waiter(day):
    assert ask("no-show", token=3) == {"token": {**MEENA_3, "status": "NO_SHOW", "expected": None}, "promoted": None}


def test_complete(day):
    completed = {**ASHA_1, "status": "COMPLETED", "ended_at": NINE, "expected": None}
    assert ask("complete", token=1) == {"token": completed}


def test_complete_keeps_the_time_of_the_call(day):
    ask("call", token=1)
    ask("clock", at="2026-11-23T09:07")
    done = ask("complete", token=1)["token"]
    assert (done["called_at"], done["ended_at"]) == (NINE, "2026-11-23T09:07")


def test_arrive(day):
    ask("book", slot=1, patient={"name": "Kamala"}, source="PAID")
    arrived = token(4, "Kamala", "PAID", arrived=True)
    assert ask("arrive", token=4) == {"token": arrived}


def test_arriving_twice_writes_nothing(day):
    before = rows()
    ask("arrive", token=1)
    assert rows() == before


def test_undo_of_an_arrival(day):
    ask("book", slot=1, patient={"name": "Kamala"}, source="PAID")
    ask("arrive", token=4)
    undone = {
        "undone": "arrive",
        "token": token(4, "Kamala", "PAID"),
        "promoted": [],
        "preempted": [],
        "others": [],
        "not_undone": [],
    }
    assert ask("undo") == undone


def test_the_expected_time_is_a_range_of_wall_times(day):
    """Two seats in the hour from ten: half an hour each, as nobody was seen yet."""
    active = ask("slot", slot=1)["active"]
    assert [t["expected"] for t in active] == [
        {"from": "2026-11-23T10:00", "to": "2026-11-23T10:15"},
        {"from": "2026-11-23T10:15", "to": "2026-11-23T11:00"},
    ]


def test_a_booking_is_answered_with_its_expected_time(day):
    answer = ask("book", slot=1, patient={"name": "Kamala"}, source="EMERGENCY")
    assert answer["token"]["expected"] == {"from": "2026-11-23T10:00", "to": "2026-11-23T10:15"}


def test_the_call_of_a_slot_takes_those_who_have_arrived_first(day):
    ask("book", slot=1, patient={"name": "Kamala"}, source="PAID")
    called = [ask("call", slot=1)["token"] for _ in range(2)]
    assert [(t["id"], t["arrived"], t["called_at"]) for t in called] == [(1, True, NINE), (4, True, NINE)]


def test_call_a_token(day):
    assert ask("call", token=2) == {"token": {**RAVI_2, **CALLED}}


def test_call_the_next_of_a_slot(day):
    calls = [ask("call", slot=1) for _ in range(3)]
    assert calls == [
        {"token": {**ASHA_1, **CALLED}},
        {"token": {**RAVI_2, **CALLED}},
        {"token": None},
    ]


def test_set_source(day):
    upgraded = token(3, "Meena", "PAID", arrived=True)
    answer = ask("set-source", token=3, source="PAID")
    assert answer == {"token": upgraded, "promoted": upgraded, "preempted": RAVI_OUT}


def test_set_source_that_moves_nobody(day):
    answer = ask("set-source", token=1, source="PAID")
    assert answer == {"token": token(1, "Asha", "PAID", arrived=True), "promoted": None, "preempted": None}


def test_move(tomorrow):
    moved = {**MEENA_IN, "slot": 2, "number": 1, "arrival": 4, "arrived": False}
    assert ask("move", token=3, slot=2) == {"token": moved, "promoted": None, "preempted": None, "also_at": []}
    undone = {"undone": "move", "token": MEENA_3, "promoted": [], "preempted": [], "others": [], "not_undone": []}
    assert ask("undo") == undone


def test_move_that_moves_others(tomorrow):
    ask("book", slot=2, patient={"name": "Lata"}, source="ONLINE")
    ask("set-source", token=1, source="PAID")
    answer = ask("move", token=1, slot=2)
    assert (answer["promoted"], answer["preempted"]["id"]) == (MEENA_IN, 4)


def test_move_into_a_slot_that_has_ended(tomorrow):
    ask("clock", at="2026-11-24T11:00")
    assert ask("move", token=3, slot=2) == "slot-past"


def test_undo(day):
    ask("cancel", token=1)
    meena = {**MEENA_3, "preemptions": 1}
    assert ask("undo") == {
        "undone": "cancel",
        "token": ASHA_1,
        "promoted": [],
        "preempted": [meena],
        "others": [],
        "not_undone": [],
    }


def test_undo_of_a_token(day):
    cancelled = {**RAVI_2, "status": "CANCELLED"}
    answer = ask("undo", token=2)
    assert answer == {
        "undone": "book",
        "token": cancelled,
        "promoted": [MEENA_IN],
        "preempted": [],
        "others": [],
        "not_undone": [],
    }


def test_undo_of_a_capacity(day):
    ask("set-capacity", slot=1, capacity=3)
    meena = {**MEENA_3, "preemptions": 1}
    assert ask("undo") == {
        "undone": "set-capacity",
        "token": None,
        "promoted": [],
        "preempted": [meena],
        "others": [],
        "not_undone": [],
    }


def test_doctors(day):
    assert ask("doctors") == {"doctors": [DOCTOR]}


@pytest.mark.parametrize("day_", [{}, {"day": "2026-11-23"}, {"day": None}])
def test_slots(day, day_):
    full = {**SLOT, "active": [ASHA_1, RAVI_2], "waiting": [MEENA_3]}
    assert ask("slots", doctor=1, **day_) == {"slots": [full]}


def test_slots_of_another_day(day):
    assert ask("slots", doctor=1, day="2026-11-24") == {"slots": []}


def test_slot(day):
    ask("complete", token=1)
    assert ask("slot", slot=1) == {**SLOT, "completed": 1, "active": [RAVI_2], "waiting": [MEENA_3]}


@pytest.mark.parametrize("day_", [{}, {"day": "2026-11-23"}])
def test_tokens(day, day_):
    assert ask("tokens", **day_) == {"tokens": [ASHA_1, RAVI_2, MEENA_3]}


def test_log(day):
    ask("cancel", token=2, reason="phoned")
    events = ask("log", token=2)["events"]
    assert [set(e) for e in events] == [{"id", "at", "actor", "action", "token", "slot", "cause", "detail"}] * 2
    assert [(e["action"], e["actor"], e["token"], e["slot"], e["cause"]) for e in events] == [
        ("book", "asha", 2, 1, None),
        ("cancel", "asha", 2, 1, None),
    ]


def test_the_log_of_a_promotion_names_its_cause(day):
    ask("cancel", token=1)
    assert [(e["action"], e["cause"]) for e in ask("log", token=3)["events"]] == [
        ("book", None),
        ("promote", 1),
    ]


def test_the_clock_stands_where_it_is_set_for_the_lines_after_it(day):
    ask("clock", at="2026-11-23T10:05")
    ask("complete", token=1)
    assert ask("log", token=1)["events"][-1]["at"] == "2026-11-23T10:05:00+05:30"


def test_the_clock_decides_what_is_past(day):
    ask("clock", at="2026-11-24T00:00")
    assert ask("undo", token=1) == "cannot-undo"


def test_an_answer_is_one_object_with_its_line(day):
    out = io.BytesIO()
    batch.run(io.BytesIO(b'\n{"do":"slot","slot":9}\n'), out, ASHA)
    message = "There is no slot with id 9. `opd-tui slots` lists the slots."
    assert json.loads(out.getvalue()) == {
        "line": 2,
        "ok": False,
        "error": {"code": "unknown-slot", "message": message},
    }


# -- every code, and nothing left behind

MONDAYS = {
    "doctor": 1, "weekday": "MON", "start": "10:00", "end": "11:00", "capacity": 2, "from": "2026-11-23", "to": None,
}  # fmt: skip

CODES = {
    "unknown-doctor": [
        {
            "do": "add-slot",
            "doctor": 9,
            "start": "2026-11-23T15:00",
            "end": "2026-11-23T16:00",
            "capacity": 2,
        },
        {"do": "slots", "doctor": 9},
    ],
    "unknown-slot": [
        {"do": "slot", "slot": 9},
        {"do": "slot", "slot": -1},
        {"do": "slot", "slot": 2**63 - 1},
        {"do": "set-capacity", "slot": 9, "capacity": 2},
        {"do": "call", "slot": 9},
        {"do": "book", "slot": 9, "patient": {"name": "New"}, "source": "PAID", "request": "new"},
    ],
    "unknown-patient": [{"do": "book", "slot": 1, "patient_id": 9, "source": "PAID", "request": "new"}],
    "unknown-token": [
        {"do": "cancel", "token": 9},
        {"do": "no-show", "token": 9},
        {"do": "complete", "token": 9},
        {"do": "call", "token": 9},
        {"do": "set-source", "token": 9, "source": "PAID"},
        {"do": "undo", "token": 9},
        {"do": "log", "token": 9},
    ],
    "unknown-source": [
        {"do": "book", "slot": 1, "patient": {"name": "New"}, "source": "online", "request": "new"},
        {"do": "book", "slot": 1, "patient": {"name": "New"}, "source": ""},
        {"do": "book", "slot": 1, "patient": {"name": "New"}, "source": "\ud800"},
        {"do": "set-source", "token": 1, "source": "Paid"},
    ],
    "bad-name": [
        {"do": "add-doctor", "name": "\u200b"},
        {"do": "add-doctor", "name": "Dr Rao", "department": "a\u2028b"},
        {"do": "add-doctor", "name": "Dr Rao", "room": "\ud800"},
        {"do": "add-patient", "name": " "},
        {"do": "add-patient", "name": "x" * 201},
        {"do": "book", "slot": 1, "patient": {"name": "\ud800"}, "source": "PAID", "request": "new"},
    ],
    "bad-window": [
        {
            "do": "add-slot",
            "doctor": 1,
            "start": "2026-11-23T16:00",
            "end": "2026-11-23T16:00",
            "capacity": 2,
        },
        {
            "do": "add-slot",
            "doctor": 1,
            "start": "2026-11-23T16:00",
            "end": "2026-11-23T24:01",
            "capacity": 2,
        },
        {
            "do": "add-slot",
            "doctor": 1,
            "start": "2026-11-23T१६:00",
            "end": "2026-11-23T17:00",
            "capacity": 2,
        },
        {"do": "clock", "at": "2026-11-23T10:05:00"},
        {"do": "clock", "at": "\ud800"},
        {"do": "slots", "doctor": 1, "day": "2026-02-30"},
        {"do": "tokens", "day": "today"},
        {"do": "tokens", "day": ""},
        *(
            {"do": do, **fields, name: f"{day}{time}"}
            for day in ("0001-01-01", "1969-12-31", "3000-01-01", "9999-12-20")
            for do, name, time, fields in (
                ("clock", "at", "T10:00", {}),
                ("slots", "day", "", {}),
                ("tokens", "day", "", {}),
                ("unresolved", "before", "", {}),
                ("open-days", "until", "", {}),
                ("add-slot", "start", "T10:00", {"doctor": 1, "end": "9999-12-31T11:00", "capacity": 2}),
                ("add-slot", "end", "T10:00", {"doctor": 1, "start": "2026-11-23T15:00", "capacity": 2}),
                ("add-template", "from", "", MONDAYS),
                ("add-template", "to", "", MONDAYS),
            )
        ),
    ],
    "bad-capacity": [
        {
            "do": "add-slot",
            "doctor": 1,
            "start": "2026-11-23T15:00",
            "end": "2026-11-23T16:00",
            "capacity": 0,
        },
        {"do": "set-capacity", "slot": 1, "capacity": 501},
        {"do": "set-capacity", "slot": 1, "capacity": -(2**63)},
    ],
    "capacity-in-use": [{"do": "set-capacity", "slot": 2, "capacity": 1}],
    "slot-overlap": [
        {"do": "add-slot", "doctor": 1, "start": "2026-11-23T10:59", "end": "2026-11-23T11:30", "capacity": 2}
    ],
    "duplicate-token": [{"do": "book", "slot": 1, "patient_id": 1, "source": "PAID", "request": "new"}],
    "request-reused": [
        {"do": "book", "slot": 2, "patient_id": 2, "source": "PAID", "request": "k"},
        {"do": "book", "slot": 9, "patient_id": 1, "source": "nonsense", "request": "k"},
        {"do": "book", "slot": 2, "patient": {"name": "Asha"}, "source": "PAID", "request": "k"},
    ],
    "not-live": [
        {"do": "cancel", "token": 5},
        {"do": "no-show", "token": 5},
        {"do": "complete", "token": 5},
        {"do": "call", "token": 5},
        {"do": "set-source", "token": 5, "source": "PAID"},
    ],
    "not-active": [{"do": "complete", "token": 3}, {"do": "call", "token": 3}],
    "cannot-undo": [{"do": "undo", "token": 7}],
    "duplicate-mrn": [
        {"do": "add-patient", "name": "New", "mrn": "A-17"},
        {
            "do": "book",
            "slot": 1,
            "patient": {"name": "New", "mrn": " A-17 "},
            "source": "PAID",
            "request": "new",
        },
    ],
    "bad-request": [
        {},
        {"do": None},
        {"do": 1},
        {"do": ["doctors"]},
        {"do": "Doctors"},
        {"do": "fly"},
        {"do": "doctors", "extra": None},
        {"do": "add-doctor"},
        {"do": "add-doctor", "name": None},
        {"do": "add-doctor", "name": 3},
        {"do": "add-doctor", "name": "Dr Rao", "room": 3},
        {"do": "slot", "slot": "1"},
        {"do": "slot", "slot": True},
        {"do": "slot", "slot": 1.0},
        {"do": "slot", "slot": None},
        {"do": "slots"} | {"doctor": "1"},
        {"do": "set-capacity", "slot": 1, "capacity": True},
        {"do": "set-capacity", "slot": 1, "capacity": 3.0},
        {"do": "add-patient", "name": "New", "phone": 98200},
        {"do": "add-patient", "name": "New", "phone": "98\x00200"},
        {"do": "add-patient", "name": "New", "mrn": "\ud800"},
        {"do": "cancel", "token": 1, "reason": 5},
        {"do": "cancel", "token": 1, "reason": "\ud800"},
        {"do": "call"},
        {"do": "call", "slot": None, "token": None},
        {"do": "call", "slot": 1, "token": 1},
        {"do": "book", "slot": 1, "source": "PAID"},
        {"do": "book", "slot": 9, "source": "nonsense"},
        {"do": "book", "slot": 1, "source": None, "patient_id": 1},
        {"do": "book", "slot": 1, "source": "PAID", "patient_id": 1, "patient": {"name": "New"}},
        {"do": "book", "slot": 1, "source": "PAID", "patient": "New"},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {}},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": None}},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "New", "born": 3}},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "New", "phone": 3}},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "New"}, "request": 7},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "New"}, "request": "\ud800"},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "New"}, "request": "a\x00b"},
        {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "New"}, "open_seat": True},
        {"do": "clock"},
        {"do": "undo", "token": "1"},
    ],
}


@pytest.fixture
def busy_day(day):
    """Token 4 completed and token 5 cancelled in slot 2; its other seat holds token 6, called; token 7 came again."""
    ask("add-slot", doctor=1, start="2026-11-23T12:00", end="2026-11-23T13:00", capacity=3)
    ask("add-patient", name="Kamala", mrn="A-17")
    ask("book", slot=2, patient_id=1, source="PAID", request="k")
    ask("book", slot=2, patient_id=2, source="PAID")
    ask("book", slot=2, patient_id=3, source="PAID")
    ask("book", slot=2, patient_id=4, source="PAID")
    ask("complete", token=4)
    ask("cancel", token=5)
    ask("call", token=6)
    ask("cancel", token=7)
    ask("book", slot=2, patient_id=4, source="ONLINE")
    return day


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, lines in CODES.items() for line in lines], ids=str)
def test_a_refused_line_has_its_code_and_leaves_no_row_behind(busy_day, code, line):
    before = rows()
    [answer], well = run(json.dumps(line).encode())
    assert (answer["ok"], answer["error"]["code"], well) == (False, code, False)
    assert rows() == before


def test_nothing_to_undo(database):
    assert ask("undo") == "nothing-to-undo"


def test_nobody_may_do_anything(database):
    [answer], _ = run(b'{"do":"add-doctor","name":"Dr Rao"}', Actor(" "))
    assert answer["error"]["code"] == "not-allowed"


@pytest.mark.parametrize("field", ["phone", "mrn"])
def test_null_stands_for_an_optional_field_that_is_not_there(database, field):
    assert ask("add-patient", name="Asha", **{field: None})[field] is None


def test_null_and_absent_are_the_same_request(day):
    asked = {"do": "book", "slot": 1, "source": "PAID", "request": "k"}
    ask(**asked, patient={"name": "New"})
    assert ask(**asked, patient={"name": "New", "mrn": None}, patient_id=None)["replayed"]


# -- lines

MALFORMED = {
    "no JSON": b"hello",
    "half an object": b'{"do":"doctors"',
    "more than an object": b'{"do":"doctors"} {"do":"doctors"}',
    "an array": b'[{"do":"doctors"}]',
    "a string": b'"doctors"',
    "null": b"null",
    "single quotes": b"{'do':'doctors'}",
    "a comma too many": b'{"do":"doctors",}',
    "invalid UTF-8": b'{"do":"add-doctor","name":"\xff"}',
    "UTF-16": '{"do":"doctors"}'.encode("utf-16"),
    "an encoded surrogate": b'{"do":"add-doctor","name":"\xed\xa0\x80"}',
    "open brackets": b"[" * 5000,
    "open braces": b'{"do":' * 5000,
    "deep and closed": b'{"do":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "NaN": b'{"do":"slot","slot":NaN}',
    "Infinity": b'{"do":"slot","slot":-Infinity}',
    "NaN in a field there is not": b'{"do":"doctors","x":NaN}',
    "past a double": b'{"do":"slot","slot":1e400}',
    "2**63": b'{"do":"slot","slot":9223372036854775808}',
    "below -2**63": b'{"do":"slot","slot":-9223372036854775809}',
    "five thousand digits": b'{"do":"slot","slot":' + b"9" * 5000 + b"}",
    "a leading zero": b'{"do":"slot","slot":01}',
    "a key twice": b'{"do":"slot","slot":1,"slot":1}',
    "do twice": b'{"do":"doctors","do":"doctors"}',
    "a key twice within": b'{"do":"book","slot":1,"source":"PAID","patient":{"name":"A","name":"B"}}',
    "a raw control character": b'{"do":"add-doctor","name":"a\x01b"}',
    "a byte order mark on a later line": b'\xef\xbb\xbf{"do":"doctors"}',
    "a form feed": b"\x0c",
    "a no-break space": "\u00a0".encode(),
}


@pytest.mark.parametrize("line", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_line_gets_one_answer_and_the_rest_goes_on(database, line):
    before = rows()
    answers, well = run(b'{"do":"doctors"}\n' + line + b'\n{"do":"doctors"}\n')
    assert [(a["line"], a["ok"]) for a in answers] == [(1, True), (2, False), (3, True)]
    assert (answers[1]["error"]["code"], well) == ("bad-request", False)
    assert rows() == before


@pytest.mark.parametrize("depth", [*range(100, 1000, 100), *range(880, 1000, 5)])
def test_a_line_at_the_edge_of_too_deep_is_a_bad_request(database, depth):
    [answer], _ = run(b'{"do":' + b"[" * depth + b"]" * depth + b"}")
    assert answer["error"]["code"] == "bad-request"


BLANK, COMMENTS = (b"", b" ", b"\t", b"\r", b" \t\r"), (b"#", b"# comment", b" \t# comment", b"#{", b"#\xff")


@pytest.mark.parametrize("line", BLANK + COMMENTS)
def test_lines_that_are_passed_over_are_counted_all_the_same(database, line):
    answers, well = run(line + b'\n{"do":"doctors"}')
    assert ([a["line"] for a in answers], well) == ([2], True)


@pytest.mark.parametrize("text", [b"", b"\n\n", b"# only this", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\xef\xbb\xbf# x"])
def test_an_input_of_nothing_gets_no_answer(database, text):
    assert run(text) == ([], True)


def test_a_byte_order_mark_before_the_first_line(database):
    answers, well = run(b'\xef\xbb\xbf{"do":"doctors"}\n')
    assert (len(answers), well) == (1, True)


def test_a_last_line_needs_no_line_feed(database):
    assert run(b'{"do":"doctors"}')[1]


@pytest.mark.parametrize("end", [b"\r\n", b" \n", b"\t\n"])
def test_white_space_around_a_line(database, end):
    answers, well = run(b' \t{"do":"doctors"}' + end)
    assert (len(answers), well) == (1, True)


@pytest.mark.parametrize("between", [b"\r", b"\x0b", b"\x0c", "\u2028".encode(), "\x85".encode()])
def test_only_a_line_feed_ends_a_line(database, between):
    answers, _ = run(b'{"do":"doctors"}' + between + b'{"do":"doctors"}\n')
    assert [a["ok"] for a in answers] == [False]


@pytest.mark.parametrize("name", ["Asha\\u2028", "\\ud800", "\\u001b[31m", "[/b]", "\\u202e"])
def test_a_hostile_name_is_answered_on_one_line(database, name):
    answers, _ = run(f'{{"do":"add-patient","name":"{name}"}}\n{{"do":"doctors"}}\n'.encode())
    assert [a["line"] for a in answers] == [1, 2]


@pytest.mark.sqlite("a statement in SQLite's words")
def test_a_hostile_name_is_escaped_in_the_answer(day):
    hostile = "Asha \x9b31m\u202e\u2028"
    connection.current().database.execute_sql("UPDATE patient SET name = ? WHERE id = 1", (hostile,))
    [reply, _] = batch.answer(1, b'{"do":"slot","slot":1}', ASHA)
    assert not set("\x9b\u202e\u2028") & set(reply.decode())
    assert json.loads(reply)["result"]["active"][0]["patient"]["name"] == hostile


@pytest.mark.parametrize(
    "line", [b'{"\\ud800":1,"do":"doctors"}', b'{"do":"\\ud800"}', b'{"do":"tokens","day":"\\udfff"}']
)
def test_half_a_surrogate_pair_is_refused_in_valid_utf_8(database, line):
    answers, _ = run(line)
    assert [a["ok"] for a in answers] == [False]


def test_a_name_comes_back_as_it_went_in(database):
    name = "मीना \u200d👩‍⚕️ O'Hara"
    assert ask("add-patient", name=name)["name"] == name


def test_each_answer_is_flushed_before_the_next_line_is_read(database):
    heard = []

    class Out(io.BytesIO):
        def flush(self):
            heard.append(self.getvalue().count(b"\n"))

    def lines():
        for number in range(3):
            assert heard == list(range(1, number + 1))
            yield b'{"do":"doctors"}\n'

    batch.run(lines(), Out(), ASHA)


def test_a_defect_of_ours_is_one_answer_and_ends_nothing(database, monkeypatch):
    monkeypatch.setattr(doctors, "all_doctors", lambda: 1 / 0)
    answers, _ = run(b'{"do":"doctors"}\n{"do":"tokens"}\n')
    assert [a["ok"] for a in answers] == [False, True]
    assert answers[0]["error"]["code"] == "storage"


@pytest.mark.sqlite("PostgreSQL stores only texts in a column of texts")
@pytest.mark.parametrize("value", ["x'ff00'", "CAST(x'ff00' AS TEXT)"])
def test_a_damaged_row_is_one_answer_in_words_and_the_rest_goes_on(day, value):
    connection.current().database.execute_sql(f"UPDATE patient SET name = {value} WHERE id = 1")
    answers, well = run(b'{"do":"slot","slot":1}\n{"do":"tokens"}\n{"do":"doctors"}\n')
    assert [a["ok"] for a in answers] == [False, False, True]
    assert {(a["error"]["code"], "check" in a["error"]["message"]) for a in answers[:2]} == {("storage", True)}
    assert not well


def test_a_busy_day_is_clean(busy_day):
    assert checking.check() == ()


def test_reading_verbs_write_nothing(busy_day):
    before = (tables.Event.select().count(), list(tables.Counter.select().tuples()))
    for line in (
        {"do": "doctors"},
        {"do": "slots", "doctor": 1},
        {"do": "slot", "slot": 1},
        {"do": "tokens"},
    ):
        ask(**line)
    assert (tables.Event.select().count(), list(tables.Counter.select().tuples())) == before


# -- through the command line


def opd(path, text, *, file="-"):
    command = [sys.executable, "-m", "opd_tui", "--db", str(path), "--actor", "meena", "batch", file]
    return subprocess.run(command, input=text, capture_output=True, timeout=60, env=os.environ)


def test_the_command_makes_the_file_and_exits_0_if_all_went_well(path):
    done = opd(path, b'# a morning\r\n{"do":"add-doctor","name":"Dr Rao"}\n{"do":"doctors"}')
    assert (done.returncode, done.stderr) == (0, b"")
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [2, 3]


def test_the_command_exits_1_if_any_line_was_refused(path, tmp_path):
    lines = tmp_path / "lines"
    lines.write_bytes(b'{"do":"fly"}\n{"do":"doctors"}\n')
    done = opd(path, b"", file=str(lines))
    assert (done.returncode, done.stderr) == (1, b"")
    assert [json.loads(line)["ok"] for line in done.stdout.splitlines()] == [False, True]


# -- weeks and the ends of days


@pytest.fixture
def week(database):
    """Doctor 1 with a template on Mondays from today, a Monday."""
    ask("add-doctor", name="Dr Rao")
    return ask("add-template", **MONDAYS)


def test_add_template(week):
    assert week == {"id": 1, **MONDAYS, "rule": ""}


def test_a_weekly_slot_with_a_rule_opens_the_days_of_the_rule(database):
    ask("add-doctor", name="Dr Rao")
    assert ask("add-template", **MONDAYS, rule="FREQ=WEEKLY;INTERVAL=2")["rule"] == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
    assert ask("open-days", until="2026-12-31")["slots"] == 3
    assert [slot.day for slot in queues.summaries()] == ["2026-11-23", "2026-12-07", "2026-12-21"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"weekday": "Monday"}, "bad-request"),
        ({"rule": "FREQ=DAILY"}, "bad-request"),
        ({"rule": "FREQ=MONTHLY;BYDAY=2SA"}, "bad-request"),
        ({"start": "11:00"}, "bad-window"),
        ({"capacity": 0}, "bad-capacity"),
        ({"doctor": 2}, "unknown-doctor"),
        ({"start": "10:30"}, "slot-overlap"),
        ({"to": 7}, "bad-request"),
    ],
)
def test_a_template_is_refused(week, fields, code):
    before = rows()
    assert ask("add-template", **{**MONDAYS, **fields}) == code
    assert rows() == before


def test_open_days(week):
    assert [ask("open-days", until="2026-12-06") for _ in range(2)] == [
        {"slots": 2, "passed": []},
        {"slots": 0, "passed": []},
    ]
    assert ask("slot", slot=1) == {**SLOT, "id": 1}


def test_undo_of_a_template_lists_the_slots_that_stay(week):
    ask("open-days", until="2026-12-06")
    ask("book", slot=1, patient={"name": "Asha"}, source="PAID")
    ask("cancel", token=1)
    for _ in range(2):
        ask("undo")
    kept = {key: SLOT[key] for key in ("doctor", "start", "end", "capacity", "completed", "closed", "late_minutes")}
    assert ask("undo") == {
        "undone": "add-template", "token": None, "promoted": [], "preempted": [], "others": [], "not_undone": [],
        "template": {**week, "to": "2026-11-22"}, "followed": 1, "kept": [{"id": 1, **kept}],
    }  # fmt: skip
    assert ask("undo") == "nothing-to-undo"


def test_undo_of_holidays_says_what_closed_and_opened(week):
    ask("open-days", until="2026-11-23")
    made = holidays.add("2026-11-23", None, "Diwali", ASHA).holiday
    holidays.remove(made.id, ASHA)
    holiday, still = {"id": 1, "day": "2026-11-23", "doctor": None, "name": "Diwali"}, {"token": None}
    removal, addition = ask("undo"), ask("undo")
    assert removal.items() >= {**still, "undone": "remove-holiday", "holiday": holiday, "kept": []}.items()
    assert addition.items() >= {**still, "undone": "add-holiday", "holiday": holiday}.items()
    assert [slot["id"] for slot in removal["closed"] + addition["reopened"]] == [1, 1]


def test_a_night_ends_on_the_next_day(week):
    ask("add-template", **{**MONDAYS, "start": "22:00", "end": "02:00"})
    ask("open-days", until="2026-11-23")
    assert [slot["end"] for slot in ask("slots")["slots"]] == ["2026-11-23T11:00", "2026-11-24T02:00"]


def test_close_slot(week):
    ask("open-days", until="2026-11-23")
    assert ask("close-slot", slot=1) == {"unplaced": []}
    assert ask("book", slot=1, patient={"name": "Asha"}, source="PAID") == "slot-closed"
    assert ask("undo")["undone"] == "close-slot"


def test_a_slot_in_use_is_not_closed(day):
    assert ask("close-slot", slot=1) == "slot-in-use"


def test_a_slot_that_has_ended_is_not_booked(day):
    ask("clock", at="2026-11-23T11:00")
    assert ask("book", slot=1, patient={"name": "Lata"}, source="PAID") == "slot-past"


def test_unresolved(day):
    assert ask("unresolved", before="2026-11-23") == {"tokens": []}
    assert ask("unresolved", before="2026-11-24") == {"tokens": [ASHA_1, RAVI_2, MEENA_3]}
    assert ask("unresolved", before="today") == "bad-window"


def test_what_was_done_at_once_is_undone_by_one_line_and_the_answer_names_all(day):
    ask("clock", at="2026-11-24T08:00")
    unresolved.settle((1, 2), Outcome.NO_SHOW, ASHA)
    answer = ask("undo")
    assert (answer["undone"], answer["token"]["id"], [t["id"] for t in answer["others"]]) == ("no-show", 2, [1])
    assert (answer["preempted"], answer["not_undone"]) == ([MEENA_3 | {"preemptions": 1, "expected": ANY}], [])


def test_what_cannot_go_back_is_named_with_the_reason(day):
    ask("clock", at="2026-11-24T08:00")
    unresolved.settle((1, 2), Outcome.NO_SHOW, ASHA)
    ask("clock", at=NINE)
    run(b'{"do":"book","slot":1,"patient_id":1,"source":"WALKIN"}', RAVI)
    answer = ask("undo")
    assert answer["not_undone"] == [{"token": 1, "why": "the patient now has №4 in that slot"}]


def test_a_slot_that_has_ended_takes_only_what_is_entered_late(day):
    ask("clock", at="2026-11-23T12:00")
    fields = {"doctor": 1, "start": "2026-11-23T08:00", "end": "2026-11-23T09:00", "capacity": 2}
    assert ask("add-slot", **fields) == "slot-past"
    made = ask("add-slot", **fields, late_entry=True)["id"]
    patient = {"name": "Paper Token"}
    assert ask("book", slot=made, source="ONLINE", patient=patient) == "slot-past"
    late = {"slot": made, "source": "ONLINE", "patient": patient, "late_entry": True, "request": "paper-1"}
    assert ask("book", **late)["token"]["status"] == "ACTIVE"
    assert ask("book", **late)["replayed"] is True
    assert ask("book", **late | {"late_entry": False}) == "request-reused"


def test_24_00_is_the_end_of_a_day_and_a_slot_is_a_day_long_at_most(day):
    fields = {"doctor": 1, "start": "2026-11-24T16:00", "capacity": 2}
    assert ask("add-slot", **fields, end="2026-11-25T16:01") == "bad-window"
    assert ask("add-slot", **fields, end="2026-11-24T24:00")["end"] == "2026-11-25T00:00"


def test_who_is_with_another_doctor_at_that_time_is_said_before_and_after(day):
    doctor = ask("add-doctor", name="Dr Sen")["id"]
    slot = ask("add-slot", doctor=doctor, start="2026-11-23T10:30", end="2026-11-23T11:30", capacity=2)["id"]
    there = [{"number": 1, "doctor": "Dr Rao", "start": "2026-11-23T10:00", "end": "2026-11-23T11:00"}]
    patient = ask("slot", slot=1)["active"][0]["patient"]["id"]
    assert ask("preview", slot=slot, source="ONLINE", patient_id=patient)["also_at"][0]["start"] == there[0]["start"]
    assert ask("book", slot=slot, source="ONLINE", patient_id=patient)["also_at"][0]["doctor"] == there[0]["doctor"]


def test_a_slot_that_is_opened_on_a_holiday_names_it(day):
    holidays.add("2026-11-24", None, "Conference", ASHA)
    fields = {"doctor": 1, "start": "2026-11-24T16:00", "end": "2026-11-24T17:00", "capacity": 2}
    assert ask("add-slot", **fields)["holiday"] == "Conference"


def test_a_booking_into_a_slot_that_a_holiday_closed_names_the_holiday(day):
    slot = ask("add-slot", doctor=1, start="2026-11-24T16:00", end="2026-11-24T17:00", capacity=2)["id"]
    holidays.add("2026-11-24", None, "Conference", ASHA)
    with pytest.raises(errors.SlotClosed, match="holiday: Conference"):
        a_token(slot)


def test_weekly_slots_are_listed_changed_and_ended(day):
    fields = {"weekday": "TUE", "start": "10:00", "end": "11:00", "capacity": 5, "from": "2026-11-23"}
    made = ask("add-template", doctor=1, **fields)
    assert ask("templates", doctor=1) == {"templates": [made]}
    changed = ask("change-template", template=made["id"], **fields | {"capacity": 8})
    assert changed == {"template": made | {"capacity": 8}, "followed": 0, "kept": []}
    assert ask("end-template", template=made["id"], last="2026-12-01")["template"]["to"] == "2026-12-01"
    assert ask("undo")["undone"] == "change-template"
    assert ask("change-template", template=99, **fields) == "unknown-template"


def test_a_whole_week_is_added_at_once_and_undone_by_one_line(day):
    fields = {"start": "15:00", "end": "16:00", "minutes": 30, "capacity": 5, "from": "2026-11-23"}
    assert len(ask("add-week", doctor=1, days=["THU", "FRI"], **fields)["templates"]) == 4
    ask("undo")
    assert ask("templates", doctor=1) == {"templates": []}


def test_holidays_are_added_listed_and_removed(day):
    made = ask("add-holiday", day="2026-12-25", name="Christmas")
    assert made == {
        "holiday": {"id": 1, "day": "2026-12-25", "doctor": None, "name": "Christmas"},
        "closed": [],
        "kept": [],
    }
    assert ask("holidays") == {"holidays": [made["holiday"]]}
    assert ask("add-holiday", day="2026-12-25", name="Again") == "bad-request"
    assert ask("remove-holiday", holiday=1) == {"holiday": made["holiday"], "reopened": []}
    assert ask("remove-holiday", holiday=1) == "unknown-holiday"
