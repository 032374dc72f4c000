"""`T`: a doctor's weekly slots and holidays."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.weeks import AddHolidays, AddTemplate
from opd_tui.domain.weeks import Weekly
from opd_tui.services.queries import queues
from opd_tui.services.weeks import holidays, templates
from opd_tui.tui.screens.week import WeekScreen
from tests.support.desk import SIZES, a_desk
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token
from tests.tui.test_hospital import enter


@pytest.fixture
def mondays(database):
    """Dr Rao sits on Mondays, today too."""
    return templates.add(AddTemplate.of(a_doctor().id, Weekly("MON", "10:00", "11:00", 5, TODAY)), ASHA)


async def opened(desk):
    await desk.until(lambda: not desk.app.days_ahead.due)
    await desk.settled()
    await desk.press("T")
    await desk.until(lambda: isinstance(desk.app.screen, WeekScreen))
    await desk.until_seen("Week of Dr Rao")
    await desk.settled()
    return desk.app.screen


async def agreed(desk, question):
    await desk.until_said(question)
    await desk.press("1")


def days():
    return [slot.day for slot in queues.summaries()]


async def test_an_empty_week_says_how_to_begin_and_how_far_ahead_slots_are_created(database):
    a_doctor()
    async with a_desk() as desk:
        await opened(desk)
        await desk.until_seen("a: add a weekly slot. Slots are created 14 days ahead.")


@pytest.mark.parametrize("size", SIZES)
async def test_a_weekly_slot_is_added_and_the_days_ahead_open(database, size):
    a_doctor()
    async with a_desk(size) as desk:
        screen = await opened(desk)
        await desk.press("a")
        await enter(desk, "tue", "9:00", "10:00", "", "4", TODAY, "")
        await desk.until(lambda: screen.templates)
        await desk.until_seen("2 slots are created in the next 14 days")
        assert desk.sees("TUE", "09:00–10:00", "until further notice")
        assert days() == ["2026-11-24", "2026-12-01"]


async def test_every_second_week_is_typed_shown_and_opened(database):
    a_doctor()
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("a")
        await enter(desk, "sat every 2 weeks", "9:00", "13:00", "", "4", TODAY, "")
        await desk.until(lambda: screen.templates)
        await desk.until_seen("every second SAT 09:00–13:00 is added, next on Sat 28 Nov.")
        assert desk.sees("every second SAT", "09:00–13:00", "Sat 28 Nov 2026", "until further notice")
        assert days() == ["2026-11-28"]


async def test_the_second_and_fourth_of_the_month_are_typed_and_changed(database):
    a_doctor()
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("a")
        await enter(desk, "2nd,4th sat", "9:00", "13:00", "60", "4", TODAY, "")
        await desk.until(lambda: screen.templates)
        await desk.until_seen("4 weekly slots are added: 2nd and 4th SAT, 09:00–13:00, next on Sat 28 Nov.")
        await desk.press("c")
        await desk.until_seen("2nd, 4th SAT")
        await enter(desk, "last sat", "9:00", "10:00", "4", TODAY, "")
        await desk.until(lambda: screen.templates[0].weekly.rule == "FREQ=MONTHLY;BYDAY=-1SA")
        await desk.until_seen("last SAT", "Changed, next on Sat 28 Nov;")


@pytest.mark.parametrize(("size", "last"), [((80, 24), "no last day"), ((120, 36), "until further notice")])
async def test_long_words_of_days_leave_room_for_the_last_day(database, size, last):
    weekly = Weekly("SUN", "22:00", "02:00", 5, TODAY, None, "FREQ=MONTHLY;BYDAY=1SU,3SU,-1SU")
    templates.add(AddTemplate.of(a_doctor().id, weekly), ASHA)
    async with a_desk(size) as desk:
        await opened(desk)
        assert desk.sees("1st, 3rd and last SUN", "22:00–02:00 MON", last)


async def test_days_that_are_not_understood_are_answered_with_what_may_be_typed(database):
    a_doctor()
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("a")
        await enter(desk, "mon, 2nd sat", "9:00", "13:00", "", "4", TODAY, "")
        await desk.until_seen('does not say which "mon" of the')


async def test_what_was_said_last_stands_on_the_desk_afterwards(mondays):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("h")
        await enter(desk, "2026-11-30", "Diwali")
        await agreed(desk, "Holiday of Dr Rao (Diwali), Mon 30 Nov? It closes 1 slot.")
        await desk.until(lambda: screen.holidays)
        await desk.press("escape")
        await desk.until_said("Mon 30 Nov 2026 is a holiday; 1 slot closed.")


async def test_a_night_is_shown_with_the_day_on_which_it_ends(database):
    a_doctor()
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("a")
        await enter(desk, "sun", "22:00", "2:00", "", "4", TODAY, "")
        await desk.until_seen("2 slots are created in the next 14 days")
        assert desk.sees("SUN", "22:00–02:00 MON", "until further notice")


async def test_an_end_before_the_start_that_is_no_night_is_a_slip(database):
    a_doctor()
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("a")
        await enter(desk, "mon", "11:00", "10:00", "", "4", TODAY, "")
        await desk.until_seen("it must end after it starts")


async def test_what_is_wrong_is_said_in_the_form(mondays):
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("a")
        await enter(desk, "MON", "10:30", "11:30", "", "4", TODAY, "")
        await desk.until_seen("already has a slot 10:00–11:00 on Mondays")


@pytest.mark.parametrize(("key", "values"), [("h", ("Diwali", "Diwali")), ("x", ("soon",))])
async def test_a_day_that_is_none_is_asked_for_as_a_day(mondays, key, values):
    async with a_desk() as desk:
        await opened(desk)
        await desk.press(key)
        await enter(desk, *values)
        await desk.until_seen("is not a day. Use 26/11")
        assert "T10:00" not in desk.text


async def test_more_than_the_status_line_can_name_is_a_list_to_read(mondays):
    slots = [a_slot(1, mondays.doctor, f"{hour}:00", f"{hour}:30", "2026-11-24").id for hour in (12, 13, 14)]
    for slot in slots:
        a_token(slot)
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("h")
        await enter(desk, "2026-11-24", "Fest")
        await agreed(
            desk, "Holiday of Dr Rao (Fest), Tue 24 Nov? It closes no slot; 3 slots have patients and stay open:"
        )
        await desk.until_seen("Tue 24 Nov 12:00 Dr Rao", "Tue 24 Nov 13:00 Dr Rao", "Tue 24 Nov 14:00 Dr Rao")
        await desk.press("escape")
        await desk.until_seen("Week of Dr Rao", "3 slots have patients and stay open: Tue 24 Nov 12:00 Dr Rao")


async def test_a_change_lists_the_days_that_have_tokens(mondays):
    async with a_desk() as desk:
        screen = await opened(desk)
        a_token(1)
        await desk.press("c")
        await enter(desk, "MON", "10:00", "12:00", "5", TODAY, "")
        await desk.until(lambda: screen.templates[0].weekly.end == "12:00")
        await desk.until_seen("2 days ahead followed; as they were: Mon 23 Nov 10:00 Dr Rao")


async def test_an_end_takes_the_days_after_it_away(mondays):
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("x")
        await enter(desk, TODAY)
        await desk.until(lambda: days() == [TODAY])


@pytest.mark.parametrize(("key", "doctor"), [("h", 1), ("H", None)])
async def test_a_holiday_closes_the_day_and_its_removal_opens_it_again(mondays, key, doctor):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press(key)
        await enter(desk, TODAY, "Diwali")
        await agreed(desk, f"Holiday of {'Dr Rao' if doctor else 'the whole hospital'} (Diwali), Mon 23 Nov?")
        await desk.until(lambda: [h.doctor for h in screen.holidays] == [doctor])
        assert queues.summaries()[0].closed
        await desk.press("end", "x")
        await desk.until(lambda: screen.status.question)
        await desk.press("y")
        await desk.until(lambda: not screen.holidays)
        assert not queues.summaries()[0].closed
        assert holidays.holidays() == ()


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_done_to_the_week_is_undone_on_the_desk(mondays, size):
    async with a_desk(size) as desk:
        await opened(desk)
        await desk.press("x")
        await enter(desk, TODAY)
        await desk.until(lambda: days() == [TODAY])
        await desk.press("escape", "u")
        await desk.until_said("Undo the change of the weekly slot MON 10:00–11:00 of Dr Rao (as before: until further")
        await desk.press("y")
        await desk.until_said("MON 10:00–11:00 of Dr Rao is as it was", "2 slots are created in the next 14 days")
        assert days() == [TODAY, "2026-11-30", "2026-12-07"]


async def test_what_was_done_to_the_week_is_undone_where_it_was_done(mondays):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("h")
        await enter(desk, TODAY, "wedding")
        await agreed(desk, "(wedding), Mon 23 Nov?")
        await desk.until(lambda: screen.holidays)
        await desk.press("u")
        await desk.until_seen("Undo the holiday on Mon 23 Nov 2026 (wedding) of Dr Rao by asha?")
        await desk.press("y")
        await desk.until(lambda: not screen.holidays)
        await desk.until_seen("Undone: Mon 23 Nov 2026 is no holiday any more; 1 slot open again.")


async def test_a_holiday_of_several_days_says_what_it_closes_and_can_be_left_alone(mondays):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("H")
        await enter(desk, "28 Nov to 2 Dec", "Fest")
        await desk.until_said("of the whole hospital (Fest), 5 days from Sat 28 Nov 2026 to Wed 02 Dec 2026?")
        await desk.until_said("It closes 1 slot.")
        await desk.press("escape")
        await desk.until_seen("No holiday was added.")
        assert not screen.holidays


async def test_a_holiday_of_every_year_is_typed_and_undone_at_once(mondays):
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("H")
        await enter(desk, "26 Jan every year", "Republic Day")
        await agreed(desk, "10 days in 10 years, the first Tue 26 Jan 2027, the last Sat 26 Jan 2036?")
        await desk.until(lambda: len(screen.holidays) == 10)
        await desk.press("u")
        await desk.until_said("10 holidays")
        await desk.press("1")
        await desk.until(lambda: not screen.holidays)


@pytest.mark.parametrize(("answer", "left"), [("1", 2), ("2", 0)])
async def test_one_day_of_a_holiday_is_removed_or_all_of_its_name(mondays, answer, left):
    holidays.add_many(AddHolidays("Fest", "2026-11-28", "2026-11-30"), ASHA)
    async with a_desk() as desk:
        screen = await opened(desk)
        await desk.press("end", "x")
        await desk.until_seen("all 3 of this name")
        await desk.press(answer)
        await desk.until(lambda: len(screen.holidays) == left)


async def test_a_template_that_another_desk_changed_is_not_undone_and_says_why(mondays):
    templates.change(mondays.id, Weekly("MON", "10:00", "11:00", 9, TODAY), RAVI)
    async with a_desk() as desk:
        await opened(desk)
        await desk.press("u")
        await desk.until_seen("ravi has changed it since")
