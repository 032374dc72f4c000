"""Opening days from templates: each slot once, and nothing that stands in the way fails the rest."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain import errors
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock, policy
from opd_tui.services.queries import queues
from opd_tui.services.slots import schedule
from opd_tui.services.weeks import holidays, opening, templates
from tests.support import workers
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot

MONDAYS = Weekly("MON", "10:00", "11:00", 10, TODAY)


def a_week(doctor=None):
    """Mondays and Tuesdays of a doctor."""
    doctor = doctor or a_doctor().id
    for weekday in ("MON", "TUE"):
        templates.add(AddTemplate.of(doctor, replace(MONDAYS, weekday=weekday)), ASHA)
    return doctor


def starts():
    return [slot.start for slot in queues.summaries()]


def test_every_day_from_today_to_the_last_is_opened(database):
    a_week()
    assert opening.open_days(OpenDays("2026-11-30"), ASHA).slots == 3
    assert starts() == ["2026-11-23T10:00", "2026-11-24T10:00", "2026-11-30T10:00"]


def test_a_template_holds_from_its_first_to_its_last_day(database):
    templates.add(AddTemplate.of(a_doctor().id, replace(MONDAYS, first="2026-11-30", last="2026-12-07")), ASHA)
    opening.open_days(OpenDays("2026-12-31"), ASHA)
    assert starts() == ["2026-11-30T10:00", "2026-12-07T10:00"]


def test_a_day_is_opened_once(database):
    a_week()
    opening.open_days(OpenDays("2026-11-30"), ASHA)
    assert opening.open_days(OpenDays("2026-11-30"), ASHA).slots == 0


def test_a_slot_that_was_removed_does_not_come_back(database):
    a_week()
    opening.open_days(OpenDays(TODAY), ASHA)
    schedule.remove(1, ASHA)
    assert (opening.open_days(OpenDays(TODAY), ASHA).slots, starts()) == (0, [])


def test_yesterday_opens_nothing(database):
    a_week()
    assert opening.open_days(OpenDays("2026-11-22"), ASHA).slots == 0


@pytest.mark.parametrize("until", ["2026-02-30", "tomorrow", "9999-12-31"])
def test_what_is_no_day_or_too_far_away_is_refused(database, until):
    with pytest.raises(errors.BadWindow):
        opening.open_days(OpenDays(until), ASHA)


def test_a_window_that_overlaps_a_slot_is_passed_over_and_the_rest_opens(database):
    doctor = a_week()
    a_slot(2, doctor, "10:30", "11:30")
    done = opening.open_days(OpenDays("2026-11-24"), ASHA)
    assert (done.slots, [(p.day, "10:30" in p.why) for p in done.passed]) == (1, [(TODAY, True)])


def test_what_was_passed_over_is_said_once_in_the_log(database):
    doctor = a_week()
    a_slot(2, doctor, "10:30", "11:30")
    for _ in range(2):
        opening.open_days(OpenDays("2026-11-24"), ASHA)
    assert tables.Event.select().where(tables.Event.action == "pass-over").count() == 1


@pytest.mark.parametrize(
    ("weekly", "opens"),
    [
        (("SAT", "22:00", "01:30"), ("2027-03-27T22:00", "2027-03-28T02:00")),
        (("SUN", "00:30", "01:00"), ("2027-03-28T00:30", "2027-03-28T02:00")),
        (("SUN", "01:15", "02:15"), ("2027-03-28T02:00", "2027-03-28T02:15")),
        (("SUN", "01:00", "04:00"), ("2027-03-28T02:00", "2027-03-28T04:00")),
    ],
)
def test_a_time_that_the_clocks_skip_is_the_first_one_after_it(database, weekly, opens):
    clock.use_zone("Europe/London")  # 01:00 to 02:00 is skipped
    clock.set_local("2027-03-26T09:00")
    templates.add(AddTemplate.of(a_doctor().id, Weekly(*weekly, 2, TODAY)), ASHA)
    done = opening.open_days(OpenDays("2027-03-28"), ASHA)
    assert [(slot.start, slot.end) for slot in queues.summaries()] == [opens]
    assert not done.passed


def test_a_night_of_the_change_in_berlin_ends_at_three(database):
    clock.use_zone("Europe/Berlin")
    clock.set_local("2027-03-20T09:00")
    templates.add(AddTemplate.of(a_doctor().id, Weekly("SAT", "22:00", "02:30", 2, TODAY)), ASHA)
    opening.open_days(OpenDays("2027-04-11"), ASHA)
    assert [slot.end for slot in queues.summaries()] == [
        "2027-03-21T02:30",
        "2027-03-28T03:00",
        "2027-04-04T02:30",
        "2027-04-11T02:30",
    ]


def test_a_night_in_which_the_clocks_go_back_opens_as_it_is(database):
    clock.use_zone("Europe/Berlin")
    clock.set_local("2026-10-24T09:00")
    templates.add(AddTemplate.of(a_doctor().id, Weekly("SAT", "22:00", "02:30", 2, "2026-10-01")), ASHA)
    opening.open_days(OpenDays("2026-10-25"), ASHA)
    assert [slot.end for slot in queues.summaries()] == ["2026-10-25T02:30"]


def test_a_change_of_the_seats_follows_on_the_night_of_the_change_too(database):
    clock.use_zone("Europe/Berlin")
    clock.set_local("2027-03-26T09:00")
    asked = Weekly("SAT", "22:00", "02:30", 2, TODAY)
    template = templates.add(AddTemplate.of(a_doctor().id, asked), ASHA)
    opening.open_days(OpenDays("2027-03-28"), ASHA)
    assert templates.change(template.id, replace(asked, capacity=5), ASHA).followed == 1
    assert [(slot.end, slot.capacity) for slot in queues.summaries()] == [("2027-03-28T03:00", 5)]


def test_a_window_that_the_clocks_skip_whole_is_passed_over(database):
    clock.use_zone("Europe/London")
    clock.set_local("2027-03-25T09:00")
    templates.add(AddTemplate.of(a_doctor().id, Weekly("SUN", "01:15", "01:45", 2, TODAY)), ASHA)
    assert [passed.day for passed in opening.open_days(OpenDays("2027-04-04"), ASHA).passed] == ["2027-03-28"]


NIGHT = Weekly("SUN", "22:00", "02:00", 4, TODAY)


def test_a_night_belongs_to_the_day_on_which_it_starts(database):
    templates.add(AddTemplate.of(a_doctor().id, NIGHT), ASHA)
    opening.open_days(OpenDays("2026-11-29"), ASHA)
    assert [(slot.day, slot.end) for slot in queues.summaries()] == [("2026-11-29", "2026-11-30T02:00")]


@pytest.mark.parametrize(("off", "slots"), [("2026-11-29", 0), ("2026-11-30", 1)])
def test_a_holiday_takes_the_night_that_starts_on_it(database, off, slots):
    templates.add(AddTemplate.of(a_doctor().id, NIGHT), ASHA)
    holidays.add(off, None, "Guru Nanak Jayanti", ASHA)
    assert opening.open_days(OpenDays("2026-11-30"), ASHA).slots == slots


def test_the_last_night_of_the_calendar_is_passed_over(database):
    clock.set_local("2999-12-30T09:00")
    templates.add(AddTemplate.of(a_doctor().id, replace(NIGHT, weekday="TUE")), ASHA)
    assert [passed.day for passed in opening.open_days(OpenDays("2999-12-31"), ASHA).passed] == ["2999-12-31"]


@pytest.mark.parametrize("everybody", [True, False])
def test_a_holiday_is_not_opened(database, everybody):
    doctor = a_week()
    holidays.add(TODAY, None if everybody else doctor, "Guru Nanak Jayanti", ASHA)
    opening.open_days(OpenDays("2026-11-24"), ASHA)
    assert starts() == ["2026-11-24T10:00"]


def test_the_holiday_of_one_doctor_is_a_working_day_of_another(database):
    a_week(), a_week()
    holidays.add(TODAY, 1, "away", ASHA)
    opening.open_days(OpenDays(TODAY), ASHA)
    assert [slot.doctor for slot in queues.summaries()] == [2]


def test_a_day_that_is_no_holiday_any_more_is_opened(database):
    a_week()
    off = holidays.add(TODAY, None, "Strike", ASHA).holiday
    opening.open_days(OpenDays(TODAY), ASHA)
    holidays.remove(off.id, ASHA)
    assert opening.open_days(OpenDays(TODAY), ASHA).slots == 1


def test_a_desk_opens_a_day_in_pieces(database):
    doctor = a_doctor().id
    for hour in range(10, 15):
        templates.add(AddTemplate.of(doctor, replace(MONDAYS, start=f"{hour}:00", end=f"{hour + 1}:00")), ASHA)
    pieces = [opening.open_day(TODAY, ASHA, 2) for _ in range(3)]
    assert [(piece.slots, piece.more) for piece in pieces] == [(2, True), (2, True), (1, False)]


def test_a_day_with_nothing_to_open_is_not_written_to(database):
    a_week()
    opening.open_days(OpenDays(TODAY), ASHA)
    before = connection.version()
    opening.open_day(TODAY, ASHA)
    assert connection.version() == before


def test_the_days_ahead_are_those_of_the_policy(database):
    policy.use(Policy(open_days=2))
    assert opening.days_ahead() == (TODAY, "2026-11-24", "2026-11-25")


def test_the_last_day_of_the_calendar_is_the_last(database):
    clock.replace(lambda: datetime(9999, 12, 30, 9, tzinfo=clock.zone()))
    assert opening.days_ahead() == ("9999-12-30", "9999-12-31")


def test_opened_days_leave_a_clean_database(database):
    a_week()
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    assert checking.check() == ()


def test_eight_processes_open_every_slot_once(database):
    for _ in range(10):
        a_week()
    days = [f"2026-12-{day:02}" for day in range(1, 16)]
    opened = workers.race(workers.open_days, str(database), days)
    mondays_and_tuesdays = 5  # of these days
    assert sum(opened) == 10 * mondays_and_tuesdays == len(queues.summaries())
    assert checking.check() == ()
