"""Automatic no-shows on the desk: the countdown, what is said and asked, the doctor who is here, who comes in late."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import DoctorHere
from opd_tui.domain.requests.tokens import SweepNoShows
from opd_tui.runtime import clock
from opd_tui.services import hospital_settings
from opd_tui.services.day import no_shows
from opd_tui.services.patients import records
from opd_tui.services.slots import lateness
from opd_tui.store import slots
from opd_tui.store import tokens as stored
from tests.support.desk import LARGE, SMALL, a_desk, status_of
from tests.support.factories import ASHA, RAVI, TODAY, a_patient, a_slot, a_token


def at(time: str) -> None:
    clock.set_local(f"{TODAY}T{time}")


@pytest.fixture
def slot(database):
    """A slot from 10:00 whose doctor is here, in a hospital that waits 20 minutes; Asha Patil booked ONLINE."""
    hospital_settings.change(Set("no_show_grace_minutes", 20), ASHA)
    made = a_slot(12).id
    lateness.doctor_here(DoctorHere(made), ASHA)
    asha = records.register(NewPatient("Asha Patil", phone="98200 12345"), ASHA).id
    a_token(made, "ONLINE", asha)
    return made


@pytest.mark.parametrize(("size", "said"), [(SMALL, "noshow 4m"), (LARGE, "no-show in 4 min")])
async def test_the_queue_counts_down_in_the_last_minutes(slot, size, said):
    at("10:16")
    async with a_desk(size) as desk:
        await desk.until_seen(said)


@pytest.mark.parametrize(("size", "said"), [(SMALL, "not begun"), (LARGE, "not begun: L h when here")])
async def test_the_title_says_that_the_doctor_must_begin_first(slot, size, said):
    lateness.doctor_here(DoctorHere(slot, here=False), ASHA)
    at("10:16")
    async with a_desk(size) as desk:
        await desk.until_seen(said)
        assert "noshow" not in desk.text


async def test_an_open_desk_marks_who_is_past_the_deadline_and_says_so(slot):
    at("10:19")
    async with a_desk() as desk:
        at("10:20")
        a_patient()  # any change wakes the desk
        await desk.until_said("№1 Asha Patil did not come and is a no-show.")
        assert status_of(1) == "NO_SHOW"


@pytest.fixture
def many(slot):
    """Twelve patients are past their deadline."""
    for _ in range(11):
        a_token(slot, "ONLINE")
    at("12:59")


async def test_many_at_once_are_asked_about(many):
    async with a_desk() as desk:
        await desk.until_said("12 patients are past their deadline")
        assert status_of(1) == "ACTIVE"
        await desk.press("1")
        await desk.until_said("did not come and are no-shows")
        await desk.press("u", "1")
        await desk.until(lambda: status_of(1) == "ACTIVE")


async def test_many_at_once_are_left_where_the_operator_says_no(many):
    async with a_desk() as desk:
        await desk.until_said("12 patients are past their deadline")
        await desk.press("escape")
        at("13:00")
        a_patient()
        await desk.until(lambda: "13:00" in desk.text)
        await desk.settled()
        assert (status_of(1), desk.asks) == ("ACTIVE", False)


async def test_the_question_does_not_disturb_who_is_typing_and_comes_a_minute_later(slot):
    for _ in range(11):
        a_token(slot, "ONLINE")
    async with a_desk() as desk:
        await desk.press("b")
        await desk.until(lambda: desk.form_open)
        at("12:58")
        a_patient()
        await desk.until(lambda: "12:58" in desk.text)
        await desk.settled()
        assert not desk.asks
        await desk.press("escape")
        at("12:59")
        a_patient()
        await desk.until_said("12 patients are past their deadline")


async def test_l_h_says_that_the_doctor_is_here_and_again_that_not(slot):
    at("09:30")
    async with a_desk() as desk:
        await desk.press("L", "h")
        await desk.until_said("Dr Rao is not here after all.")
        await desk.press("L", "h")
        await desk.until_said("Dr Rao is here.")
        assert slots.summary(slot).doctor_here_at


async def test_who_comes_in_after_a_no_show_is_back_with_one_key(slot):
    at("10:20")
    no_shows.sweep(SweepNoShows(), RAVI)
    async with a_desk() as desk:
        await desk.press(*"b12345")
        await desk.until(lambda: "back in the queue as №1" in desk.form_text)
        await desk.press("enter")
        await desk.until_said("№1 Asha Patil: back in the queue, checked in")
        assert stored.token(1).arrived
