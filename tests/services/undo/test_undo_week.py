"""Undo of weekly templates and holidays: what was changed stands again, and the days ahead follow."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.slots import AddSlot, CloseSlot, SetCapacity
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import WEEKDAYS, Weekly, never_holds
from opd_tui.runtime import clock
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity, closing, schedule
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from opd_tui.services.weeks import holidays, opening, templates
from opd_tui.store import slots as slot_rows
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_slot, a_token

MONDAYS = Weekly("MON", "10:00", "11:00", 10, TODAY)
NEXT_MONDAY = "2026-11-30"


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


def windows():
    return [(slot.day, slot.start[11:], slot.end[11:], slot.capacity) for slot in queues.summaries()]


def closed():
    return [slot.id for slot in queues.summaries() if slot.closed]


def week(template):
    return templates.by_id(template.id).weekly


def refused(actor, match):
    """The undo is refused so, and changes no row."""
    before = rows()
    with pytest.raises(errors.CannotUndo, match=match):
        undo.undo(Undo(), actor)
    assert rows() == before


# Templates


@pytest.fixture
def opened(database):
    """Asha's template whose two Mondays are open; Ravi booked on the first."""
    template = templates.add(AddTemplate.of(a_doctor().id, MONDAYS), ASHA)
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    a_token(1, actor=RAVI)
    return template


def test_a_template_added_is_withdrawn_and_its_days_without_tokens_go(opened):
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.token, done.promoted, done.preempted) == ("add-template", None, (), ())
    assert (done.week.followed, [slot.day for slot in done.week.kept]) == (1, [TODAY])
    assert windows() == [(TODAY, "10:00", "11:00", 10)]


def test_a_template_withdrawn_by_undo_never_holds_and_is_in_nobodys_way(opened):
    undo.undo(Undo(), ASHA)
    assert templates.templates(opened.doctor) == ()
    assert opening.open_days(OpenDays("2026-12-20"), ASHA).slots == 0
    templates.add(AddTemplate.of(opened.doctor, MONDAYS), ASHA)


def test_a_template_from_the_first_day_there_is_can_be_withdrawn(database):
    template = templates.add(AddTemplate.of(a_doctor().id, replace(MONDAYS, first="1970-01-01")), ASHA)
    undo.undo(Undo(), ASHA)
    assert never_holds(week(template))


def test_a_change_undone_brings_the_fields_back_and_the_days_follow(opened):
    templates.change(opened.id, replace(MONDAYS, start="22:00", end="02:00", capacity=4), ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.week.template, done.week.followed, done.week.kept) == ("change-template", opened, 1, ())
    assert windows() == [(TODAY, "10:00", "11:00", 10), (NEXT_MONDAY, "10:00", "11:00", 10)]


def test_a_rule_undone_lets_every_week_open_again(opened):
    templates.change(opened.id, replace(MONDAYS, rule="FREQ=WEEKLY;INTERVAL=2"), ASHA)
    assert [day for day, *_ in windows()] == [TODAY]
    assert undo.undo(Undo(), ASHA).week.template == opened
    opening.open_days(OpenDays("2026-12-06"), ASHA)
    assert [day for day, *_ in windows()] == [TODAY, NEXT_MONDAY]
    assert checking.check() == ()


def test_every_week_undone_brings_the_rule_back(opened):
    asked = replace(MONDAYS, rule="FREQ=MONTHLY;BYDAY=4MO,5MO")
    fourth = templates.change(opened.id, asked, ASHA).template
    templates.change(opened.id, MONDAYS, ASHA)
    assert undo.undo(Undo(), ASHA).week.template == fourth
    assert checking.check() == ()


def test_a_change_undone_lists_the_days_that_got_tokens_meanwhile(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    a_token(2, actor=RAVI)
    assert [slot.day for slot in undo.undo(Undo(), ASHA).week.kept] == [NEXT_MONDAY]


def test_a_change_undone_gives_back_what_somebody_had_set_by_hand_before_it(opened):
    capacity.set_capacity(SetCapacity(2, 12), RAVI)
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    assert windows()[1] == (NEXT_MONDAY, "10:00", "11:00", 4)
    done = undo.undo(Undo(), ASHA)
    assert (done.week.followed, windows()[1]) == (1, (NEXT_MONDAY, "10:00", "11:00", 12))


def test_a_change_undone_leaves_alone_what_was_so_before_it(opened):
    capacity.set_capacity(SetCapacity(2, 4), RAVI)
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    undo.undo(Undo(), ASHA)
    assert windows()[1] == (NEXT_MONDAY, "10:00", "11:00", 4)


def test_a_change_undone_keeps_what_somebody_set_by_hand_since(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    capacity.set_capacity(SetCapacity(2, 7), RAVI)
    assert [slot.day for slot in undo.undo(Undo(), ASHA).week.kept] == [NEXT_MONDAY]
    assert windows()[1] == (NEXT_MONDAY, "10:00", "11:00", 7)


def test_slots_that_opened_after_a_change_follow_its_undo(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    opening.open_days(OpenDays("2026-12-13"), RAVI)
    undo.undo(Undo(), ASHA)
    assert windows()[-1] == ("2026-12-07", "10:00", "11:00", 10)


@pytest.fixture
def fitted(database):
    """Asha's template with a Monday that was passed over, for the doctor sits 09:30–10:30 (slot 1) on it; a change to
    10:30 opened it (slot 3)."""
    doctor = a_doctor().id
    schedule.add(AddSlot(doctor, f"{NEXT_MONDAY}T09:30", f"{NEXT_MONDAY}T10:30", 2), RAVI)
    template = templates.add(AddTemplate.of(doctor, MONDAYS), ASHA)
    opening.open_days(OpenDays("2026-12-06"), RAVI)
    templates.change(template.id, replace(MONDAYS, start="10:30"), ASHA)
    opening.open_days(OpenDays("2026-12-06"), RAVI)
    return template


def test_a_change_undone_takes_away_the_slot_of_a_day_that_was_passed_over_before_it(fitted):
    assert (undo.undo(Undo(), ASHA).week.kept, opening.open_days(OpenDays("2026-12-06"), RAVI).slots) == ((), 0)
    assert windows() == [(TODAY, "10:00", "11:00", 10), (NEXT_MONDAY, "09:30", "10:30", 2)]
    assert checking.check() == ()


def test_a_day_that_was_passed_over_and_got_a_token_keeps_its_slot(fitted):
    a_token(3, actor=RAVI)
    assert [slot.start for slot in undo.undo(Undo(), ASHA).week.kept] == [f"{NEXT_MONDAY}T10:30"]


def test_a_day_that_was_passed_over_and_has_room_by_now_gets_the_window_that_stands_again(fitted):
    schedule.remove(1, RAVI)
    assert (undo.undo(Undo(), ASHA).week.kept, windows()[-1]) == ((), (NEXT_MONDAY, "10:00", "11:00", 10))


def test_an_end_undone_lets_the_days_open_again(opened):
    templates.end(opened.id, TODAY, ASHA)
    undo.undo(Undo(), ASHA)
    assert week(opened) == MONDAYS
    assert opening.open_days(OpenDays("2026-12-06"), ASHA).slots == 1


def test_a_second_undo_goes_one_step_further_back(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    templates.end(opened.id, TODAY, ASHA)
    told = [(undo.undo(Undo(), ASHA).undone, week(opened).capacity) for _ in range(2)]
    assert told == [("change-template", 4), ("change-template", 10)]
    assert undo.undo(Undo(), ASHA).undone == "add-template"
    with pytest.raises(errors.NothingToUndo):
        undo.undo(Undo(), ASHA)


def test_a_template_that_somebody_has_changed_since(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), RAVI)
    refused(ASHA, r"ravi has changed it since \(change of the weekly slot\)")


def test_another_template_changed_since_does_not_stand_in_the_way(opened):
    templates.add(AddTemplate.of(opened.doctor, replace(MONDAYS, weekday="TUE")), RAVI)
    assert undo.undo(Undo(), ASHA).undone == "add-template"


def test_a_change_since_that_was_itself_put_back_is_none(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), RAVI)
    undo.undo(Undo(), RAVI)
    assert undo.undo(Undo(), ASHA).undone == "add-template"


def test_a_template_whose_old_time_is_taken_by_now(opened):
    templates.change(opened.id, replace(MONDAYS, weekday="TUE"), ASHA)
    templates.add(AddTemplate.of(opened.doctor, Weekly("SUN", "23:00", "10:30", 2, TODAY)), RAVI)
    refused(ASHA, "Dr Rao now has a weekly slot 23:00–10:30 on Sundays")


# Holidays


@pytest.fixture
def day(database):
    """Slots 1 and 2 of doctor 1, slot 3 of doctor 2; somebody holds a token in slot 1."""
    doctor = a_doctor().id
    a_slot(2, doctor)
    a_slot(2, doctor, "11:00", "12:00")
    a_slot(2)
    a_token(1, actor=RAVI)
    return doctor


def test_a_holiday_undone_opens_again_what_it_closed(day):
    closing.close(CloseSlot(3), RAVI)
    holidays.add(TODAY, None, "Diwali", ASHA)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, [slot.id for slot in done.week.reopened]) == ("add-holiday", [2])
    assert (closed(), holidays.holidays()) == ([3], ())


def test_a_removal_undone_puts_the_holiday_back_and_closes_what_has_no_live_tokens(day):
    made = holidays.add(TODAY, None, "Diwali", ASHA).holiday
    holidays.remove(made.id, ASHA)
    a_token(3, actor=RAVI)
    done = undo.undo(Undo(), ASHA)
    assert (done.undone, done.week.holiday) == ("remove-holiday", made)
    assert ([slot.id for slot in done.week.closed], [slot.id for slot in done.week.kept]) == ([2], [1, 3])


def test_a_second_undo_takes_the_holiday_away_that_the_first_put_back(day):
    made = holidays.add(TODAY, day, "away", ASHA).holiday
    holidays.remove(made.id, ASHA)
    assert [undo.undo(Undo(), ASHA).undone for _ in range(2)] == ["remove-holiday", "add-holiday"]
    assert (closed(), holidays.holidays(day)) == ([], ())


def test_a_holiday_that_somebody_has_removed_since(day):
    holidays.remove(holidays.add(TODAY, None, "Diwali", ASHA).holiday.id, RAVI)
    refused(ASHA, r"ravi has changed it since \(removal of the holiday\)")


def test_a_day_that_is_a_holiday_again(day):
    holidays.remove(holidays.add(TODAY, None, "Diwali", ASHA).holiday.id, ASHA)
    holidays.add(TODAY, None, "Strike", RAVI)
    refused(ASHA, r"is now a holiday again \(Strike\)")


@pytest.mark.parametrize("removed", [False, True])
def test_a_holiday_that_is_past(day, removed):
    made = holidays.add(TODAY, None, "Diwali", ASHA).holiday
    if removed:
        holidays.remove(made.id, ASHA)
    clock.set_local("2026-11-24T00:00")
    refused(ASHA, "its day, 2026-11-23, is past")


def test_what_two_holidays_closed_opens_with_the_last_of_them(day):
    holidays.add(TODAY, None, "Diwali", RAVI)
    holidays.add(TODAY, day, "away", ASHA)
    undo.undo(Undo(), RAVI)
    assert closed() == [2]
    undo.undo(Undo(), ASHA)
    assert closed() == []


# A slot's own undo


def test_a_slot_that_a_holiday_closed_since_is_not_closed_by_undo_again(day):
    closing.close(CloseSlot(2), ASHA)
    closing.reopen(2, ASHA)
    holidays.add(TODAY, None, "Diwali", RAVI)
    refused(ASHA, "the doctor's week or a holiday has changed it since")
    undo.undo(Undo(), RAVI)
    assert undo.undo(Undo(), ASHA).undone == "reopen-slot"


def test_seats_that_the_doctors_week_changed_since_are_not_put_back_by_the_slots_own_undo(opened):
    capacity.set_capacity(SetCapacity(2, 12), ASHA)
    templates.change(opened.id, replace(MONDAYS, capacity=4), RAVI)
    refused(ASHA, "the doctor's week or a holiday has changed it since")


def test_a_holiday_closes_again_what_a_person_opened_and_put_back(day):
    made = holidays.add(TODAY, None, "Diwali", RAVI).holiday
    closing.reopen(2, ASHA)
    undo.undo(Undo(), ASHA)
    assert [slot.id for slot in holidays.remove(made.id, RAVI).reopened] == [2, 3]


# Looked at first, and the log


def test_a_preview_names_the_template_as_it_stands(opened):
    templates.change(opened.id, replace(MONDAYS, capacity=4), ASHA)
    seen = undo.preview(Undo(), ASHA)
    assert (seen.action, seen.week.weekly.capacity, seen.before["capacity"]) == ("change-template", 4, 10)


def test_check_finds_a_template_that_the_log_has_otherwise(opened):
    undo.undo(Undo(), ASHA)
    tables.Template.update(capacity=3).execute()
    assert [str(finding) for finding in checking.check()] == ["I7 template 1: capacity is 3, but the log ends with 10"]


def at_random(chance, doctor):
    """Something that Asha may do to the week; it may be refused."""
    held = [template.id for template in templates.templates(doctor, ended_too=True)]
    start, end = chance.sample(["01:00", "03:00", "10:00", "23:00"], 2)
    weekday, last = chance.choice(WEEKDAYS), chance.choice([None, "2026-12-01"])
    rule = chance.choice(["", "", "FREQ=WEEKLY;INTERVAL=2", f"FREQ=MONTHLY;BYDAY=1{weekday[:2]},4{weekday[:2]}"])
    asked = Weekly(weekday, start, end, chance.choice([2, 3]), TODAY, last, rule)
    match chance.choice(["add", "change", "end", "holiday", "work", "undo", "book", "open", "sit"]):
        case "add":
            templates.add(AddTemplate.of(doctor, asked), ASHA)
        case "change" if held:
            templates.change(chance.choice(held), asked, ASHA)
        case "end" if held:
            templates.end(chance.choice(held), chance.choice(["2026-11-22", "2026-11-26"]), ASHA)
        case "holiday":
            holidays.add(f"2026-11-{chance.randrange(23, 30)}", chance.choice([None, doctor]), "away", ASHA)
        case "work":
            holidays.remove(chance.randrange(1, 5), ASHA)
        case "undo":
            undo.undo(Undo(), ASHA)
        case "open":
            opening.open_days(OpenDays("2026-12-02"), RAVI)
        case "sit":
            day = f"2026-11-{chance.randrange(24, 30)}"
            slot = schedule.add(AddSlot(doctor, f"{day}T02:00", f"{day}T04:00", 1), RAVI)
            visits.cancel(Cancel(a_token(slot.id, actor=RAVI).id), RAVI)
        case "book" if slots := [slot.id for slot in queues.summaries() if not slot.closed]:
            visits.cancel(Cancel(a_token(chance.choice(slots), actor=RAVI).id), RAVI)


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.long) for n in range(2, 20))])
def test_whatever_was_done_is_undone_to_the_beginning_and_the_log_replays(database, seed):
    chance, doctor = random.Random(seed), a_doctor().id
    for _ in range(30):
        try:
            at_random(chance, doctor)
        except errors.OpdError:
            continue
        assert checking.check() == ()
    while True:
        try:
            undo.undo(Undo(), ASHA)
        except errors.NothingToUndo:
            break
        assert checking.check() == ()
    assert (templates.templates(doctor), holidays.holidays(doctor)) == ((), ())
    assert not [slot for slot in queues.summaries() if not slot_rows.tokens_ever(slot.id)]
