"""What a booking that opens a seat would do, told before, is what it does."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from opd_tui.domain.errors import BadCapacity
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import SetCapacity
from opd_tui.domain.requests.tokens import Book, Call, PreviewBooking
from opd_tui.services.forecast import preview
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import booking, visits
from tests.support.factories import ASHA, a_slot, a_token


def look(slot, source="EMERGENCY"):
    return preview.preview(PreviewBooking(slot, source, open_seat=True))


def book(slot, source="EMERGENCY"):
    asked = Book(slot, source, patient=NewPatient("Newcomer"), open_seat=True)
    return booking.book(asked, ASHA)


def called_in(slot):
    return visits.call(Call(token=a_token(slot, "EMERGENCY").id), ASHA)


@pytest.mark.parametrize("before", [[], ["WALKIN"], ["EMERGENCY"], ["EMERGENCY", "EMERGENCY"], ["WALKIN", "PAID"]])
@pytest.mark.parametrize("source", ["EMERGENCY", "PAID", "WALKIN"])
def test_it_tells_what_the_booking_does(database, before, source):
    slot = a_slot(seats=1).id
    called_in(slot)
    for each in before:
        a_token(slot, each)
    told, done = look(slot, source), book(slot, source)
    assert (told.status, told.opened, told.position) == (
        done.token.status,
        done.opened,
        queues.position(done.token) + 1,
    )
    assert (told.promoted and told.promoted.id) == (done.promoted and done.promoted.id)


def test_the_seat_goes_to_who_waited_longer(database):
    slot = a_slot(seats=1).id
    _, second, _ = (a_token(slot, "EMERGENCY") for _ in range(3))
    told = look(slot)
    assert (told.status, told.position, told.promoted) == ("WAITING", 2, second)
    assert book(slot).promoted == replace(second, status="ACTIVE")


def test_where_a_seat_is_free_none_is_opened(database):
    slot = a_slot(seats=1).id
    assert (look(slot).opened, book(slot).opened) == (False, False)


def test_no_seat_beyond_the_most_there_can_be(database):
    slot = a_slot(seats=1).id
    called_in(slot)
    capacity.set_capacity(SetCapacity(slot, 500), ASHA)
    for _ in range(499):
        a_token(slot, "EMERGENCY")
    with pytest.raises(BadCapacity):
        look(slot)
