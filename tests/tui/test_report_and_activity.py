"""The screens that watch the day: the report and the activity."""

from __future__ import annotations

import pytest

from opd_tui.reports import day_sums
from opd_tui.runtime import clock
from opd_tui.services.tokens import visits
from tests.support.desk import SIZES, a_desk
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_patient, a_slot, a_token, arrive, call


@pytest.fixture
def morning(database):
    """Dr Rao and Dr Sen; Meena Shah is booked, and Ravi has cancelled Deepak Yadav."""
    rao, sen = a_slot(2, a_doctor("Dr Rao").id).id, a_slot(2, a_doctor("Dr Sen").id).id
    first = a_token(rao, patient=a_patient("Meena Shah").id)
    gone = a_token(sen, patient=a_patient("Deepak Yadav").id, actor=RAVI)
    visits.cancel(visits.Cancel(gone.id, "phoned"), RAVI)
    return first


@pytest.mark.parametrize("size", [*SIZES, (60, 15)])
async def test_m_shows_today_at_a_glance(morning, size):
    async with a_desk(size) as desk:
        await desk.press("M")
        await desk.until_seen("Report · today", "Booked", "2 WALKIN", "too few to say")


async def test_the_arrows_change_the_span(morning):
    async with a_desk() as desk:
        await desk.press("M")
        await desk.until_seen("Report · today")
        await desk.press("right")
        await desk.until_seen("Report · 7 days")
        await desk.press("left")
        await desk.until_seen("Report · today")


async def test_d_goes_to_the_department_and_the_doctor_and_back(morning):
    async with a_desk((120, 36)) as desk:
        await desk.press("M")
        await desk.until_seen("the whole hospital", "Booked 2")
        await desk.press("d")
        await desk.until_seen("Cardiology")
        await desk.press("d")
        await desk.until_seen("· Dr Rao", "Booked 1")
        await desk.press("d")
        await desk.until_seen("the whole hospital")


async def test_esc_leaves_the_report(morning):
    async with a_desk() as desk:
        await desk.press("M", "escape")
        await desk.until_seen("Meena Shah")


@pytest.mark.parametrize("size", SIZES)
async def test_a_shows_what_every_desk_did_newest_first_and_live(morning, size):
    async with a_desk(size) as desk:
        await desk.press("A")
        await desk.until_seen("cancelled: phoned")
        call(morning.id)
        await desk.until_seen("called in")
        lines = [line for line in desk.lines[2:] if "called in" in line or "cancelled" in line]
        assert "called in" in lines[0]


async def test_typed_words_filter_the_activity(morning):
    async with a_desk() as desk:
        await desk.press("A", *"ravi")
        await desk.until(lambda: "Deepak Yadav" in desk.text and "Meena Shah" not in desk.text)


async def test_enter_opens_the_card_of_the_token(morning):
    arrive(morning.id, ASHA)
    async with a_desk() as desk:
        await desk.press("A", *"meena")
        await desk.until_seen("Today, newest first")
        await desk.settled()
        await desk.press("enter")
        await desk.until_seen("№1 Meena Shah", "booked as WALKIN")


async def test_the_cursor_stays_on_its_event_when_others_come(morning):
    async with a_desk() as desk:
        await desk.press("A", "down")
        await desk.settled()
        before = next(line for line in desk.lines if line.startswith("│▸"))
        call(morning.id)
        await desk.until_seen("called in")
        assert next(line for line in desk.lines if line.startswith("│▸")) == before


async def test_an_open_desk_keeps_the_sums_of_the_days_before(morning):
    clock.set_local("2026-11-24T09:00")
    async with a_desk() as desk:
        await desk.until(lambda: day_sums.to_sum(TODAY, TODAY) == ())
