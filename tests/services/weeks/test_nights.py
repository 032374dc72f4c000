"""A slot that goes on past midnight is of its day until it ends."""

from __future__ import annotations

import pytest

from opd_tui.domain import errors
from opd_tui.domain.requests.slots import AddSlot
from opd_tui.domain.requests.tokens import Cancel, ListUnresolved, Undo
from opd_tui.runtime import clock
from opd_tui.services import expecting
from opd_tui.services.day import unresolved
from opd_tui.services.queries import queues
from opd_tui.services.slots import schedule
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_doctor, a_token

DAY, NEXT = "2026-11-23", "2026-11-24"


@pytest.fixture
def night(database):
    """23:00 to 01:00, with a token; it is ten past midnight."""
    slot = schedule.add(AddSlot(a_doctor().id, f"{DAY}T23:00", f"{NEXT}T01:00", 2), ASHA)
    clock.set_local(f"{DAY}T22:30")
    a_token(slot.id)
    clock.set_local(f"{NEXT}T00:10")
    return slot


def test_its_changes_can_be_undone(night):
    visits.cancel(Cancel(1), ASHA)
    undo.undo(Undo(), ASHA)
    assert queues.token(1).status == "ACTIVE"


def test_its_patients_are_expected(night):
    assert expecting.with_expected_times((queues.token(1),))[0].expected


def test_its_patients_are_not_unresolved(night):
    assert (unresolved.tokens(ListUnresolved(NEXT)), unresolved.count(), unresolved.past()) == ((), 0, ())


def test_once_it_has_ended_its_day_is_past(night):
    visits.cancel(Cancel(1), ASHA)
    clock.set_local(f"{NEXT}T01:00")
    with pytest.raises(errors.CannotUndo, match="is past"):
        undo.undo(Undo(), ASHA)


def test_once_it_has_ended_its_patients_are_unresolved(night):
    clock.set_local(f"{NEXT}T01:00")
    assert ([t.id for t in unresolved.tokens(ListUnresolved(NEXT))], unresolved.count()) == ([1], 1)


def test_before_its_day_is_over_by_the_calendar_it_is_listed_as_it_was(night):
    clock.set_local(f"{DAY}T12:00")
    assert [t.id for t in unresolved.tokens(ListUnresolved("2026-11-25"))] == [1]
