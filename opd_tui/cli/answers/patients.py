"""The answers about patients."""

from __future__ import annotations

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import AddPatient, CorrectPatient, FindPatient, ListDuplicates, Merge
from opd_tui.services.patients import duplicates, merging, records


@answer_to.register(AddPatient)
def _(request: AddPatient, actor: Actor) -> JsonObject:
    return json_output.patient(records.register(request, actor))


@answer_to.register(CorrectPatient)
def _(request: CorrectPatient, actor: Actor) -> JsonObject:
    return json_output.patient(records.correct(request.patient, request.changes(), actor))


@answer_to.register(Merge)
def _(request: Merge, actor: Actor) -> JsonObject:
    done = merging.merge(request.patient, request.duplicate, actor)
    return {
        "patient": json_output.patient(done.kept),
        "duplicate": json_output.patient(done.gone),
        "tokens": list(done.tokens),
    }


@answer_to.register(FindPatient)
def _(request: FindPatient, _actor: Actor) -> JsonObject:
    return {"patients": [json_output.match(found) for found in records.matches(request)]}


@answer_to.register(ListDuplicates)
def _(request: ListDuplicates, _actor: Actor) -> JsonObject:
    return {"patients": [json_output.match(found) for found in duplicates.listed(request)]}
