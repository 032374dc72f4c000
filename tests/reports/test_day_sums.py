"""The kept sums of a day are what its tokens say, whatever is corrected later."""

from __future__ import annotations

import random
from contextlib import nullcontext

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain.report import By
from opd_tui.domain.requests.reports import MakeReport
from opd_tui.domain.requests.slots import AddSlot, SetCapacity
from opd_tui.domain.requests.tokens import Cancel, Complete, Move, NoShow, SetSource
from opd_tui.reports import day_sums, report
from opd_tui.runtime import clock
from opd_tui.services.slots import capacity, schedule
from opd_tui.services.tokens import moving, visits
from opd_tui.store import reports as store
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token, arrive
from tests.support.random_day import a_day, act

TOMORROW = "2026-11-24"


def next_morning():
    clock.set_local(f"{TOMORROW}T08:00")


def plain():
    """All reports without a kept sum."""
    tables.SummedDay.delete().execute()
    return reports()


def reports():
    found = {by: report.report(MakeReport(TODAY, TOMORROW, by=by)) for by in By}
    return {by: [(row.key, in_order(row.sums)) for row in rows.rows] for by, rows in found.items()}


def in_order(sums):
    """The sums with the minutes sorted: they are in no order."""
    values = {name: getattr(sums, name) for name in sums.__struct_fields__}
    return {name: sorted(value) if isinstance(value, list) else value for name, value in values.items()}


def test_a_day_that_is_over_is_summed_once(database):
    a_token(a_slot().id)
    assert day_sums.to_sum(TODAY, TODAY) == ()  # not over yet
    next_morning()
    assert day_sums.to_sum(TODAY, TODAY) == (TODAY,)
    day_sums.keep(TODAY)
    assert day_sums.to_sum(TODAY, TODAY) == ()


def test_a_night_slot_keeps_its_day_open_until_its_end(database):
    schedule.add(AddSlot(a_doctor().id, f"{TODAY}T22:00", f"{TOMORROW}T09:00", 3), ASHA)
    next_morning()
    assert day_sums.to_sum(TODAY, TODAY) == ()
    day_sums.keep(TODAY)
    assert store.summed(TODAY, TODAY) == frozenset()
    clock.set_local(f"{TOMORROW}T09:00")
    assert day_sums.to_sum(TODAY, TODAY) == (TODAY,)


@pytest.mark.parametrize(
    "correct",
    [
        lambda token: visits.complete(Complete(token), ASHA),
        lambda token: visits.no_show(NoShow(token), ASHA),
        lambda token: visits.set_source(SetSource(token, "PAID"), ASHA),
        lambda _: capacity.set_capacity(SetCapacity(1, 7), ASHA),
    ],
    ids=["completed", "no-show", "source", "seats"],
)
def test_a_late_correction_takes_the_sums_away(database, correct):
    token = a_token(a_slot().id).id
    next_morning()
    day_sums.keep(TODAY)
    correct(token)
    assert store.summed(TODAY, TODAY) == frozenset()


@pytest.mark.parametrize("seed", range(6))
def test_reports_from_sums_are_those_from_the_tokens(database, seed):
    """A day, its sums, then late corrections with the sums kept in between: always the same as without sums."""
    dice = random.Random(seed)
    slots, tokens = a_day(dice)
    next_morning()
    for _ in range(6):
        day_sums.keep(TODAY)
        assert store.kept_of(TODAY) == day_sums.computed(TODAY)
        kept = reports()
        assert kept == plain()
        day_sums.keep(TODAY)
        for _ in range(4):
            act(dice, slots, tokens)
        assert reports() == plain()


def test_a_source_that_changes_after_the_token_was_moved_away_takes_the_sums_of_the_old_day_away(database):
    slot, later = a_slot(1).id, a_slot(5, a_doctor("Dr Sen").id, day=TOMORROW).id
    first, second = a_token(slot, "ONLINE").id, a_token(slot, "ONLINE").id
    visits.cancel(Cancel(first), ASHA)  # promotes the second
    moving.move(Move(second, later), ASHA)
    next_morning()
    day_sums.keep(TODAY)
    visits.set_source(SetSource(second, "PAID"), ASHA)
    assert store.summed(TODAY, TODAY) == frozenset()
    assert checking.check() == ()


def test_a_change_while_a_day_is_counted_leaves_it_unsummed(database, monkeypatch):
    token = a_token(a_slot().id).id
    next_morning()
    computed = day_sums.computed

    def meanwhile(day):
        groups = computed(day)
        visits.complete(Complete(token), ASHA)
        return groups

    monkeypatch.setattr(day_sums, "computed", meanwhile)
    monkeypatch.setattr(day_sums.connection, "reading", nullcontext)  # the change is another desk's
    day_sums.keep(TODAY)
    assert store.summed(TODAY, TODAY) == frozenset()


def test_of_two_who_count_a_day_only_the_later_one_keeps_it(database):
    """Between them the day was changed: the first has counted what is no longer so."""
    token = a_token(a_slot().id).id
    next_morning()
    first, counted = store.begin(TODAY), day_sums.computed(TODAY)
    visits.complete(Complete(token), ASHA)
    second = store.begin(TODAY)
    assert not store.keep(TODAY, counted, first)
    assert store.keep(TODAY, day_sums.computed(TODAY), second)
    assert checking.check() == ()


def test_check_names_sums_that_are_not_what_the_tokens_say(database):
    a_token(a_slot().id)
    next_morning()
    day_sums.keep(TODAY)
    assert checking.check() == ()
    tables.DaySum.update(booked=5).where(tables.DaySum.kind == "doctor").execute()
    [finding] = checking.check()
    assert "booked is 5, but its tokens say 1" in str(finding)


def test_sums_that_were_kept_by_a_clock_that_was_ahead_are_not_used_yet(database):
    arrive(a_token(a_slot().id).id)
    next_morning()
    day_sums.keep(TODAY)
    clock.set_local(f"{TODAY}T11:00")
    assert report.report(MakeReport(TODAY)).total.sums.unseen == 0
    assert checking.check() == ()


@pytest.mark.sqlite("a server stores no text in place of a number")
@pytest.mark.parametrize("damage", [{"waits": "x 1"}, {"booked": "many"}, {"subject": 77}], ids=str)
def test_damaged_sums_are_named_by_check_and_stop_no_report(database, damage):
    a_token(a_slot().id)
    next_morning()
    day_sums.keep(TODAY)
    tables.DaySum.update(**damage).where(tables.DaySum.kind == "source").execute()
    assert checking.check()
    assert report.report(MakeReport(TODAY, by="source"))
