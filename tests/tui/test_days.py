"""Days that open by themselves, and slots that are closed, as the operator sees them."""

from __future__ import annotations

import pytest

from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.slots import CloseSlot
from opd_tui.domain.requests.weeks import AddTemplate
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock, policy
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing
from opd_tui.services.weeks import templates
from tests.support.desk import SIZES, a_desk, tokens
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, late
from tests.tui.test_hospital import palette


def a_week(*weekdays: str) -> None:
    doctor = a_doctor().id
    for weekday in weekdays:
        templates.add(AddTemplate.of(doctor, Weekly(weekday, "10:00", "11:00", 5, TODAY)), ASHA)


def days() -> list[str]:
    return [slot.day for slot in queues.summaries()]


async def test_a_desk_opens_the_days_ahead_and_shows_today(database):
    a_week("MON", "TUE")
    async with a_desk() as desk:
        await desk.until(lambda: any("10:00–11:00" in row for row in desk.pane("slots")))
        await desk.until(lambda: not desk.app.days_ahead.due)
        assert days() == ["2026-11-23", "2026-11-24", "2026-11-30", "2026-12-01", "2026-12-07"]


async def test_a_desk_that_showed_another_day_goes_to_today_once_it_is_open(database):
    a_slot(day="2026-11-20")
    a_week("MON")
    async with a_desk() as desk:
        await desk.until(lambda: desk.screen.selection.view.day == TODAY)


async def test_a_day_later_the_desk_opens_one_more(database):
    policy.use(Policy(open_days=1))
    a_week("MON", "TUE", "WED")
    async with a_desk() as desk:
        await desk.until(lambda: not desk.app.days_ahead.due)
        clock.set_local("2026-11-24T00:01")
        await desk.until(lambda: days() == ["2026-11-23", "2026-11-24", "2026-11-25"])


@pytest.mark.parametrize("size", SIZES)
async def test_a_closed_slot_says_so_in_a_word(database, size):
    closing.close(CloseSlot(a_slot().id), ASHA)
    async with a_desk(size) as desk:
        await desk.until(lambda: any("closed" in row for row in desk.pane("slots")))
        assert any("no bookings" in row for row in desk.pane("active"))


async def test_a_closed_slot_is_not_booked(database):
    closing.close(CloseSlot(a_slot().id), ASHA)
    async with a_desk() as desk:
        await desk.press("b")
        await desk.until_said("Dr Rao 10:00–11:00 is closed. No later slot takes bookings")
        assert not desk.form_open


async def test_a_slot_that_has_ended_is_not_booked(database):
    a_slot()
    clock.set_local("2026-11-23T11:00")
    async with a_desk() as desk:
        await desk.press("b")
        await desk.until_said("Dr Rao 10:00–11:00 has ended. No later slot takes bookings")


async def test_a_name_typed_where_nothing_can_be_booked_acts_on_nobody(morning):
    clock.set_local("2026-11-23T11:00")
    before = tokens()
    async with a_desk() as desk:
        await desk.press("b")
        await desk.until(lambda: desk.asks)
        desk.typed("Vidya", apart=0.15)
        await desk.carried_out()
        assert desk.asks
        assert tokens() == before


async def test_a_slot_is_closed_from_the_palette_and_opened_again_by_undo(database):
    slot = a_slot().id
    async with a_desk() as desk:
        await palette(desk, "Close slot")
        await desk.until(lambda: desk.asks)
        await desk.press("y")
        await desk.until_said("is closed: no bookings")
        await desk.press("u")
        await desk.until_said("Undo the closing of Dr Rao")
        await desk.press("y")
        await desk.until_said("Undone: Dr Rao 10:00–11:00 on Mon 23 Nov is open")
        assert not queues.summaries()[0].closed, slot


async def test_a_late_doctor_stands_in_the_title(database):
    late(a_slot().id, 20)
    async with a_desk() as desk:
        await desk.until(lambda: "20 min late" in desk.pane("slots")[0])
