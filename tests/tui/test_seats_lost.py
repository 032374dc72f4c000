"""Whoever would lose a seat is named before it happens."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.tokens import Cancel, ListTokens
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from tests.support.desk import a_desk
from tests.support.factories import ASHA, RAVI, a_slot, a_token


def seated():
    return [t.id for t in queues.tokens(ListTokens()) if t.status == "ACTIVE"]


@pytest.fixture
def full(database):
    """One seat, which №1 has; №2 waits."""
    slot = a_slot(seats=1)
    a_token(slot.id), a_token(slot.id)
    return slot


async def test_another_source_asks_before_it_costs_a_seat(full):
    async with a_desk() as desk:
        await desk.press("tab", "p")
        await desk.until(lambda: desk.asks)
        await desk.press("2")
        await desk.until_said("№2", "WALKIN → PAID? №1", "goes to the waiting list.")
        assert seated() == [1]
        await desk.press("1")
        await desk.until(lambda: seated() == [2])


async def test_no_leaves_everybody_where_they_are(full):
    async with a_desk() as desk:
        await desk.press("tab", "p")
        await desk.until(lambda: desk.asks)
        await desk.press("2")
        await desk.until_said("goes to the waiting list.")
        await desk.press("escape")
        await desk.until_said("Nothing changed.")
        assert seated() == [1]


async def test_the_same_source_changes_nothing_and_says_so(full):
    async with a_desk() as desk:
        await desk.press("p")
        await desk.until(lambda: desk.asks)
        await desk.press("5")
        await desk.until_said("is WALKIN already. Nothing changed.")


async def test_a_move_into_a_full_slot_asks_naming_who(database):
    slot = a_slot(seats=1)
    a_token(slot.id, "PAID")
    a_token(a_slot(1, slot.doctor, "12:00", "13:00").id, "WALKIN")
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("№2 would lose the seat")
        await desk.press("enter")
        await desk.until_said("Move №1", "there? №2", "goes to the waiting list.")
        assert queues.token(1).slot == slot.id
        await desk.press("1")
        await desk.until(lambda: queues.token(1).slot != slot.id)


async def test_fewer_seats_name_who_loses_one_and_ten_to_twenty_are_four_keys(full):
    async with a_desk() as desk:
        await desk.press("equals_sign", "2", "0", "enter")
        await desk.until(lambda: seated() == [1, 2])
        await desk.press("equals_sign", "1", "enter")
        await desk.until_said("Close seats of Dr Rao 10:00–11:00 (20 → 1)? №2", "goes to the waiting list.")
        await desk.press("1")
        await desk.until(lambda: seated() == [1])


async def test_undo_names_who_loses_the_seat_again(full):
    visits.cancel(Cancel(1, "phoned"), ASHA)
    assert seated() == [2]
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until_said("Undo the cancellation of №1", "№2", "goes to the waiting list.")


async def test_who_else_would_lose_it_by_now_is_asked_about_again(full):
    capacity.add_seats(full.id, 1, RAVI)
    async with a_desk() as desk:
        await desk.press("minus")
        await desk.until_said("№2", "goes to the waiting list.")
        visits.cancel(Cancel(2, "phoned"), RAVI)
        a_token(full.id)
        await desk.press("1")
        await desk.until_said("№3", "goes to the waiting list.")
        assert seated() == [1, 3]


async def test_who_else_would_lose_it_to_an_undo_by_now_is_asked_about_again(full):
    a_token(full.id)
    visits.cancel(Cancel(1, "phoned"), ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until_said("Undo the cancellation of №1", "№2", "goes to the waiting list.")
        visits.cancel(Cancel(2, "phoned"), RAVI)
        await desk.press("1")
        await desk.until_said("№3", "goes to the waiting list.")
        assert seated() == [3]
        await desk.press("1")
        await desk.until(lambda: seated() == [1])


async def test_the_key_for_seats_again_and_again_opens_no_seat(full):
    async with a_desk() as desk:
        await desk.press(*["equals_sign"] * 6, "enter")
        assert '"=====" is not a number of seats. Type 1 to 500.' in desk.form_text
        assert queues.summaries()[0].capacity == full.capacity
