"""The answers about doctors who are away."""

from __future__ import annotations

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.absences import AddAbsence, ListAbsences, PreviewAbsence, RemoveAbsence
from opd_tui.services.day import doctor_away
from opd_tui.services.weeks import absences


@answer_to.register(PreviewAbsence)
def _(request: PreviewAbsence, _actor: Actor) -> JsonObject:
    plan = doctor_away.propose(request.doctor, request.start, request.end)
    tokens = json_output.tokens(tuple(each.token for each in plan.placements))
    affected = [
        {"token": token, "phone": each.phone, "to": json_output.alternatives((each.place,))[0] if each.place else None}
        for token, each in zip(tokens, plan.placements, strict=True)
    ]
    return {"slots": [json_output.head(slot) for slot in plan.slots], "tokens": affected}


@answer_to.register(AddAbsence)
def _(request: AddAbsence, actor: Actor) -> JsonObject:
    done = doctor_away.add(request, actor)
    return {
        "absence": json_output.absence(done.absence) if done.absence else None,
        "moved": json_output.tokens(tuple(each.token for each in done.done if each.slot and not each.meanwhile)),
        "left": json_output.tokens(done.left),
        "closed": [json_output.head(slot) for slot in done.closed],
    }


@answer_to.register(ListAbsences)
def _(request: ListAbsences, _actor: Actor) -> JsonObject:
    return {"absences": [json_output.absence(each) for each in absences.absences(request.doctor)]}


@answer_to.register(RemoveAbsence)
def _(request: RemoveAbsence, actor: Actor) -> JsonObject:
    return json_output.week(absences.remove(request.absence, actor))
