"""`check` finds weekly templates, the days they were opened on, and holidays that were altered by hand."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from opd_tui.check import checking
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.requests.weeks import AddTemplate, OpenDays
from opd_tui.domain.weeks import Weekly
from opd_tui.services.slots import schedule
from opd_tui.services.undo import undo
from opd_tui.services.weeks import holidays, opening, templates
from tests.support.damage import by_hand
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot

MONDAYS = Weekly("MON", "10:00", "11:00", 10, TODAY)


@pytest.fixture
def opened(database):
    """Mondays: the 23rd passed over for slot 1, the 30th opened (slot 2), 7 December too (3, removed since).

    A holiday of one of the two doctors, and one of all.
    """
    one, _ = a_doctor().id, a_doctor().id
    a_slot(2, one)
    templates.add(AddTemplate.of(one, MONDAYS), ASHA)
    opening.open_days(OpenDays("2026-12-07"), ASHA)
    schedule.remove(3, ASHA)
    holidays.add("2026-11-25", one, "away", ASHA)
    holidays.add("2026-11-26", None, "Diwali", ASHA)
    return database


def found():
    return {(f.table, f.row) for f in checking.check() if f.invariant == "I7"}


@pytest.mark.parametrize(
    "asked",
    [replace(MONDAYS, weekday="TUE"), replace(MONDAYS, capacity=3), replace(MONDAYS, start="11:00", end="12:00")],
)
def test_a_template_that_was_changed_and_put_back_is_clean(opened, asked):
    templates.change(1, asked, ASHA)
    assert checking.check() == ()
    opening.open_days(OpenDays("2026-12-08"), ASHA)
    assert checking.check() == ()
    undo.undo(Undo(), ASHA)
    opening.open_days(OpenDays("2026-12-08"), ASHA)
    assert checking.check() == ()


BREACHES = {
    "a template with another rule": (
        ("template", 1),
        "UPDATE template SET rule = 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'",
    ),
    "a template of another doctor": (("template", 1), "UPDATE template SET doctor_id = 2"),
    "a holiday of another doctor": (("holiday", 1), "UPDATE holiday SET doctor_id = 2 WHERE id = 1"),
    "a holiday of all": (("holiday", 1), "UPDATE holiday SET doctor_id = NULL WHERE id = 1"),
    "a holiday of one": (("holiday", 2), "UPDATE holiday SET doctor_id = 1 WHERE id = 2"),
    "an opened day moved": (("template_day", 2), "UPDATE template_day SET day = '2026-12-14' WHERE id = 2"),
    "a no slot created moved": (("template_day", 1), "UPDATE template_day SET day = '2026-12-14' WHERE id = 1"),
    "an opened day of another slot": (("template_day", 2), "UPDATE template_day SET slot = 1 WHERE id = 2"),
    "an opened day without its slot": (("template_day", 2), "UPDATE template_day SET slot = NULL WHERE id = 2"),
    "a no slot created with a slot": (("template_day", 1), "UPDATE template_day SET slot = 1 WHERE id = 1"),
    "an opened day gone": (("template", 1), "DELETE FROM template_day WHERE id = 2"),
    "a no slot created gone": (("template", 1), "DELETE FROM template_day WHERE id = 1"),
    "the day of a removed slot gone": (("template", 1), "DELETE FROM template_day WHERE id = 3"),
    "a day never opened": (("template_day", 9), "INSERT INTO template_day VALUES (9, 1, '2026-12-14', NULL)"),
}


@pytest.mark.parametrize(("finding", "statement"), BREACHES.values(), ids=BREACHES)
def test_a_breach_is_found_and_its_row_is_named(opened, finding, statement):
    by_hand(opened, statement)
    assert found() >= {finding}


LATER = {
    "the day of a slot that somebody removed": (("template", 1), "DELETE FROM template_day WHERE id = 3"),
    "a day that is to be looked at again": (
        ("template_day", 9),
        f"INSERT INTO template_day VALUES (9, 1, '{TODAY}', NULL)",
    ),
}


@pytest.mark.parametrize(("finding", "statement"), LATER.values(), ids=LATER)
def test_a_breach_is_found_also_after_the_template_was_changed(opened, finding, statement):
    templates.change(1, replace(MONDAYS, capacity=3), ASHA)
    by_hand(opened, statement)
    assert found() >= {finding}


def test_the_day_of_a_slot_that_is_there_is_missed_also_after_the_template_was_changed(opened):
    templates.change(1, replace(MONDAYS, capacity=3), ASHA)
    by_hand(opened, "DELETE FROM template_day WHERE id = 2")
    told = "I7 template 1: has no template_day 2026-11-30, but the log opened it with slot 2"
    assert told in [str(f) for f in checking.check()]


@pytest.mark.sqlite("no server has a log from before that change")
def test_a_log_from_before_a_change_said_which_slots_it_took_back_is_clean(opened):
    templates.change(1, replace(MONDAYS, weekday="TUE"), ASHA)
    forgotten = [
        f"UPDATE event SET detail = json_remove(detail, '$.{key}') WHERE action = '{action}'"
        for action, key in (("change-template", "again"), ("remove-slot", "template"))
    ]
    by_hand(opened, *forgotten, f"INSERT INTO template_day VALUES (1, 1, '{TODAY}', NULL)")
    assert checking.check() == ()
