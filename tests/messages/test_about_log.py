"""The log in words: every action has a sentence of its own, in the field's words."""

from __future__ import annotations

import pytest

from opd_tui.domain.actions import Action
from opd_tui.domain.events import Detail, Event
from opd_tui.domain.tokens import Source
from opd_tui.messages.about_log import event, news

WINDOW = {"start": "2027-03-01T09:00", "end": "2027-03-01T10:00", "capacity": 5}
LATER = {"start": "2027-03-01T09:30", "end": "2027-03-01T10:30"}
WEEK = {
    **{"weekday": 0, "start": "10:00", "end": "11:00", "capacity": 1},
    **{"valid_from": "2027-03-01", "valid_to": None},
}
ENDED = {**WEEK, "valid_to": "2027-06-30"}
HOLIDAY = {"day": "2027-03-08", "name": "Holi"}
AWAY = {"start": "2027-03-01T09:00", "end": "2027-03-05T18:00", "reason": ""}
BY = {"cause_number": 36, "cause_name": "Ravi Kumar", "cause_source": Source.EMERGENCY}


def logged(action: str, detail: Detail | None = None, **more: object) -> Event:
    return Event(1, "2027-03-01T10:13:00+05:30", "asha", "desk-1", action, 5, 1, None, detail or {}, **more)  # type: ignore[arg-type]


GRACE = "no_show_grace_minutes"
SENTENCES: list[tuple[Event, str]] = [
    (logged("book", {"to": {"source": "WALKIN", "status": "ACTIVE"}}), "booked as WALKIN, with a seat"),
    (
        logged("book", {"to": {"source": "PAID", "status": "WAITING", "arrived_at": "x"}}),
        "booked as PAID, on the waiting list, checked in",
    ),
    (logged("preempt", {"why": "book"}, **BY), "lost the seat to №36 Ravi Kumar (EMERGENCY); on the waiting list"),
    (
        logged("preempt", {"why": "set-source", "own": True}),
        "lost the seat: the source was changed; on the waiting list",
    ),
    (
        logged("preempt", {"why": "set-capacity"}),
        "lost the seat: the number of seats was changed; on the waiting list",
    ),
    (logged("promote", {"why": "cancel"}, **BY), "got a seat (№36 Ravi Kumar cancelled)"),
    (logged("promote", {"why": "no-show"}, **BY), "got a seat (№36 Ravi Kumar no-show)"),
    (logged("promote", {"why": "reordered"}), "got a seat: the check-in order changed"),
    (logged("cancel", {"reason": "phoned"}), "cancelled: phoned"),
    (logged("no-show"), "no-show"),
    (logged("complete"), "consultation done"),
    (logged("call"), "called in"),
    (logged("arrive"), "checked in"),
    (logged("remove-arrival"), "check-in taken back"),
    (logged("step-out"), "stepped out"),
    (
        logged("move", {"ends": ["Dr Rao 9", "Dr Sen 10"], "from": {"number": 5}, "to": {"number": 2}}),
        "moved from Dr Rao 9 (№5) to Dr Sen 10 (№2)",
    ),
    (
        logged("set-source", {"from": {"source": "WALKIN"}, "to": {"source": "PAID"}}),
        "source changed from WALKIN to PAID",
    ),
    (logged("undo", {"why": "complete", "to": {"status": "ACTIVE"}}), "completion undone; has a seat"),
    (logged("undo", {"why": "book", "to": {"status": "CANCELLED"}}), "booking undone; cancelled"),
    (logged("add-slot", {"to": WINDOW}), "slot Mon 01 Mar 2027 09:00–10:00 added, 5 seats"),
    (
        logged("add-slot", {"to": WINDOW, "late_entry": True}),
        "slot Mon 01 Mar 2027 09:00–10:00 added, 5 seats; entered late",
    ),
    (
        logged("book", {"to": {"source": "WALKIN", "status": "ACTIVE"}, "late_entry": True}),
        "booked as WALKIN, with a seat; entered late",
    ),
    (
        logged("change-window", {"from": WINDOW, "to": LATER}),
        "slot Mon 01 Mar 2027 09:00–10:00 is now Mon 01 Mar 2027 09:30–10:30",
    ),
    (logged("change-window", {"from": {"capacity": 5}, "to": {"capacity": 6}}), "seats changed from 5 to 6"),
    (logged("remove-slot", {"from": WINDOW}), "slot Mon 01 Mar 2027 09:00–10:00 removed"),
    (logged("set-capacity", {"from": {"capacity": 10}, "to": {"capacity": 11}}), "seats changed from 10 to 11"),
    (logged("close-slot", {"to": {"closed": 1}}), "slot closed"),
    (logged("reopen-slot", {"to": {"closed": 0}}), "slot reopened"),
    (
        logged("hand-over", {"of": 1, "ends": ["Dr Rao 2026-11-23 10:00", "Dr Khan 2026-11-23 10:00"]}),
        "Dr Rao 2026-11-23 10:00 with its patients handed over to Dr Khan 2026-11-23 10:00",
    ),
    (logged("set-late", {"to": {"late_minutes": 20}}), "doctor 20 min late"),
    (logged("set-late", {"to": {"late_minutes": 0}}), "doctor on time"),
    (logged("doctor-here", {"to": {"doctor_here_at": "2026-11-23T04:30:00.000Z"}}), "the doctor is here"),
    (logged("doctor-here", {"to": {"doctor_here_at": None}}), "the doctor is not here after all"),
    (logged("no-show", {"deadline": "2026-11-23T10:20:00+05:30"}), "no-show: not here by 10:20"),
    (logged("correct-doctor", {"from": {GRACE: None}, "to": {GRACE: 20}}), "doctor's no_show_grace_minutes – → 20"),
    (logged("add-doctor", {"to": {"name": "Dr Rao"}}), "doctor Dr Rao added"),
    (logged("correct-doctor", {"from": {"name": "Roa"}, "to": {"name": "Rao"}}), "doctor Roa is now Rao"),
    (
        logged("correct-doctor", {"from": {"department": "ENT", "room": ""}, "to": {"department": "", "room": "5"}}),
        "doctor's department ENT → –, room – → 5",
    ),
    (logged("retire-doctor"), "doctor retired"),
    (logged("set", {"from": {"open_days": 14}, "to": {"open_days": 20}}), "setting open_days 14 → 20"),
    (
        logged("set", {"from": {"precedence_order": [80, "pregnant"]}, "to": {"precedence_order": []}}),
        "setting precedence_order 80,pregnant → –",
    ),
    (logged("set", {"to": {"hold_arrived": True}}), "setting hold_arrived – → true"),
    (logged("bring-back-doctor"), "doctor brought back"),
    (logged("add-patient"), "registered"),
    (logged("correct-patient", {"from": {"name": "Asa"}, "to": {"name": "Asha"}}), "corrected: name Asa → Asha"),
    (
        logged("merge", {"merged_name": "Asa", "tokens": [1, 2]}),
        "record of Asa merged into this one, with 2 tokens",
    ),
    (
        logged("add-template", {"to": {**WEEK, "rule": "FREQ=MONTHLY;BYDAY=2MO,4MO"}}),
        "weekly slot added: 2nd and 4th MON 10:00–11:00, 1 seat, from Mon 01 Mar 2027",
    ),
    (logged("add-template", {"to": WEEK}), "weekly slot added: MON 10:00–11:00, 1 seat, from Mon 01 Mar 2027"),
    (
        logged("change-template", {"from": WEEK, "to": ENDED}),
        "weekly slot changed: MON 10:00–11:00, 1 seat, from Mon 01 Mar 2027"
        " is now MON 10:00–11:00, 1 seat, from Mon 01 Mar 2027 to Wed 30 Jun 2027",
    ),
    (
        logged("pass-over", {"day": "2027-03-01", "why": "it overlaps"}),
        "no slot created on Mon 01 Mar 2027: it overlaps",
    ),
    (logged("add-holiday", {"to": HOLIDAY}), "holiday on Mon 08 Mar 2027: Holi"),
    (logged("remove-holiday", {"from": HOLIDAY}), "holiday on Mon 08 Mar 2027 removed: Holi"),
    (logged("add-absence", {"to": AWAY}), "doctor away Mon 01 Mar 2027 09:00 to Fri 05 Mar 2027 18:00"),
    (logged("remove-absence", {"from": AWAY}), "absence removed: Mon 01 Mar 2027 09:00 to Fri 05 Mar 2027 18:00"),
    (logged("absence-close"), "slot closed: doctor away"),
    (logged("absence-reopen"), "slot reopened: the absence was removed"),
    (logged("holiday-close"), "slot closed: holiday"),
    (logged("holiday-reopen"), "slot reopened: the holiday was removed"),
]


@pytest.mark.parametrize(("entry", "sentence"), SENTENCES, ids=lambda v: v if isinstance(v, str) else "")
def test_an_entry_in_words(entry: Event, sentence: str):
    assert event(entry) == sentence


def test_every_action_has_its_sentence():
    assert {entry.action for entry, _ in SENTENCES} == set(Action)


def test_what_another_desk_did_names_who_and_whom():
    entry = logged("call", number=5, patient_name="Asha Patil")
    assert news((entry,)) == "asha: №5 Asha Patil called in."
