"""Closed, past and late slots."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.requests.slots import CloseSlot, SetCapacity
from opd_tui.domain.requests.tokens import Book, Call, Cancel, Complete, FindAlternatives, Move, PreviewBooking, Undo
from opd_tui.runtime import clock
from opd_tui.services.forecast import alternatives, preview
from opd_tui.services.queries import desk
from opd_tui.services.slots import capacity, closing
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.services.undo import undo
from opd_tui.store import slots
from tests.support.factories import ASHA, RAVI, TODAY, a_patient, a_slot, a_token, complete


def rows():
    return {t: list(t.select().order_by(t._meta.primary_key).tuples()) for t in tables.TABLES}


@pytest.fixture
def slot(database):
    return a_slot(1).id


def test_a_slot_with_live_tokens_does_not_close_and_says_whose(slot):
    a_token(slot), a_token(slot)
    before = rows()
    with pytest.raises(errors.SlotHasLive, match=r"2 live token\(s\) \(№1, №2\)") as refused:
        closing.close(CloseSlot(slot), ASHA)
    assert (refused.value.code, rows()) == ("slot-in-use", before)


def test_a_slot_whose_tokens_have_ended_closes(slot):
    visits.complete(Complete(a_token(slot).id), ASHA)
    assert closing.close(CloseSlot(slot), ASHA).slot.closed


def test_the_seats_of_a_closed_slot_are_none_of_the_doctors(slot):
    a_slot(3, slots.summary(slot).doctor, start="12:00", end="13:00")
    visits.complete(Complete(a_token(slot).id), ASHA)
    closing.close(CloseSlot(slot), ASHA)
    [row] = desk.desk_view(DeskQuery(day=TODAY)).doctors
    assert (row.slots, row.taken, row.seats) == (1, 0, 3)


def test_closing_a_closed_slot_writes_nothing(slot):
    closing.close(CloseSlot(slot), ASHA)
    before = rows()
    assert closing.close(CloseSlot(slot), ASHA).unplaced == ()
    assert rows() == before


@pytest.mark.parametrize("ask", [a_token, lambda slot: preview.preview(PreviewBooking(slot, "EMERGENCY"))])
def test_a_closed_slot_takes_nobody(slot, ask):
    closing.close(CloseSlot(slot), ASHA)
    with pytest.raises(errors.SlotClosed):
        ask(slot)


def test_a_known_request_is_answered_whatever_became_of_the_slot(slot):
    asked = Book(slot, "ONLINE", patient_id=a_patient().id, request="one key")
    made = booking.book(asked, ASHA).token
    visits.cancel(Cancel(made.id), ASHA)
    closing.close(CloseSlot(slot), ASHA)
    assert booking.book(asked, ASHA).token.id == made.id


@pytest.mark.parametrize("end", [lambda t: visits.cancel(Cancel(t), ASHA), complete])
def test_nobody_returns_to_a_closed_slot_by_undo(slot, end):
    token = a_token(slot).id
    end(token)
    closing.close(CloseSlot(slot), RAVI)
    with pytest.raises(errors.SlotClosed):
        undo.undo(Undo(), ASHA)


def test_a_closed_slot_is_opened_again_by_undo(slot):
    closing.close(CloseSlot(slot), ASHA)
    assert (undo.undo(Undo(), ASHA).undone, slots.summary(slot).closed) == ("close-slot", False)


def test_a_reopened_slot_takes_patients(slot):
    closing.close(CloseSlot(slot), ASHA)
    closing.reopen(slot, ASHA)
    assert a_token(slot).status == "ACTIVE"


def test_a_reopening_is_undone_only_while_nobody_has_come(slot):
    closing.close(CloseSlot(slot), ASHA)
    closing.reopen(slot, ASHA)
    a_token(slot, actor=RAVI)
    with pytest.raises(errors.CannotUndo, match="live token"):
        undo.undo(Undo(), ASHA)


def test_a_change_of_seats_can_be_undone_though_the_slot_was_closed_since(slot):
    capacity.set_capacity(SetCapacity(slot, 5), ASHA)
    closing.close(CloseSlot(slot), RAVI)
    assert undo.undo(Undo(), ASHA).undone == "set-capacity"


def test_a_closed_slot_is_no_better_place_for_anybody(slot):
    token = a_token(slot)
    other = a_slot(2, token_doctor(slot), "12:00", "13:00").id
    assert [place.slot for place in alternatives.of_token(FindAlternatives(token.id))] == [other]
    closing.close(CloseSlot(other), ASHA)
    assert alternatives.of_token(FindAlternatives(token.id)) == ()


def test_nobody_is_moved_to_a_closed_slot_or_back_to_one_by_undo(slot):
    token, other = a_token(slot).id, a_slot(2, token_doctor(slot), "12:00", "13:00").id
    closing.close(CloseSlot(other), ASHA)
    with pytest.raises(errors.SlotClosed):
        moving.move(Move(token, other), ASHA)
    closing.reopen(other, ASHA)
    moving.move(Move(token, other), ASHA)
    closing.close(CloseSlot(slot), RAVI)
    with pytest.raises(errors.SlotClosed):
        undo.undo(Undo(token=token), ASHA)


def token_doctor(slot):
    return slots.summary(slot).doctor


# Past


@pytest.mark.parametrize(("minute", "taken"), [("10:59", True), ("11:00", False)])
def test_a_slot_takes_patients_until_it_ends(slot, minute, taken):
    clock.set_local(f"2026-11-23T{minute}")
    if taken:
        assert a_token(slot).status == "ACTIVE"
        return
    with pytest.raises(errors.SlotPast) as refused:
        a_token(slot)
    assert refused.value.code == "slot-past"


def test_a_consultation_may_overrun_the_slot(slot):
    token = a_token(slot).id
    clock.set_local("2026-11-23T12:00")
    visits.call(Call(token=token), ASHA)
    assert visits.complete(Complete(token), ASHA).status == "COMPLETED"
