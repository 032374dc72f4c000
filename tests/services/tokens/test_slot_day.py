"""Before the slot's day nobody is checked in, called, seen or a no-show; cancel and move go on."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import NotLive, SlotFuture
from opd_tui.domain.requests.tokens import Arrive, Call, Cancel, Complete, Move, NoShow, Undo
from opd_tui.runtime import clock
from opd_tui.services.slots import slot_days
from opd_tui.services.tokens import moving, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_doctor, a_slot, a_token

TOMORROW = "2026-11-24"
REFUSED = {
    "check-in": lambda token: visits.arrive(Arrive(token.id), ASHA),
    "call": lambda token: visits.call(Call(token=token.id), ASHA),
    "call next": lambda token: visits.call(Call(slot=token.slot), ASHA),
    "complete": lambda token: visits.complete(Complete(token.id), ASHA),
    "no-show": lambda token: visits.no_show(NoShow(token.id), ASHA),
}


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_before_the_slots_day_it_is_refused(database, act):
    token = a_token(a_slot(day=TOMORROW).id)
    with pytest.raises(SlotFuture) as refused:
        act(token)
    assert refused.value.code == "slot-future"
    assert TOMORROW in refused.value.message
    assert visits.cancel(Cancel(token.id), ASHA).token.status == "CANCELLED"  # it is as it was


@pytest.mark.parametrize("act", REFUSED.values(), ids=REFUSED)
def test_on_the_slots_day_it_is_done_from_midnight_on(database, act):
    token = a_token(a_slot(day=TOMORROW).id)
    clock.set_local(f"{TOMORROW}T00:00")
    act(token)


def test_a_slot_at_half_past_midnight_takes_check_ins_an_hour_before(database):
    token = a_token(a_slot(day=TOMORROW, start="00:30", end="02:00").id)
    clock.set_local("2026-11-23T23:29")
    with pytest.raises(SlotFuture):
        visits.arrive(Arrive(token.id), ASHA)
    clock.set_local("2026-11-23T23:30")
    assert visits.arrive(Arrive(token.id), ASHA).arrived


def test_the_hour_before_a_slot_is_an_hour_also_where_the_clocks_skip_one(database):
    clock.use_zone("America/Havana")  # on 14 March 2027 midnight is 01:00 at once
    slot = a_slot(day="2027-03-14", start="01:30", end="03:00")
    clock.set_local("2027-03-13T23:25")
    assert not slot_days.has_begun(slot)
    clock.set_local("2027-03-13T23:30")
    assert slot_days.has_begun(slot)


def test_a_waiting_token_of_a_day_to_come_is_said_to_be_of_that_day(database):
    slot = a_slot(1, day=TOMORROW)
    a_token(slot.id)
    waits = a_token(slot.id)
    with pytest.raises(SlotFuture):
        visits.complete(Complete(waits.id), ASHA)


def test_a_token_that_has_ended_is_said_to_have_ended(database):
    token = a_token(a_slot(day=TOMORROW).id)
    visits.cancel(Cancel(token.id), ASHA)
    with pytest.raises(NotLive):
        visits.arrive(Arrive(token.id), ASHA)


def test_after_the_slots_day_completing_and_no_show_go_on(database):
    slot = a_slot()
    seen, missing = a_token(slot.id), a_token(slot.id)
    clock.set_local(f"{TOMORROW}T09:00")
    assert visits.complete(Complete(seen.id), ASHA).status == "COMPLETED"
    assert visits.no_show(NoShow(missing.id), ASHA).token.status == "NO_SHOW"


def test_who_is_checked_in_stays_so_when_moved_into_the_night_of_the_same_evening(database):
    doctor = a_doctor().id
    evening = a_slot(2, doctor, "20:00", "23:45")
    night = a_slot(2, doctor, "00:30", "02:00", TOMORROW)
    clock.set_local("2026-11-23T23:40")
    token = visits.arrive(Arrive(a_token(evening.id, "ONLINE").id), ASHA)
    assert moving.move(Move(token.id, night.id), ASHA).token.arrived


def test_who_is_checked_in_today_is_not_there_in_a_slot_of_tomorrow(database):
    doctor = a_doctor().id
    today, tomorrow = a_slot(2, doctor), a_slot(2, doctor, day=TOMORROW)
    token = visits.arrive(Arrive(a_token(today.id).id), ASHA)
    assert not moving.move(Move(token.id, tomorrow.id), ASHA).token.arrived


def test_a_cancelled_token_of_a_day_to_come_is_brought_back_by_undo(database):
    token = a_token(a_slot(day=TOMORROW).id)
    visits.cancel(Cancel(token.id), ASHA)
    assert undo.undo(Undo(token=token.id), ASHA).undone == "cancel"
