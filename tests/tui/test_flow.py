"""The flow of the day on the desk: who is here, whom space calls, when the others are expected."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Arrive, Call, ListTokens, ShowLog
from opd_tui.runtime import clock
from opd_tui.services.queries import log, queues
from opd_tui.services.tokens import visits
from tests.support.desk import LARGE, SIZES, SMALL, a_desk
from tests.support.factories import ASHA, RAVI, a_patient, a_slot, a_token


@pytest.fixture
def online(database):
    """Dr Rao's slot at ten, two seats: №1 Asha and №2 Ravi booked ONLINE, and №3 Meena waits. Nobody has come."""
    slot = a_slot(seats=2)
    for name in ("Asha Patil", "Ravi Kumar", "Meena Shah"):
        a_token(slot.id, "ONLINE", a_patient(name).id)
    return slot


def called(slot):
    return [t.number for t in queues.slot(ShowSlot(slot.id)).active if t.called]


def row(desk, pane, name):
    [found] = [line for line in desk.pane(pane) if name in line]
    return found


# Checked in


@pytest.mark.parametrize("size", SIZES)
async def test_i_marks_the_chosen_patient_as_here(online, size):
    async with a_desk(size) as desk:
        assert "here" not in row(desk, "active", "Ravi Kumar")
        await desk.press("down", "i")
        await desk.until_said("№2 Ravi Kumar is here")
        assert "here" in row(desk, "active", "Ravi Kumar")
        assert log.of_token(ShowLog(2))[-1].action == "arrive"


@pytest.mark.parametrize("size", SIZES)
async def test_a_waiting_patient_arrives_too(online, size):
    async with a_desk(size) as desk:
        await desk.press("tab", "i")
        await desk.until_said("№3 Meena Shah is here", "waits")
        assert "here" in row(desk, "waiting", "Meena Shah") or "09:00" in row(desk, "waiting", "Meena Shah")


async def test_the_time_of_arrival_stands_in_the_queue_of_a_wide_desk(online):
    async with a_desk(LARGE) as desk:
        await desk.press("i")
        await desk.until(lambda: "09:00" in row(desk, "active", "Asha Patil"))


async def test_i_on_one_who_is_here_asks_and_takes_the_check_in_back(morning):
    async with a_desk() as desk:
        await desk.press("i")
        await desk.until_said("№1 Asha Patil is here since 09:00. Take the check-in back?")
        assert queues.token(1).arrived
        await desk.press("1")
        await desk.until_said("№1 Asha Patil is not checked in any more")
        assert not queues.token(1).arrived


async def test_o_takes_who_does_not_answer_out_of_the_room_and_i_brings_back(morning):
    async with a_desk() as desk:
        await desk.press("C")
        await desk.until_said("№1 Asha Patil")
        await desk.press("o")
        await desk.until_said("№1 Asha Patil is out: i when back.")
        await desk.until(lambda: "out 09:00" in row(desk, "active", "Asha Patil"))
        await desk.press("i")
        await desk.until(lambda: queues.token(1).arrived)


async def test_space_passes_over_who_is_out(morning):
    async with a_desk() as desk:
        await desk.press("o")
        await desk.until(lambda: queues.token(1).out)
        await desk.press("space")
        await desk.until_said("№2 Ravi Kumar is next")


async def test_one_u_brings_back_who_was_out(morning):
    async with a_desk() as desk:
        await desk.press("o")
        await desk.until(lambda: queues.token(1).out)
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        await desk.press("1")
        await desk.until(lambda: queues.token(1).arrived)


async def test_o_on_one_who_is_not_here_says_so(online):
    async with a_desk() as desk:
        await desk.press("o")
        await desk.until_said("is not here yet: i when the patient comes.")


async def test_i_held_down_marks_one_patient(online):
    async with a_desk() as desk:
        await desk.hold("i", 21)
        assert [t.arrived for t in queues.tokens(ListTokens())].count(True) == 1


async def test_undo_takes_an_arrival_back(online):
    async with a_desk() as desk:
        await desk.press("i")
        await desk.until_said("is here")
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        assert "arriv" in desk.status
        await desk.press("y")
        await desk.until(lambda: not queues.token(1).arrived)
        await desk.until(lambda: "here" not in row(desk, "active", "Asha Patil"))


@pytest.mark.parametrize("size", SIZES)
async def test_i_is_on_the_key_line_and_in_the_help(morning, size):
    async with a_desk(size) as desk:
        assert " i " in desk.lines[-1]
        await desk.press("question_mark")
        await desk.until_seen("take the check-in back")


# Space


@pytest.mark.parametrize("size", SIZES)
async def test_space_calls_who_is_here_before_who_is_not(online, size):
    clock.set_local("2026-11-23T10:00")
    visits.arrive(Arrive(2), RAVI)
    async with a_desk(size) as desk:
        await desk.press("space")
        await desk.until_said("№2 Ravi Kumar: called in")
        assert "in room" in row(desk, "active", "Ravi Kumar")
        assert called(online) == [2]


@pytest.mark.parametrize("size", SIZES)
async def test_space_asks_when_nobody_is_here(online, size):
    async with a_desk(size) as desk:
        await desk.press("space")
        await desk.until(lambda: desk.asks)
        assert "№1 Asha Patil is not checked in" in desk.status
        assert called(online) == []
        await desk.press("y")
        await desk.until_said("№1 Asha Patil: called in")
        assert queues.token(1).arrived


@pytest.mark.parametrize("harmless", ["enter", "escape", "space", "n"])
async def test_space_calls_nobody_without_yes(online, harmless):
    async with a_desk() as desk:
        await desk.press("space")
        await desk.until(lambda: desk.asks)
        await desk.press(harmless)
        await desk.settled()
        assert called(online) == []


async def test_space_held_down_calls_nobody_who_is_not_here(online):
    async with a_desk() as desk:
        await desk.hold("space", 21)
        assert called(online) == []


# Call this one


@pytest.mark.parametrize("size", SIZES)
async def test_capital_c_asks_before_it_calls_one_who_is_not_here(online, size):
    async with a_desk(size) as desk:
        await desk.press("down", "C")
        await desk.until(lambda: desk.asks)
        assert "№2 Ravi Kumar is not checked in" in desk.status
        await desk.press("y")
        await desk.until_said("№2 Ravi Kumar: called in")
        assert called(online) == [2]


async def test_capital_c_calls_nobody_without_yes(online):
    async with a_desk() as desk:
        await desk.press("C")
        await desk.until(lambda: desk.asks)
        await desk.press("escape")
        await desk.settled()
        assert called(online) == []


# Expected


async def test_the_queue_tells_from_when_each_is_expected(morning):
    async with a_desk(SMALL) as desk:
        assert "10:00" in row(desk, "active", "Asha Patil")
        assert "10:15" in row(desk, "active", "Ravi Kumar")


async def test_a_wide_queue_tells_the_range(morning):
    async with a_desk(LARGE) as desk:
        assert "10:15–11:00" in row(desk, "active", "Ravi Kumar")
        assert "10:35–11:40" in row(desk, "waiting", "Meena Shah")


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_in_the_room_is_expected_now(morning, size):
    clock.set_local("2026-11-23T10:00")
    async with a_desk(size) as desk:
        await desk.press("space")
        await desk.until(lambda: "now" in row(desk, "active", "Asha Patil"))


async def test_expected_times_go_with_the_clock(morning):
    async with a_desk(LARGE) as desk:
        clock.set_local("2026-11-23T10:20")
        await desk.until(lambda: "10:20–10:35" in row(desk, "active", "Asha Patil"))


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_tells_before_enter_when_the_patient_would_be_expected(morning, size):
    async with a_desk(size) as desk:
        await desk.book("Kamala Devi", "p")
        await desk.until_seen("expected 10:00–10:15")


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_ends_with_the_expected_time(morning, size):
    async with a_desk(size) as desk:
        await desk.book("Kamala Devi")
        await desk.press("enter")
        await desk.until(lambda: desk.form.done is not None)
        await desk.until(lambda: "if a seat comes free" in desk.form_text)


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_tells_the_times(morning, size):
    visits.call(Call(token=1), ASHA)
    async with a_desk(size) as desk:
        await desk.press("down", "enter")
        await desk.until_seen("Checked in 09:00", "Expected 10:00–10:15")
