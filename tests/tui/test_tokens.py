"""The keys that act on a token: cancel, no-show, done, call, source, undo, card."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Call, Complete, ListTokens, NoShow, ShowLog
from opd_tui.runtime import clock
from opd_tui.services.queries import log, queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from opd_tui.tui.desk import held_key
from opd_tui.tui.screens.move import MoveScreen
from tests.support.desk import SIZES, SMALL, a_desk, tokens
from tests.support.factories import ASHA, RAVI, a_slot, a_token, call

TWO_SIT_TWO_WAIT = ["ACTIVE", "ACTIVE", "WAITING", "WAITING"]


def statuses():
    return [status for _, _, status in tokens()]


# Questions


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("key", ["c", "n", "p"])
async def test_a_question_names_the_patient(morning, key, size):
    async with a_desk(size) as desk:
        await desk.press("down", key)
        assert desk.asks
        assert "№2 Ravi Kumar" in desk.status


@pytest.mark.parametrize("harmless", ["enter", "escape", "n", "q", "x", "space", "6"])
@pytest.mark.parametrize("key", ["c", "n", "p"])
async def test_only_a_named_answer_does_the_harm(morning, key, harmless):
    async with a_desk() as desk:
        await desk.press(key, harmless)
        await desk.settled()
        assert statuses() == TWO_SIT_TWO_WAIT


@pytest.mark.parametrize("key", ["c", "n", "d"])
async def test_a_key_held_down_hits_one_patient_at_most(morning, key):
    async with a_desk() as desk:
        await desk.hold(key, 21)
        left = [status for status in statuses() if status in ("ACTIVE", "WAITING")]
        assert len(left) >= 3


@pytest.mark.parametrize("key", ["c", "n"])
async def test_a_destructive_key_held_down_harms_nobody(morning, key):
    async with a_desk() as desk:
        await desk.hold(key, 21)
        assert statuses() == TWO_SIT_TWO_WAIT


async def test_space_held_down_calls_one_patient(morning):
    clock.set_local("2026-11-23T10:00")
    async with a_desk() as desk:
        await desk.hold("space", 21)
        assert [token.called for token in queues.tokens(ListTokens())].count(True) == 1


async def test_space_held_down_says_why_nobody_else_is_called(morning, monkeypatch):
    clock.set_local("2026-11-23T10:00")
    monkeypatch.setattr(held_key, "HELD_SECONDS", 60)
    async with a_desk() as desk:
        await desk.press("space")
        await desk.until_said("№1 Asha Patil: called in")
        await desk.press("space")
        assert "№1 Asha Patil: called in. Key held down: only one patient was done." in desk.status
        await desk.press("space")
        assert desk.status.count("Key held down") == 1


@pytest.mark.parametrize("size", SIZES)
async def test_who_got_a_seat_that_was_opened_shows_it(database, size):
    slot = a_slot(seats=1)
    for _ in range(2):
        a_token(slot.id, "ONLINE")
    async with a_desk(size) as desk:
        await desk.press("plus")
        await desk.until(lambda: desk.queue("active") == [1, 2])
        row = " ".join(desk.pane("active"))
        assert "promoted" in row or "a seat was opened" in row


# No-show


async def test_y_confirms_a_no_show_and_the_first_waiter_gets_the_seat(morning):
    async with a_desk() as desk:
        await desk.press("n", "y")
        await desk.settled()
        assert statuses() == ["NO_SHOW", "ACTIVE", "ACTIVE", "WAITING"]


@pytest.mark.parametrize("size", SIZES)
async def test_the_status_line_says_who_left_and_who_got_the_seat(morning, size):
    async with a_desk(size) as desk:
        await desk.press("n", "y")
        await desk.until_said("№1 Asha Patil", "№3 Meena Shah")


async def test_the_cursor_goes_to_the_neighbour_of_whom_this_desk_removed(morning):
    async with a_desk() as desk:
        await desk.press("n", "y")
        await desk.until(lambda: desk.queue("active") == [2, 3])
        assert desk.chosen == 2


async def test_the_last_one_removed_leaves_the_cursor_on_nobody(database):
    a_token(a_slot(seats=1).id)
    async with a_desk() as desk:
        await desk.press("n", "y")
        await desk.until(lambda: desk.queue("active") == [])
        assert desk.chosen is None


# Cancel


async def test_a_number_cancels_for_that_reason(morning):
    async with a_desk() as desk:
        await desk.press("c", "1")
        await desk.until(lambda: statuses()[0] == "CANCELLED")
        assert log.of_token(ShowLog(1))[-1].detail["reason"] == "phoned"


async def test_another_reason_is_typed(morning):
    async with a_desk() as desk:
        await desk.press("c", "5")
        await desk.until(lambda: desk.form_open)
        await desk.type("went to another hospital")
        await desk.press("enter")
        await desk.until(lambda: statuses()[0] == "CANCELLED")
        assert log.of_token(ShowLog(1))[-1].detail["reason"] == "went to another hospital"


async def test_the_form_of_another_reason_names_the_patient(morning):
    async with a_desk() as desk:
        await desk.press("c", "5")
        await desk.until(lambda: desk.form_open)
        assert "№1 Asha" in desk.form_text


async def test_another_reason_is_left_with_esc(morning):
    async with a_desk() as desk:
        await desk.press("c", "5")
        await desk.until(lambda: desk.form_open)
        await desk.press("escape")
        await desk.settled()
        assert statuses() == TWO_SIT_TWO_WAIT


async def test_a_waiting_patient_is_cancelled_and_nobody_moves(morning):
    async with a_desk() as desk:
        await desk.press("tab", "c", "2")
        await desk.settled()
        assert statuses() == ["ACTIVE", "ACTIVE", "CANCELLED", "WAITING"]


# Done and call


async def test_d_completes_and_the_seat_stays_used(morning):
    call(1)
    async with a_desk() as desk:
        await desk.press("d")
        await desk.until_said("№1 Asha Patil")
        assert statuses() == ["COMPLETED", "ACTIVE", "WAITING", "WAITING"]


async def test_space_calls_the_next_in_order(morning):
    clock.set_local("2026-11-23T10:00")
    async with a_desk() as desk:
        await desk.press("down", "space")
        await desk.until_said("№1 Asha Patil")
        assert [t.called for t in queues.slot(ShowSlot(morning.id)).active] == [True, False]


async def test_a_called_patient_is_marked_in_the_queue(morning):
    clock.set_local("2026-11-23T10:00")
    async with a_desk() as desk:
        before = desk.pane("active")[2]
        await desk.press("space")
        await desk.until(lambda: desk.pane("active")[2] != before)


async def test_capital_c_calls_the_chosen_one_out_of_turn(morning):
    async with a_desk() as desk:
        await desk.press("down", "C")
        await desk.until_said("№2 Ravi Kumar")
        assert [t.called for t in queues.slot(ShowSlot(morning.id)).active] == [False, True]


# Source


async def test_another_source_moves_the_patient(morning):
    async with a_desk() as desk:
        await desk.press("tab", "p", "2")
        await desk.until_said("№2 Ravi Kumar goes to the waiting list")
        await desk.press("1")
        await desk.until_said("№3 Meena Shah", "PAID", "№2 Ravi Kumar")
        assert statuses() == ["ACTIVE", "WAITING", "ACTIVE", "WAITING"]


async def test_the_cursor_follows_its_patient_into_the_other_queue(morning):
    async with a_desk() as desk:
        await desk.press("tab", "p", "2")
        await desk.until_said("№2 Ravi Kumar goes to the waiting list")
        await desk.press("1")
        await desk.until(lambda: 3 in desk.queue("active"))
        assert (desk.chosen, desk.screen.selection.pane) == (3, "active")


@pytest.mark.parametrize("size", SIZES)
async def test_the_waiting_queue_says_who_took_the_seat(morning, size):
    a_token(morning.id, "EMERGENCY")
    async with a_desk(size) as desk:
        [row] = [row for row in desk.pane("waiting") if "Ravi Kumar" in row]
        assert ("by №5" if size == SMALL else "lost to №5 EMERGENCY") in row


# Undo


async def test_undo_says_first_what_it_will_do(morning):
    visits.no_show(NoShow(1), ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        assert "№1 Asha Patil" in desk.status
        assert "no-show" in desk.status


@pytest.mark.parametrize("harmless", ["enter", "escape", "u"])
async def test_undo_is_not_done_without_yes(morning, harmless):
    visits.no_show(NoShow(1), ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        await desk.press(harmless)
        await desk.settled()
        assert statuses()[0] == "NO_SHOW"


async def test_an_undone_no_show_returns_and_the_answer_says_who_waits_again(morning):
    visits.no_show(NoShow(1), ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        await desk.press("y")
        await desk.until_said("№1 Asha Patil", "№3 Meena Shah")
        assert statuses() == TWO_SIT_TWO_WAIT


async def test_undo_says_when_there_is_nothing_to_undo(database):
    a_slot()
    async with a_desk(actor=RAVI) as desk:
        await desk.press("u")
        await desk.until_said("nothing to undo", "ravi")


async def test_undo_puts_back_seats_too(morning):
    capacity.add_seats(morning.id, 1, ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        await desk.press("y")
        await desk.until(lambda: queues.slot(ShowSlot(morning.id)).head.capacity == 2)


async def test_undo_refuses_what_another_desk_did_meanwhile(morning):
    visits.call(Call(token=1), ASHA)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until(lambda: desk.asks)
        visits.complete(Complete(1), RAVI)
        await desk.press("y")
        await desk.settled()
        assert statuses()[0] == "COMPLETED"


# The card


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_tells_everything_that_happened_and_why(morning, size):
    a_token(morning.id, "EMERGENCY")
    visits.no_show(NoShow(1), RAVI)
    async with a_desk(size) as desk:
        await desk.press("down", "enter")
        await desk.until_seen("№2 Ravi Kumar", "Dr Rao", "WALKIN", "№5", "№1 Asha Patil", "asha", "ravi")


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_the_card_is_left(morning, key):
    async with a_desk() as desk:
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen is not desk.screen)
        await desk.press(key)
        await desk.until(lambda: desk.app.screen is desk.screen)
        assert desk.chosen == 1


async def test_u_on_the_card_undoes_that_tokens_last_change(morning):
    visits.call(Call(token=1), RAVI)
    async with a_desk() as desk:
        await desk.press("enter")
        await desk.until(lambda: desk.app.screen is not desk.screen)
        await desk.press("u")
        await desk.until_seen("Undo the call")
        await desk.press("y")
        await desk.until(lambda: not queues.token(1).called)
        await desk.until_seen("call undone")


async def test_the_card_acts_with_the_keys_of_the_desk_and_esc_goes_to_its_token(morning):
    other = a_slot(1, morning.doctor, "12:00", "13:00").id
    async with a_desk() as desk:
        await desk.press("down", "enter")
        await desk.until_seen("№2 Ravi Kumar", "C Call", "c Cancel", "R Patient", "Esc Back")
        await desk.press("p")
        await desk.until(lambda: desk.app.screen.status.question)
        await desk.press("2")
        await desk.until(lambda: queues.token(2).source == "PAID")
        await desk.press("m")
        await desk.until(lambda: isinstance(desk.app.screen, MoveScreen))
        await desk.press("escape")
        await desk.press("C")
        await desk.until(lambda: queues.token(2).called)
        await desk.press("d")
        await desk.until_seen("Now done")
        await desk.press("c")
        await desk.until_seen("№2 Ravi Kumar is completed. Undo restores it.")
        await desk.press("u")
        await desk.until_seen("Undo the completion")
        await desk.press("1")
        await desk.until_seen("Now in the room")
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
        await desk.settled()
        assert (desk.chosen, queues.token(2).slot) == (2, morning.id), other


# Why a key cannot work


@pytest.mark.parametrize("key", ["c", "n", "d", "p", "C"])
async def test_without_a_chosen_patient_the_key_says_so(morning, key):
    async with a_desk() as desk:
        await desk.press("left", key)
        assert not desk.asks
        assert "No patient is chosen" in desk.status


@pytest.mark.parametrize("key", ["d", "C"])
async def test_a_waiting_patient_is_not_done_and_the_line_says_why(morning, key):
    async with a_desk() as desk:
        await desk.press("tab", key)
        await desk.until_said("№3 Meena Shah", "waiting")


async def test_nobody_left_to_call_is_said(database):
    visits.complete(Complete(a_token(a_slot(seats=1).id).id), ASHA)
    async with a_desk() as desk:
        await desk.press("space")
        await desk.until_said("Nobody is left to call", "Dr Rao")


async def test_a_key_that_cannot_work_is_dimmed(database):
    a_slot()
    async with a_desk() as desk:
        line = next(strip for strip in desk.app.screen._compositor.render_strips()[-1:])
        dim = {part.text.strip() for part in line if part.style and part.style.dim}
        assert "n" in dim
        assert "b" not in dim


async def test_a_no_show_of_one_who_is_in_the_room_or_here_says_so_first(morning):
    call(1)
    async with a_desk() as desk:
        await desk.press("n")
        await desk.until_said("№1 Asha Patil is in the room since 09:00. No-show all the same?")
        await desk.press("escape", "down", "n")
        await desk.until_said("№2 Ravi Kumar is here since 09:00. No-show all the same?")


async def test_a_cancellation_of_one_who_is_in_the_room_says_so_first(morning):
    call(1)
    async with a_desk() as desk:
        await desk.press("c")
        await desk.until_said("Cancel №1 Asha Patil (WALKIN), in the room since 09:00? Choose why.")
