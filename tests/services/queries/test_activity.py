"""What every desk did today: newest first, filtered, and followed without a gap."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from opd_tui.db import tables
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.requests.slots import AddDoctor, AddSlot
from opd_tui.messages import about_activity
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import activity
from opd_tui.services.queries.activity import Follower
from opd_tui.services.slots import doctors, schedule
from opd_tui.services.tokens import visits
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_patient, a_slot, a_token, arrive, call


@pytest.fixture
def morning(database):
    """Asha books Meena Shah with Dr Rao, Ravi books Deepak with Dr Sen and cancels it."""
    rao, sen = a_slot(2, a_doctor("Dr Rao").id).id, a_slot(2, a_doctor("Dr Sen").id).id
    meena, deepak = a_patient("Meena Shah").id, a_patient("Deepak Yadav").id
    first = a_token(rao, "ONLINE", meena)
    second = a_token(sen, patient=deepak, actor=RAVI)
    visits.cancel(visits.Cancel(second.id, "phoned"), RAVI)
    return first, second


def lines(text: str) -> list[str]:
    return [about_activity.line(each) for each in activity.today(text)]


def test_the_newest_is_first_in_words(morning):
    assert lines("")[0] == "09:00 ravi: №1 Deepak Yadav cancelled: phoned (Dr Sen)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("meena", ["№1 Meena Shah booked"]),
        ("Sen", ["№1 Deepak Yadav cancelled", "№1 Deepak Yadav booked", "Dr Sen"]),
        ("ravi", ["№1 Deepak Yadav cancelled", "№1 Deepak Yadav booked"]),
        ("cancelled", ["№1 Deepak Yadav cancelled"]),
        ("ravi booked", ["№1 Deepak Yadav booked"]),
        ("№1 rao", ["№1 Meena Shah booked"]),
        ("nobody", []),
    ],
)
def test_each_word_is_a_patient_doctor_operator_kind_or_number(morning, text, found):
    shown = [line.partition(": ")[2] for line in lines(text)]
    assert all(said in line for line, said in zip(shown, found, strict=False))
    assert len(shown) >= len(found)
    assert bool(shown) is bool(found)


def test_a_record_has_its_patients_name_and_is_found_by_it(database):
    records.correct(a_patient("Åsa Öberg").id, {"name": "Asa Oberg"}, ASHA)
    a_patient("Meena Shah")
    assert (
        lines("öberg")
        == lines("OBERG")
        == [
            "09:00 asha: Asa Oberg corrected: name Åsa Öberg → Asa Oberg",
            "09:00 asha: Asa Oberg registered",
        ]
    )
    assert len(lines("registered")) == 2


def test_a_doctor_is_found_in_any_case_and_without_accents(database):
    a_token(a_slot(2, a_doctor("Dr Étienne").id).id)
    assert len(lines("etienne booked")) == len(lines("ÉTIENNE booked")) == 1


def test_what_the_program_did_is_found_by_itself(database):
    doctors.add(AddDoctor("Dr Rao"), replace(ASHA, automatic=True))
    doctors.add(AddDoctor("Dr Sen"), ASHA)
    assert len(lines("itself")) == len(lines("automatic")) == 1


def test_a_name_is_found_by_its_beginnings(database):
    slot = a_slot(2, a_doctor("Dr Iyer").id).id
    a_token(slot, patient=a_patient("Birsa Oraon").id)
    assert (len(lines("oraon booked")), lines("rao")) == (1, [])


def test_too_many_words_are_refused(database):
    with pytest.raises(BadRequest, match="At most 12 words"):
        activity.today("a " * 13)


def test_a_wildcard_is_a_sign_like_any_other(morning):
    assert lines("%") == lines("_") == []


def test_yesterday_is_not_listed(morning):
    clock.set_local("2026-11-24T00:30")
    assert lines("") == []


def test_a_day_among_many_is_found(morning):
    for day in range(24, 29):
        clock.set_local(f"2026-11-{day}T10:00")
        for _ in range(day):
            a_patient()
    assert [len(lines("registration")), lines("cancelled")] == [28, []]
    clock.set_local(f"{TODAY}T23:59")
    assert len(lines("cancelled")) == 1


def test_slots_that_the_program_opens_are_listed_only_when_asked_for(database):
    doctor = a_doctor().id
    schedule.add(AddSlot(doctor, f"{TODAY}T10:00", f"{TODAY}T11:00", 2), replace(ASHA, automatic=True))
    assert not any("slot" in line for line in lines(""))
    assert any("slot" in line for line in lines("slot"))


def test_a_follower_tells_of_each_event_once(morning):
    first, _ = morning
    follower = Follower()
    assert follower.new() == ()
    arrive(first.id)
    assert [each.event.action for each in follower.new()] == ["arrive"]
    call(first.id)
    assert [each.event.action for each in follower.new()] == ["call"]
    assert follower.new() == ()


@pytest.mark.sqlite("ids are given by hand; db/postgres/test_follower.py has the real race")
def test_an_event_that_can_be_seen_late_is_told_all_the_same(morning):
    """An id is drawn before a transaction ends: the event of the slow one comes after one with a higher id."""
    first, _ = morning
    follower = Follower()
    last = tables.Event.select(tables.Event.id).order_by(tables.Event.id.desc()).get().id
    about = {"at": "2026-11-23T03:31:00.000Z", "actor": "asha", "desk": "d", "action": "arrive", "token": first.id}
    event = {**about, "slot": first.slot, "detail": "{}"}
    tables.Event.insert(id=last + 3, operation=last + 3, **event).execute()
    assert [each.event.id for each in follower.new()] == [last + 3]
    tables.Event.insert(id=last + 1, operation=last + 1, **event).execute()
    assert [each.event.id for each in follower.new()] == [last + 1]
    assert follower.new() == ()
