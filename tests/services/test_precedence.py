"""Precedence: who is called first among the seated of one slot and one source, and who is not moved by it."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Book, Call, Next, PreviewBooking, Undo
from opd_tui.runtime import clock, policy
from opd_tui.services import expecting
from opd_tui.services.forecast import preview
from opd_tui.services.patients import records
from opd_tui.services.queries import desk, finding, queues
from opd_tui.services.tokens import booking, next_patient, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_slot, arrive

ABOUT = {
    "plain": {},
    "sixty": {"age": 60},
    "pregnant": {"precedence": "pregnant"},
    "disabled": {"precedence": "disability"},
    "eighty": {"age": 80, "precedence": "pregnant"},
}


@pytest.fixture
def slot(database):
    """Five walk-ins with a seat, in the order of ABOUT, then a paid one; a sixth seat is the last."""
    policy.use(Policy(precedence=True))
    slot = a_slot(seats=6, start="14:00", end="15:00")
    for name, about in ABOUT.items():
        booking.book(Book(slot.id, "WALKIN", patient=NewPatient(name, **about)), ASHA)
    booking.book(Book(slot.id, "PAID", patient=NewPatient("paid")), ASHA)
    return slot


def names(tokens):
    return [token.patient_name for token in tokens]


def active(slot):
    return names(queues.slot(ShowSlot(slot.id)).active)


IN_ORDER = ["paid", "eighty", "disabled", "pregnant", "sixty", "plain"]


def test_the_queue_is_in_the_order_of_calling(slot):
    assert active(slot) == IN_ORDER
    shown = desk.desk_view(DeskQuery(slot=slot.id)).active.rows
    assert [row.token.patient_name for row in shown] == IN_ORDER
    labels = [row.token.precedence.label if row.token.precedence else None for row in shown]
    assert labels == [None, "80+", "disability", "pregnant", "60+", None]
    assert [finding.found(row.token.id).position for row in shown] == [1, 2, 3, 4, 5, 6]
    part = desk.desk_view(DeskQuery(slot=slot.id, cursor=shown[4].token.id)).active
    assert part.rows[4].token.patient_name == "sixty"


def test_expected_times_follow_the_order_of_calling(slot):
    there = queues.slot(ShowSlot(slot.id)).active
    visits.call(Call(token=there[2].id), ASHA)
    shown = desk.desk_view(DeskQuery(slot=slot.id)).active.rows
    one_by_one = expecting.with_expected_times(queues.slot(ShowSlot(slot.id)).active)
    assert [row.expected for row in shown] == [token.expected for token in one_by_one]
    starts = [row.expected.start for row in shown if not row.token.called]
    assert starts == sorted(starts)
    assert starts[0] < starts[-1]


def test_calling_goes_by_it_among_those_who_are_here(slot):
    there = queues.slot(ShowSlot(slot.id)).active
    for token in (there[5], there[4], there[2]):
        arrive(token.id)
    called = [visits.call(Call(slot=slot.id), ASHA) for _ in range(6)]
    assert names(called) == ["disabled", "sixty", "plain", "paid", "eighty", "pregnant"]
    assert visits.call(Call(slot=slot.id), ASHA) is None


def test_seats_and_the_position_of_a_preview_do_not_know_it(slot):
    senior = records.register(NewPatient("senior", age=90), ASHA).id
    asked = preview.preview(PreviewBooking(slot.id, "WALKIN", senior))
    assert (asked.status, asked.position) == ("WAITING", 1)
    done = booking.book(Book(slot.id, "PAID", patient_id=senior), ASHA)
    assert done.preempted.patient_name == "eighty"  # the last to come, whoever is called first
    assert active(slot) == ["senior", "paid", "disabled", "pregnant", "sixty", "plain"]
    undo.undo(Undo(), ASHA)
    assert active(slot) == IN_ORDER
    assert checking.check() == ()


def test_a_preview_expects_a_senior_before_equals(database):
    policy.use(Policy(precedence=True))
    slot = a_slot(seats=6)
    for _ in range(4):
        booking.book(Book(slot.id, "WALKIN", patient=NewPatient("plain")), ASHA)
    senior = records.register(NewPatient("senior", age=90), ASHA).id
    asked = preview.preview(PreviewBooking(slot.id, "WALKIN", senior))
    token = booking.book(Book(slot.id, "WALKIN", patient_id=senior), ASHA).token
    [booked] = expecting.with_expected_times([token])
    assert (asked.position, asked.expected, token.precedence.label) == (5, booked.expected, "80+")
    assert queues.position(token) == 0


def test_it_is_off_unless_the_hospital_wants_it(slot):
    policy.use(Policy())
    assert active(slot) == ["paid", *ABOUT]
    assert all(token.precedence is None for token in queues.slot(ShowSlot(slot.id)).active)


def test_next_goes_by_it_within_a_slot_and_a_source(slot):
    for token in queues.slot(ShowSlot(slot.id)).active:
        arrive(token.id)
    clock.set_local("2026-11-23T14:30")
    called, before = [], None
    for _ in IN_ORDER:
        before = next_patient.next_patient(Next(slot.doctor, before), ASHA).called.id
        called.append(queues.token(before))
    assert names(called) == IN_ORDER
