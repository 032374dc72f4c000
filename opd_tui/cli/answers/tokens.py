"""The answers about tokens."""

from __future__ import annotations

from contextlib import suppress

from msgspec.structs import replace

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import (
    Arrive,
    Book,
    Call,
    Cancel,
    Complete,
    FindAlternatives,
    ListTokens,
    ListUnresolved,
    Move,
    Next,
    NoShow,
    PreviewBooking,
    SetSource,
    Settle,
    ShowLog,
    StepOut,
    SweepNoShows,
    Undo,
)
from opd_tui.domain.tokens import Status
from opd_tui.services.day import no_shows, unresolved
from opd_tui.services.forecast import alternatives, preview
from opd_tui.services.queries import log, queues
from opd_tui.services.tokens import booking, moving, next_patient, visits
from opd_tui.services.undo import undo


@answer_to.register(Book)
def _(request: Book, actor: Actor) -> JsonObject:
    asked = replace(request, open_seat=False, as_given=False)
    done = booking.book(asked, actor)
    better: tuple[Alternative, ...] = ()
    if done.token.status == Status.WAITING or done.preempted:
        with suppress(OpdError):  # it is booked, whatever another desk has done to the token since
            better = alternatives.of_token(FindAlternatives(done.token.id))
    return {
        "token": json_output.token(done.token),
        "preempted": json_output.maybe(done.preempted),
        "replayed": done.replayed,
        "source_given": done.source_given,
        "source": done.token.source,
        "why_source": done.why_source,
        "alternatives": json_output.alternatives(better),
        "also_at": _also_at(done.token.patient, done.token.slot),
    }


def _also_at(patient: int, slot: int) -> list[JsonObject]:
    """The patient's live tokens with other doctors at the time of a slot."""
    return [json_output.elsewhere(each) for each in preview.elsewhere(patient, slot)]


@answer_to.register(PreviewBooking)
def _(request: PreviewBooking, _actor: Actor) -> JsonObject:
    would = preview.preview(request)
    return {
        "would": would.status,
        "position": would.position,
        "preempts": json_output.maybe(would.gives_way),
        "alternatives": json_output.alternatives(would.alternatives),
        "also_at": [] if request.patient_id is None else _also_at(request.patient_id, request.slot),
    }


@answer_to.register(FindAlternatives)
def _(request: FindAlternatives, _actor: Actor) -> JsonObject:
    return {"alternatives": json_output.alternatives(alternatives.of_token(request))}


@answer_to.register(Cancel)
def _(request: Cancel, actor: Actor) -> JsonObject:
    done = visits.cancel(request, actor)
    return {"token": json_output.token(done.token), "promoted": json_output.maybe(done.promoted)}


@answer_to.register(NoShow)
def _(request: NoShow, actor: Actor) -> JsonObject:
    done = visits.no_show(request, actor)
    return {"token": json_output.token(done.token), "promoted": json_output.maybe(done.promoted)}


@answer_to.register(SweepNoShows)
def _(request: SweepNoShows, actor: Actor) -> JsonObject:
    done = no_shows.sweep(request, actor)
    return {"marked": json_output.tokens(done.marked), "promoted": json_output.tokens(done.promoted)}


@answer_to.register(Complete)
def _(request: Complete, actor: Actor) -> JsonObject:
    return {"token": json_output.token(visits.complete(request, actor))}


@answer_to.register(Arrive)
def _(request: Arrive, actor: Actor) -> JsonObject:
    return {"token": json_output.token(visits.arrive(request, actor))}


@answer_to.register(Call)
def _(request: Call, actor: Actor) -> JsonObject:
    return {"token": json_output.maybe(visits.call(request, actor))}


@answer_to.register(Next)
def _(request: Next, actor: Actor) -> JsonObject:
    done = next_patient.next_patient(request, actor)
    return {"completed": json_output.maybe(done.completed), "called": json_output.maybe(done.called)}


@answer_to.register(StepOut)
def _(request: StepOut, actor: Actor) -> JsonObject:
    done = visits.step_out(request, actor)
    return {
        "token": json_output.token(done.token),
        "promoted": json_output.maybe(done.promoted),
        "preempted": json_output.maybe(done.preempted),
    }


@answer_to.register(SetSource)
def _(request: SetSource, actor: Actor) -> JsonObject:
    done = visits.set_source(request, actor)
    return {
        "token": json_output.token(done.token),
        "promoted": json_output.maybe(done.promoted),
        "preempted": json_output.maybe(done.preempted),
    }


@answer_to.register(Move)
def _(request: Move, actor: Actor) -> JsonObject:
    done = moving.move(request, actor)
    return {
        "token": json_output.token(done.token),
        "promoted": json_output.maybe(done.promoted),
        "preempted": json_output.maybe(done.preempted),
        "also_at": _also_at(done.token.patient, done.token.slot),
    }


@answer_to.register(Undo)
def _(request: Undo, actor: Actor) -> JsonObject:
    done = undo.undo(request, actor)
    answer = json_output.undone(done)
    return {**answer, "patient": json_output.patient(done.patient)} if request.patient and done.patient else answer


@answer_to.register(ListTokens)
def _(request: ListTokens, _actor: Actor) -> JsonObject:
    return {"tokens": json_output.tokens(queues.tokens(request))}


@answer_to.register(ShowLog)
def _(request: ShowLog, _actor: Actor) -> JsonObject:
    return {"events": [json_output.event(event) for event in log.of_token(request)]}


@answer_to.register(ListUnresolved)
def _(request: ListUnresolved, _actor: Actor) -> JsonObject:
    return {"tokens": json_output.tokens(unresolved.tokens(request))}


@answer_to.register(Settle)
def _(request: Settle, actor: Actor) -> JsonObject:
    done = unresolved.settle_all(request, actor)
    return {"tokens": json_output.tokens(done.tokens), "promoted": json_output.tokens(done.promoted)}
