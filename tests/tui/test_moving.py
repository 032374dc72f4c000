"""`m`: a chosen token goes to a better place or to any slot, and the status line tells."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Call, ListTokens, NoShow, SetSource
from opd_tui.services.queries import queues
from opd_tui.services.tokens import visits
from tests.support.desk import SIZES, a_desk
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token

TOMORROW = "2026-11-24"


@pytest.fixture
def places(morning):
    """A seat with Dr Rao at eleven and at twelve; Dr Sen sits tomorrow."""
    later = [a_slot(1, morning.doctor, f"{hour}:00", f"{hour + 1}:00").id for hour in (11, 12)]
    return [*later, a_slot(4, a_doctor("Dr Sen").id, day=TOMORROW).id]


def slot_of(number: int) -> int:
    [token] = [token for token in queues.tokens(ListTokens(TODAY)) if token.number == number]
    return token.slot


@pytest.mark.parametrize("size", SIZES)
async def test_it_lists_the_better_places(places, size):
    async with a_desk(size) as desk:
        await desk.press("m")
        await desk.until_seen(
            "№1 Asha Patil",
            "1 Dr Rao Mon 23 Nov 11:00–12:00 1 free 11:00–11:30",
            "2 Dr Rao Mon 23 Nov 12:00–13:00 1 free 12:00–12:30",
            "Dr Rao · Mon 23 Nov",
            "Mon 23 Nov 11:00–12:00 0 of 1 11:00–11:30",
        )


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("source", "seats"), [("WALKIN", "1 of 1, waits 1st"), ("PAID", "full – №5 would lose the seat")]
)
async def test_any_slot_says_what_moving_there_would_do(places, source, seats, size):
    a_token(places[0])
    visits.set_source(SetSource(1, source), ASHA)
    async with a_desk(size) as desk:
        await desk.press("m")
        await desk.until_seen(f"Mon 23 Nov 11:00–12:00 {seats} 11:")


async def test_a_digit_moves_there_and_the_status_line_tells(places):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("1 free")
        await desk.press("2")
        await desk.until_said("№1 Asha Patil has a seat with Dr Rao 12:00–13:00", "№3 Meena Shah has a seat")
        assert slot_of(1) == places[1]


async def test_enter_moves_to_the_chosen_line(places):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("1 free")
        await desk.press("down", "enter")
        await desk.until(lambda: slot_of(1) == places[1])


async def test_any_slot_of_another_doctor_and_day_may_be_chosen(places):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("Dr Rao · Mon 23 Nov")
        await desk.press("right")
        await desk.until_seen("Dr Sen · Mon 23 Nov")
        await desk.press("right_square_bracket")
        await desk.until_seen("Dr Sen · Tue 24 Nov", "0 of 4")
        await desk.press("enter")
        await desk.until_said("№1 Asha Patil has a seat with Dr Sen", "Tue 24 Nov")
        assert len(queues.slot(ShowSlot(places[2])).active) == 1


async def test_esc_moves_nobody(places, morning):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("1 free")
        await desk.press("escape")
        await desk.settled()
        assert slot_of(1) == morning.id


async def test_u_brings_it_back(places, morning):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("1 free")
        await desk.press("1")
        await desk.until(lambda: slot_of(1) == places[0])
        await desk.press("u")
        await desk.until_said("from Dr Rao 11:00 back to Dr Rao 10:00, as №1?")
        await desk.press("y")
        await desk.until(lambda: slot_of(1) == morning.id)


async def test_one_who_is_called_in_stays(places):
    visits.call(Call(token=1), ASHA)
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_said("called in")
        assert desk.app.screen is desk.screen


async def test_what_another_desk_took_meanwhile_is_said(places):
    async with a_desk() as desk:
        await desk.press("m")
        await desk.until_seen("1 free")
        visits.no_show(NoShow(1), ASHA)
        await desk.press("1")
        await desk.until_said("is no-show")
