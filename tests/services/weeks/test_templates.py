"""Weekly templates: what is asked of them, and what a change does to the days they have opened."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import AddSlot, CloseSlot
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity, closing, schedule
from opd_tui.services.undo import undo
from opd_tui.services.weeks import opening, templates
from opd_tui.store import slots
from tests.support.factories import ASHA, TODAY, a_doctor, a_token

MONDAYS = Weekly("MON", "10:00", "11:00", 10, TODAY)
NEXT_MONDAY = "2026-11-30"


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def a_template(weekly=MONDAYS, doctor=None):
    return templates.add(AddTemplate.of(doctor or a_doctor().id, weekly), ASHA)


def windows():
    return [(slot.start, slot.end[11:], slot.capacity) for slot in queues.summaries()]


WRONG = [
    ({"weekday": "Mon"}, errors.BadRequest),
    ({"weekday": "MONDAY"}, errors.BadRequest),
    ({"start": "11:00"}, errors.BadWindow),
    ({"start": "9:00"}, errors.BadWindow),
    ({"start": "24:00"}, errors.BadWindow),
    ({"end": "24:01"}, errors.BadWindow),
    ({"end": "१२:००"}, errors.BadWindow),
    ({"capacity": 0}, errors.BadCapacity),
    ({"capacity": 501}, errors.BadCapacity),
    ({"first": "2026-11-31"}, errors.BadWindow),
    ({"last": "soon"}, errors.BadWindow),
    ({"last": "2026-11-22"}, errors.BadWindow),
]


@pytest.mark.parametrize(("fields", "error"), WRONG)
def test_what_cannot_be_a_week_is_refused_and_changes_nothing(database, fields, error):
    doctor = a_doctor().id
    before = rows()
    with pytest.raises(error):
        a_template(replace(MONDAYS, **fields), doctor)
    assert rows() == before


def test_a_weekly_slot_may_be_of_one_day(database):
    a_template(replace(MONDAYS, last=TODAY))
    opening.open_days(OpenDays("2026-12-13"), ASHA)
    assert windows() == [(f"{TODAY}T10:00", "11:00", 10)]


def test_a_doctor_nobody_knows_has_no_week(database):
    with pytest.raises(errors.UnknownDoctor):
        a_template(MONDAYS, 7)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"start": "10:59", "end": "12:00"},
        {"first": "2027-01-01", "last": "2027-01-31"},
        {"first": "2026-01-01", "last": TODAY},
    ],
)
def test_templates_of_one_doctor_do_not_overlap(database, fields):
    doctor = a_template().doctor
    with pytest.raises(errors.SlotOverlap, match="Mondays"):
        a_template(replace(MONDAYS, **fields), doctor)


@pytest.mark.parametrize(
    "fields",
    [{"start": "11:00", "end": "12:00"}, {"weekday": "TUE"}, {"first": "2026-01-01", "last": "2026-11-22"}],
)
def test_templates_that_share_no_minute_stand_side_by_side(database, fields):
    doctor = a_template().doctor
    a_template(replace(MONDAYS, **fields), doctor)
    assert len(templates.templates(doctor, ended_too=True)) == 2


NIGHT = Weekly("SUN", "22:00", "02:00", 4, TODAY)


def test_a_window_may_end_on_the_next_day(database):
    assert a_template(NIGHT).weekly == NIGHT


def test_a_night_and_the_morning_after_it_do_not_overlap(database):
    doctor = a_template(NIGHT).doctor
    with pytest.raises(errors.SlotOverlap, match="22:00–02:00 on Sundays"):
        a_template(replace(MONDAYS, start="01:00", end="03:00"), doctor)
    a_template(replace(MONDAYS, start="02:00", end="03:00"), doctor)


# Changing


@pytest.fixture
def opened(database):
    """A template whose two Mondays are open; the first has a token."""
    template = a_template()
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    a_token(1)
    return template


def test_a_change_goes_to_the_days_without_tokens(opened):
    templates.change(opened.id, replace(MONDAYS, start="12:00", end="13:00", capacity=4), ASHA)
    assert windows() == [(f"{TODAY}T10:00", "11:00", 10), (f"{NEXT_MONDAY}T12:00", "13:00", 4)]


def test_the_days_without_tokens_follow_into_the_night(opened):
    templates.change(opened.id, replace(MONDAYS, start="22:00", end="02:00"), ASHA)
    assert [slot.end for slot in queues.summaries()] == [f"{TODAY}T11:00", "2026-12-01T02:00"]


def test_days_that_were_opened_for_the_same_night_are_left_as_they_are(database):
    night = a_template(NIGHT)
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    done = templates.change(night.id, replace(NIGHT, last="2027-01-31"), ASHA)
    assert (done.followed, done.kept) == (0, ())


def test_a_change_lists_the_days_with_tokens(opened):
    done = templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    assert ([slot.id for slot in done.kept], done.followed) == ([1], 1)


def test_days_on_which_it_holds_no_more_lose_their_slot(opened):
    templates.change(opened.id, replace(MONDAYS, weekday="TUE"), ASHA)
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    assert [start for start, *_ in windows()] == [f"{TODAY}T10:00", "2026-11-24T10:00", "2026-12-01T10:00"]


def test_a_day_that_is_past_does_not_follow(opened):
    clock.set_local("2026-12-01T09:00")
    assert templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA).followed == 0


def test_a_change_that_finds_no_room_leaves_the_slot_and_lists_it(opened):
    schedule.add(AddSlot(opened.doctor, f"{NEXT_MONDAY}T12:00", f"{NEXT_MONDAY}T13:00", 2), ASHA)
    done = templates.change(opened.id, replace(MONDAYS, start="12:30", end="13:30"), ASHA)
    assert [slot.day for slot in done.kept] == [TODAY, NEXT_MONDAY]


@pytest.mark.parametrize("asked", [replace(MONDAYS, weekday="TUE"), replace(MONDAYS, capacity=3)])
def test_a_slot_that_somebody_closed_stays_closed_and_is_listed(opened, asked):
    closing.close(CloseSlot(2), ASHA)
    assert 2 in [slot.id for slot in templates.change(1, asked, ASHA).kept]
    undo.undo(Undo(), ASHA)
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    assert slots.summary(2).closed
    assert checking.check() == ()


def test_what_was_set_by_hand_for_a_day_stays_where_only_the_last_day_is_another(opened):
    capacity.add_seats(2, 4, ASHA)
    seats = slots.summary(2).capacity
    changed = templates.change(1, replace(MONDAYS, last="2027-03-31"), ASHA)
    assert (slots.summary(2).capacity, changed.followed, changed.kept) == (seats, 0, ())


def test_a_change_to_what_it_is_writes_nothing(opened):
    before = rows()
    templates.change(opened.id, MONDAYS, ASHA)
    assert rows() == before


def test_a_template_that_ended_opens_nothing_after(opened):
    done = templates.end(opened.id, TODAY, ASHA)
    opening.open_days(OpenDays("2026-12-20"), ASHA)
    assert (done.followed, windows()) == (1, [(f"{TODAY}T10:00", "11:00", 10)])


def test_an_end_taken_back_opens_the_days_again(opened):
    templates.end(opened.id, TODAY, ASHA)
    templates.change(opened.id, MONDAYS, ASHA)
    assert opening.open_days(OpenDays("2026-12-06"), ASHA).slots == 1


@pytest.fixture
def passed_over(database):
    """A template whose first Monday is open; the second was passed over, as the doctor sits 09:30–10:30 then."""
    doctor = a_doctor().id
    schedule.add(AddSlot(doctor, f"{NEXT_MONDAY}T09:30", f"{NEXT_MONDAY}T10:30", 2), ASHA)
    template = a_template(doctor=doctor)
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    return template


@pytest.mark.parametrize(("start", "slots"), [("10:30", 1), ("10:15", 0)])
def test_a_day_that_was_passed_over_opens_after_a_change_if_it_fits_now(passed_over, start, slots):
    templates.change(passed_over.id, replace(MONDAYS, start=start), ASHA)
    assert opening.open_days(OpenDays("2026-12-06"), ASHA).slots == slots
    assert checking.check() == ()


def test_a_day_whose_slot_somebody_removed_stays_without_after_a_change(opened):
    schedule.remove(2, ASHA)
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    assert opening.open_days(OpenDays("2026-12-06"), ASHA).slots == 0


def test_the_log_says_which_passed_over_days_are_looked_at_again(passed_over):
    templates.change(passed_over.id, replace(MONDAYS, capacity=4), ASHA)
    [detail] = tables.Event.select(tables.Event.detail).where(tables.Event.action == "change-template").tuples().first()
    assert json.loads(detail)["again"] == [NEXT_MONDAY]


def test_a_template_withdrawn_is_no_longer_in_anybodys_way(opened):
    templates.end(opened.id, "2026-11-22", ASHA)
    a_template(MONDAYS, opened.doctor)
    assert [t.id for t in templates.templates(opened.doctor)] == [2]


def test_the_log_of_templates_replays(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    templates.end(opened.id, TODAY, ASHA)
    assert checking.check() == ()
