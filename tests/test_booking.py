"""Booking: a seat, somebody's seat, or the waiting queue."""

from __future__ import annotations

from opd_tui.services import queues
from tests.factories import a_slot, a_token, booked


def test_a_booking_takes_an_open_seat(database):
    slot = a_slot(seats=1)
    assert a_token(slot.id).status == "ACTIVE"


def test_better_priority_preempts_the_latest_of_the_worst(database):
    slot = a_slot(seats=2)
    first, second = a_token(slot.id, "WALKIN"), a_token(slot.id, "WALKIN")
    came = booked(slot.id, "PAID")
    assert came.preempted is not None
    assert came.preempted.id == second.id
    assert [t.id for t in queues.slot(slot.id).active] == [came.token.id, first.id]
