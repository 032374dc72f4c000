"""Weekly slots with a rule: the days that open, that follow a change, and that clash."""

from __future__ import annotations

import random

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.recurrence import Rule, written
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import WEEKDAYS, Weekly, days
from opd_tui.runtime import clock, damaged_rows
from opd_tui.services.queries import queues
from opd_tui.services.weeks import holidays, opening, templates
from tests.domain.test_recurrence import by_dateutil
from tests.support.factories import ASHA, TODAY, a_doctor, a_token

SATURDAYS = Weekly("SAT", "10:00", "11:00", 5, TODAY, None, "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA")
YEAR = "2027-11-23"


def a_template(asked=SATURDAYS, doctor=None):
    return templates.add(AddTemplate.of(doctor or a_doctor().id, asked), ASHA)


def open_until(last):
    return opening.open_days(OpenDays(last), ASHA).slots


def opened():
    return [slot.day for slot in queues.summaries()]


@pytest.mark.parametrize("seed", range(3))
def test_the_days_that_open_are_those_of_dateutil(database, seed):
    chance = random.Random(seed)
    rules = [Rule(chance.randint(2, 12)), Rule(places=tuple(sorted(chance.sample(range(1, 6), 2))))]
    expected = []
    for rule in rules:
        first = chance.choice(list(days("2026-10-01", "2026-12-31")))
        a_template(replace(SATURDAYS, first=first, rule=written(rule, "SAT")))
        expected += [day for day in by_dateutil(rule, first, 70) if TODAY <= day <= YEAR]
    assert open_until(YEAR) == len(expected)
    assert opened() == sorted(expected)
    assert checking.check() == ()


def test_a_day_of_a_rule_is_opened_once(database):
    a_template()
    assert [open_until("2026-12-31"), open_until("2026-12-31")] == [3, 0]


def test_pieces_of_a_day_hold_those_with_a_rule_too(database):
    rows = [SATURDAYS, replace(SATURDAYS, rule=""), replace(SATURDAYS, first="2026-11-29")]
    for asked in rows:
        a_template(asked)
    found = [opening.open_day("2026-11-28", ASHA, most=1) for _ in range(3)]
    assert [(done.slots, done.more) for done in found] == [(1, True), (1, True), (0, False)]


def test_a_holiday_takes_no_week_from_the_count(database):
    a_template()
    holidays.add("2026-12-12", None, "Fest", ASHA)
    open_until("2026-12-31")
    assert opened() == ["2026-11-28", "2026-12-26"]


@pytest.mark.parametrize(("zone", "last"), [("Europe/Berlin", "2027-04-10"), ("Europe/London", "2027-11-06")])
def test_a_change_of_the_clocks_takes_no_week_from_the_count(database, zone, last):
    clock.use_zone(zone)
    night = replace(SATURDAYS, start="23:00", end="04:00")
    a_template(night)
    open_until(last)
    assert opened() == by_dateutil(Rule(2), TODAY, 60)[: len(opened())]
    assert opened()[-1] > "2027-03-28"


def test_days_that_are_no_more_in_the_rule_go_and_those_with_tokens_stay(database):
    weekly = a_template(replace(SATURDAYS, rule=""))
    open_until("2026-12-20")
    a_token(2)
    done = templates.change(weekly.id, SATURDAYS, ASHA)
    assert (done.followed, [slot.day for slot in done.kept]) == (1, ["2026-12-05"])
    assert opened() == ["2026-11-28", "2026-12-05", "2026-12-12"]


def test_an_ended_slot_keeps_its_rule(database):
    template = a_template()
    templates.end(template.id, "2026-12-05", ASHA)
    assert templates.by_id(template.id).weekly == replace(SATURDAYS, last="2026-12-05")


def test_two_slots_that_alternate_are_no_clash(database):
    first = a_template()
    a_template(replace(SATURDAYS, first="2026-11-29"), first.doctor)
    assert open_until("2026-12-12") == 3


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "Saturdays"),
        ("FREQ=MONTHLY;BYDAY=1SA,4SA", "the 1st and 4th Saturday"),
        (SATURDAYS.rule, "every second Sat"),
    ],
)
def test_a_clash_says_in_which_weeks_the_other_slot_is(database, rule, words):
    there = a_template(replace(SATURDAYS, rule=rule))
    before = tables.Event.select().count()
    with pytest.raises(errors.SlotOverlap, match=f"already has a slot 10:00–11:00 on {words}"):
        a_template(replace(SATURDAYS, start="10:30", end="11:30"), there.doctor)
    assert tables.Event.select().count() == before


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", "second"])
def test_another_rule_is_refused_before_anything_is_written(database, rule):
    template = a_template()
    before = tables.Event.select().count()
    for asked in (replace(SATURDAYS, start="15:00", end="16:00", rule=rule), replace(SATURDAYS, rule=rule)):
        with pytest.raises(errors.BadRequest, match="rule"):
            a_template(asked, template.doctor)
        with pytest.raises(errors.BadRequest, match="rule"):
            templates.change(template.id, asked, ASHA)
    assert (tables.Event.select().count(), templates.by_id(template.id)) == (before, template)


@pytest.mark.parametrize("rule", ["FREQ=WEEKLY;INTERVAL=2", "?", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"])
def test_a_damaged_rule_is_named_and_the_other_days_open(database, rule):
    for weekday in WEEKDAYS[4:]:
        a_template(replace(SATURDAYS, weekday=weekday, rule=""))
    tables.Template.update(rule=rule).where(tables.Template.id == 2).execute()
    assert open_until("2026-11-29") == 2
    assert damaged_rows.take() == ("template 2 is damaged and not shown; `opd-tui check` says what is wrong.",)
    assert [str(finding).partition(",")[0] for finding in checking.check()] == [f"I7 template 2: rule is {rule}"]
