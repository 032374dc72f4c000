"""`L`: the doctor is late, or leaves."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Call, Cancel
from opd_tui.runtime import clock
from opd_tui.services.day import doctor_away
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.slots import closing
from opd_tui.services.tokens import visits
from opd_tui.store import slots
from opd_tui.tui.screens.doctor_away import DoctorAwayScreen
from tests.support.desk import SIZES, a_desk
from tests.support.factories import ASHA, RAVI, TODAY, a_slot, a_token
from tests.tui.test_hospital import enter


@pytest.fixture
def afternoon(morning):
    """Two free seats of the same doctor in the afternoon: slot 2."""
    return a_slot(2, morning.doctor, "15:00", "16:00")


async def menu(desk, *keys):
    """`L`, and letters of its menu."""
    await desk.press("L")
    for key in keys:
        await desk.until(lambda: desk.asks)
        await desk.press(key)


async def asked_when(desk):
    await menu(desk, "a", "u")
    await desk.until(lambda: desk.form_open)


async def all_leave(desk):
    screen = await leaves(desk)
    await desk.press("a")
    await desk.until(lambda: screen.status.question)
    await desk.press("y")
    await desk.until_seen("1 slot closed")


async def leaves(desk, start="10:00", end="11:00"):
    await asked_when(desk)
    await enter(desk, start, end)
    await desk.until(lambda: isinstance(desk.app.screen, DoctorAwayScreen) and desk.app.screen.proposed.slots)
    await desk.until_seen(desk.app.screen.proposed.placements[0].token.patient_name)
    return desk.app.screen


def slots_of_tokens():
    return [slot for (slot,) in tables.Token.select(tables.Token.slot).order_by(tables.Token.id).tuples()]


async def test_a_late_doctor_is_late_in_the_slots_after_it_too(afternoon):
    async with a_desk() as desk:
        await menu(desk)
        await desk.until_said("Dr Rao 10:00–11:00: late or away?")
        await desk.press("l")
        await desk.until(lambda: desk.form_open)
        await enter(desk, "soon")
        await desk.until(lambda: '"soon" is not a number. Use 0 (on time) to 600.' in desk.form_text)
        await enter(desk, "25")
        await desk.until_said("Dr Rao is 25 min late: 10:00–11:00, and the 1 slot after it.")
        assert [slots.summary(slot).late_minutes for slot in (1, 2)] == [25, 25]


async def test_the_usual_spans_have_a_key_each(afternoon):
    async with a_desk() as desk:
        await menu(desk, "a", "a")
        await desk.until_seen("Dr Rao away 12:00–24:00", "No patients in this period. a: close the slots")
        await desk.press("escape")
        await menu(desk, "a", "t")
        await desk.until_seen("Dr Rao away 09:00–24:00", "4 to phone", "2 slots")
        await desk.press("escape")
        clock.set_local(f"{TODAY}T13:00")
        for token in (1, 2, 3, 4):
            visits.cancel(Cancel(token), ASHA)
        await menu(desk, "a", "m")
        await desk.until_said("This morning is over and has no patients left. L a: choose another time.")


@pytest.mark.parametrize("size", SIZES)
async def test_everybody_is_listed_with_a_place_or_to_be_phoned(afternoon, size):
    async with a_desk(size) as desk:
        await leaves(desk)
        assert desk.sees("Dr Rao away 10:00–11:00 · 2 to move, 2 to phone · 1 slot", "15:00 Dr Rao", "no slot – phone")
        assert slots_of_tokens() == [1, 1, 1, 1]


@pytest.mark.parametrize("size", SIZES)
async def test_a_doctor_may_be_away_for_days(afternoon, size):
    a_token(a_slot(1, afternoon.doctor, "09:00", "10:00", "2026-11-24").id)
    async with a_desk(size) as desk:
        await leaves(desk, "15:00", "24/11 18:00")
        assert desk.sees("Mon 23 Nov 15:00 – Tue 24 Nov 18:00 · 1 to phone · 2 slots", "24 Nov 09:00")


@pytest.mark.parametrize("size", SIZES)
async def test_whoever_is_in_the_room_is_counted_as_such(afternoon, size):
    visits.call(Call(token=1), RAVI)
    async with a_desk(size) as desk:
        await leaves(desk)
        assert desk.sees("2 to move, 1 to phone, 1 in the room")
        assert "…" not in desk.lines[0]


@pytest.mark.parametrize("size", SIZES)
async def test_a_phone_number_is_shown_whole(afternoon, size):
    caller = records.register(NewPatient("Naomi Rahman", "+8801712345678"), ASHA).id
    a_token(afternoon.id, patient=caller)
    async with a_desk(size) as desk:
        await leaves(desk, "15:00", "16:00")
        assert desk.sees("+880 1712-345678")


async def test_a_span_without_slots_is_said_to_have_none(afternoon):
    async with a_desk() as desk:
        await asked_when(desk)
        await enter(desk, "11:00", "12:00")
        await desk.until_seen("No slots in this period")


async def test_another_day_is_named_and_the_form_only_lists(afternoon):
    a_slot(1, afternoon.doctor, "09:00", "10:00", "2026-11-24")
    async with a_desk() as desk:
        await desk.press("right_square_bracket")
        await desk.until(lambda: desk.screen.selection.slot and desk.screen.selection.slot.day == "2026-11-24")
        await menu(desk, "a")
        await desk.until_said("Dr Rao away on Tue 24 Nov, for how long?")
        await desk.press("u")
        await desk.until(lambda: desk.form_open)
        assert desk.sees("Away · Dr Rao", "Enter show patients")


async def test_one_is_moved_after_a_question(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("enter")
        await desk.until(lambda: "Move №1 Asha Patil to 15:00" in screen.status.question)
        await desk.press("y")
        await desk.until(lambda: len(screen.proposed.placements) == 3)
        assert slots_of_tokens() == [2, 1, 1, 1]


async def test_all_are_moved_and_the_rest_is_the_phone_list(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("a")
        await desk.until(lambda: screen.status.question)
        await desk.press("y")
        await desk.until_seen("2 patients moved, 1 slot closed; left: 2 to phone.")
        assert (slots_of_tokens(), slots.summary(1).closed) == ([2, 2, 1, 1], True)


async def test_where_nobody_can_be_moved_the_question_is_of_closing_alone(morning):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("a")
        await desk.until(lambda: screen.status.question == "Close 1 slot? 4 patients without a slot: phone.")
        await desk.press("y")
        await desk.until_seen("1 slot closed; left: 4 to phone.")


@pytest.mark.parametrize("size", SIZES)
async def test_who_is_left_to_phone_is_seen_at_the_desk_and_when_the_list_is_opened_again(afternoon, size):
    async with a_desk(size) as desk:
        await all_leave(desk)
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen and desk.sees("closed, 2 in it"))
        assert "2 in it" in desk.pane("slots")[1]
        await leaves(desk)
        assert desk.sees("2 to phone · closed", "Joseph Mathew")


async def test_what_was_said_last_stands_on_the_desk_afterwards(afternoon):
    async with a_desk() as desk:
        await all_leave(desk)
        await desk.press("escape")
        await desk.until_said("2 patients moved, 1 slot closed; left: 2 to phone.")


async def test_two_desks_that_answer_at_the_same_moment_are_told_who_did_what(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("a")
        await desk.until(lambda: screen.status.question)
        for token in (1, 2):
            doctor_away.accept(token, afternoon.id, [1], {}, RAVI)
        visits.cancel(Cancel(3), RAVI)
        closing.leave(1, RAVI)
        await desk.press("y")
        await desk.until_seen(
            "Nothing was left to do; another desk has already handled №1 Asha Patil (15:00 Dr Rao),"
            " №2 Ravi Kumar (15:00 Dr Rao); left: 1 to phone."
        )
        assert not screen.status.wrong


async def test_one_whom_another_desk_moved_meanwhile_is_not_cancelled(afternoon):
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("c")
        await desk.until(lambda: screen.status.question)
        doctor_away.accept(1, afternoon.id, [1], {}, RAVI)
        await desk.press("y")
        await desk.until_seen("Another desk has already handled №1 Asha Patil: 15:00 Dr Rao.")
        assert queues.token(1).status == "ACTIVE"


async def test_who_was_phoned_is_cancelled_and_the_slot_closes_with_the_last(morning):
    async with a_desk() as desk:
        screen = await leaves(desk)
        for left in (3, 2, 1, 0):
            await desk.press("c")
            await desk.until(lambda: screen.status.question)
            await desk.press("y")
            await desk.until(lambda left=left: len(screen.proposed.placements) == left)
        await desk.until_seen("closed: no bookings")
        assert slots.summary(1).closed


async def test_if_another_desk_takes_the_seat_the_operator_is_told_and_the_next_best_taken(afternoon):
    last = a_slot(1, afternoon.doctor, "17:00", "18:00")
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("end", "up")  # the third in order, to whom the last seat of all is promised
        await desk.press("enter")
        await desk.until(lambda: "Move №3 Meena Shah to 17:00" in screen.status.question)
        a_slot(1, afternoon.doctor, "18:00", "19:00")
        a_token(last.id, actor=RAVI)
        await desk.press("y")
        await desk.until_seen("The proposed seat was just taken at another desk.")
        assert slots_of_tokens()[2] == 4


async def test_where_the_next_best_is_is_said_when_all_are_moved(morning):
    last = a_slot(4, morning.doctor, "17:00", "18:00")
    async with a_desk() as desk:
        screen = await leaves(desk)
        await desk.press("a")
        await desk.until(lambda: screen.status.question)
        a_slot(2, morning.doctor, "09:00", "10:00", "2026-11-24")
        a_token(last.id, actor=RAVI)
        await desk.press("y")
        await desk.until_seen(
            "4 patients moved, 1 slot closed; proposed seats were just taken, so the next best: "
            "№1 Joseph Mathew 24 Nov 09:00 Dr Rao."
        )
        assert slots_of_tokens()[:4] == [2, 2, 2, 3]
