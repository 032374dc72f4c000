"""What the desk says of the log: why a token stands where it stands, and what was put back, in the field's words."""

from __future__ import annotations

import pytest

from opd_tui.domain.actions import Action
from opd_tui.domain.reasons import Reason
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Cancel, Complete, NoShow, SetSource, ShowLog, Undo
from opd_tui.domain.tokens import Source, Status
from opd_tui.messages import about_log, about_undo
from opd_tui.messages.about_queues import reason, why_waiting
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import log, reasons
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token


@pytest.fixture
def slot(database):
    """A slot of one seat."""
    return a_slot(seats=1).id


def why(slot, status=Status.WAITING):
    """What the queue says of its tokens, by their ids."""
    return {token: reason(r) for token, r in reasons.of(slot, status, 0, 10).items()}


def story(token):
    """What the token's card tells, oldest first."""
    return [about_log.event(event) for event in log.of_token(ShowLog(token))]


def test_who_loses_the_seat_by_its_own_source_is_not_said_to_be_preempted(slot):
    seated, _ = a_token(slot, "PAID"), a_token(slot, "ONLINE")
    visits.set_source(SetSource(seated.id, "WALKIN"), ASHA)
    assert why(slot)[seated.id] == "source changed"
    assert story(seated.id)[-1] == "lost the seat: the source was changed; on the waiting list"


def test_who_gains_a_seat_by_its_own_source_is_told_so(slot):
    _, waiter = a_token(slot, "ONLINE"), a_token(slot)
    visits.set_source(SetSource(waiter.id, "EMERGENCY"), ASHA)
    assert why(slot, Status.ACTIVE)[waiter.id] == "source changed"


def test_who_loses_the_seat_by_an_undo_of_its_own_change_is_told_so(slot):
    _, waiter = a_token(slot, "ONLINE"), a_token(slot)
    visits.set_source(SetSource(waiter.id, "EMERGENCY"), ASHA)
    undo.undo(Undo(), ASHA)
    assert why(slot)[waiter.id] == "a change undone"
    assert story(waiter.id)[-1] == "lost the seat: a change of this token was undone; on the waiting list"


def test_who_gives_way_to_another_source_still_names_the_other(slot):
    seated, waiter = a_token(slot, "ONLINE"), a_token(slot)
    visits.set_source(SetSource(waiter.id, "EMERGENCY"), ASHA)
    assert why(slot)[seated.id] == "lost to №2 EMERGENCY"


def test_a_log_from_before_own_changes_were_told_reads_as_it_did():
    assert reason(Reason(Action.PREEMPT, "set-source", number=7, source=Source.PAID)) == "lost to №7 PAID"


@pytest.mark.parametrize("action", [Action.PREEMPT, Action.PROMOTE])
def test_another_order_is_a_reason_by_itself(action):
    assert reason(Reason(action, "reordered")) == "check-in order changed"


@pytest.mark.parametrize("action", [Action.PREEMPT, Action.PROMOTE, Action.UNDO])
@pytest.mark.parametrize("own", [False, True])
def test_a_reason_that_nobody_knows_stops_no_queue(action, own):
    assert reason(Reason(action, "eclipse", own, 7, Source.PAID))


@pytest.mark.parametrize(
    ("moved", "short"),
    [
        (None, ""),
        (Reason(Action.BOOK), "full"),
        (Reason(Action.MOVE), "full"),
        (Reason(Action.UNDO, "cancel"), "undone"),
        (Reason(Action.PREEMPT, "book", number=7, source=Source.PAID), "by №7"),
        (Reason(Action.PREEMPT, "undo", number=7, source=Source.PAID), "by №7"),
        (Reason(Action.PREEMPT, "undo"), "−1 seat"),
        (Reason(Action.PREEMPT, "undo", own=True), "undone"),
        (Reason(Action.PREEMPT, "set-capacity"), "−1 seat"),
        (Reason(Action.PREEMPT, "set-source"), "source"),
        (Reason(Action.PREEMPT, "set-source", own=True, number=7), "source"),
        (Reason(Action.PREEMPT, "reordered"), "order"),
    ],
)
def test_a_reason_to_wait_has_a_form_for_a_narrow_column(moved, short):
    assert why_waiting(moved) == short


UNDONE = {
    "booking": lambda token: None,
    "cancellation": lambda token: visits.cancel(Cancel(token), ASHA),
    "no-show": lambda token: visits.no_show(NoShow(token), ASHA),
    "change of source": lambda token: visits.set_source(SetSource(token, "PAID"), ASHA),
    "call": lambda token: visits.call(Call(token=token), ASHA),
    "arrival": lambda token: visits.arrive(Arrive(token), ASHA),
    "completion": lambda token: visits.complete(Complete(token), ASHA),
}


@pytest.mark.parametrize("word", UNDONE)
def test_what_is_put_back_has_a_name(slot, word):
    token = a_token(slot, "ONLINE", a_patient("Ravi Kumar").id)
    UNDONE[word](token.id)
    assert about_undo.undone(undo.undo(Undo(), ASHA)).startswith(f"Undone: the {word} of №1 Ravi Kumar; the token ")
    assert story(token.id)[-1].startswith(f"{word} undone")


def test_a_correction_put_back_has_a_name(database):
    patient = a_patient("Ravi Kumar").id
    records.correct(patient, {"name": "Ravi Kumarr"}, ASHA)
    undo.undo(Undo(), ASHA)
    assert about_log.event(log.of_patient(patient)[-1]).startswith("correction undone")


def test_every_action_has_a_name_in_words():
    from opd_tui.domain.actions import noun

    follow = (Action.PROMOTE, Action.PREEMPT, Action.UNDO)
    assert [a for a in Action if a not in follow and noun(a) == a] == ["no-show", "call", "move", "hand-over", "merge"]


def test_a_booking_says_that_a_follow_up_took_the_place_of_the_source(database):
    clock.set_local("2026-11-17T09:00")
    doctor, asha = a_doctor(), a_patient("Asha Patil").id
    seen = a_token(a_slot(5, doctor.id, day="2026-11-17").id, "ONLINE", asha)
    visits.complete(Complete(seen.id), ASHA)
    clock.set_local("2026-11-23T09:00")
    done = booking.book(Book(a_slot(5, doctor.id).id, "ONLINE", asha), ASHA)
    told = "booked as FOLLOWUP (ONLINE was chosen; seen by Dr Rao 6 days ago, within 15), with a seat"
    assert story(done.token.id) == [told]
