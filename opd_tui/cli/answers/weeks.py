"""The answers about weeks, and about the clock of this process."""

from __future__ import annotations

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import (
    SetClock,
)
from opd_tui.domain.requests.weeks import (
    AddHoliday,
    AddHolidays,
    AddTemplate,
    AddWeek,
    ChangeTemplate,
    EndTemplate,
    ListHolidays,
    ListTemplates,
    OpenDays,
    RemoveHoliday,
    RemoveHolidays,
)
from opd_tui.runtime import clock
from opd_tui.services.weeks import holidays, opening, templates, whole_week


@answer_to.register(AddTemplate)
def _(request: AddTemplate, actor: Actor) -> JsonObject:
    return json_output.template(templates.add(request, actor))


@answer_to.register(AddWeek)
def _(request: AddWeek, actor: Actor) -> JsonObject:
    return {"templates": [json_output.template(made) for made in whole_week.add(request, actor)]}


@answer_to.register(ListTemplates)
def _(request: ListTemplates, _actor: Actor) -> JsonObject:
    return {"templates": [json_output.template(each) for each in templates.templates(request.doctor)]}


@answer_to.register(ChangeTemplate)
def _(request: ChangeTemplate, actor: Actor) -> JsonObject:
    return json_output.week(templates.change(request.template, request.weekly, actor))


@answer_to.register(EndTemplate)
def _(request: EndTemplate, actor: Actor) -> JsonObject:
    return json_output.week(templates.end(request.template, request.last, actor))


@answer_to.register(ListHolidays)
def _(request: ListHolidays, _actor: Actor) -> JsonObject:
    return {"holidays": [json_output.holiday(each) for each in holidays.holidays(request.doctor)]}


@answer_to.register(AddHoliday)
def _(request: AddHoliday, actor: Actor) -> JsonObject:
    return json_output.week(holidays.add(request.day, request.doctor, request.name, actor))


@answer_to.register(AddHolidays)
def _(request: AddHolidays, actor: Actor) -> JsonObject:
    return json_output.holidays(holidays.add_many(request, actor))


@answer_to.register(RemoveHoliday)
def _(request: RemoveHoliday, actor: Actor) -> JsonObject:
    return json_output.week(holidays.remove(request.holiday, actor))


@answer_to.register(RemoveHolidays)
def _(request: RemoveHolidays, actor: Actor) -> JsonObject:
    return json_output.holidays_removed(holidays.remove_many(request, actor))


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
