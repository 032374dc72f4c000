"""The answers about weeks, and about the clock of this process."""

from __future__ import annotations

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import (
    SetClock,
)
from opd_tui.domain.requests.weeks import AddTemplate, AddWeek, OpenDays
from opd_tui.runtime import clock
from opd_tui.services.weeks import opening, templates, whole_week


@answer_to.register(AddTemplate)
def _(request: AddTemplate, actor: Actor) -> JsonObject:
    return json_output.template(templates.add(request, actor))


@answer_to.register(AddWeek)
def _(request: AddWeek, actor: Actor) -> JsonObject:
    return {"templates": [json_output.template(made) for made in whole_week.add(request, actor)]}


@answer_to.register(OpenDays)
def _(request: OpenDays, actor: Actor) -> JsonObject:
    done = opening.open_days(request, actor)
    passed: list[JsonObject] = [
        {"template": each.template.id, "day": each.day, "why": each.why} for each in done.passed
    ]
    return {"slots": done.slots, "passed": passed}


@answer_to.register(SetClock)
def _(request: SetClock, _actor: Actor) -> JsonObject:
    clock.set_local(request.at)
    return {"at": request.at}
