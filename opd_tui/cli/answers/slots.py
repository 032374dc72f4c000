"""The answers about doctors and slots."""

from __future__ import annotations

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.locum import HandedOver
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.doctors import BringBackDoctor, CorrectDoctor, RetireDoctor
from opd_tui.domain.requests.slots import (
    AddDoctor,
    AddSlot,
    ChangeWindow,
    CloseSlot,
    DoctorHere,
    HandOver,
    ListDoctors,
    ListSlots,
    PreviewHandOver,
    RemoveSlot,
    ReopenSlot,
    SetCapacity,
    SetLate,
    ShowSlot,
)
from opd_tui.domain.slots import Slot
from opd_tui.services.day import locum
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity, closing, doctors, lateness, schedule, times
from opd_tui.services.weeks import retirement


@answer_to.register(AddDoctor)
def _(request: AddDoctor, actor: Actor) -> JsonObject:
    return _with_namesakes(doctors.add(request, actor))


def _with_namesakes(doctor: Doctor) -> JsonObject:
    """A doctor, with the other doctors of the same name if there are any."""
    others = [json_output.doctor(other) for other in doctors.namesakes(doctor.name, doctor.id)]
    return {**json_output.doctor(doctor), "same_name": others} if others else json_output.doctor(doctor)


@answer_to.register(CorrectDoctor)
def _(request: CorrectDoctor, actor: Actor) -> JsonObject:
    return _with_namesakes(doctors.correct(request, actor))


@answer_to.register(RetireDoctor)
def _(request: RetireDoctor, actor: Actor) -> JsonObject:
    done = retirement.retire(request, actor)
    return {
        "doctor": json_output.doctor(done.doctor),
        "ended": [json_output.template(each) for each in done.ended],
        "closed": [json_output.head(each) for each in done.closed],
    }


@answer_to.register(BringBackDoctor)
def _(request: BringBackDoctor, actor: Actor) -> JsonObject:
    return json_output.doctor(retirement.bring_back(request, actor))


@answer_to.register(AddSlot)
def _(request: AddSlot, actor: Actor) -> JsonObject:
    added = schedule.add(request, actor)
    answer = json_output.slot(Slot(added, (), ()))
    off = schedule.holiday_of(added)
    return {**answer, "holiday": off.name} if off else answer


@answer_to.register(SetCapacity)
def _(request: SetCapacity, actor: Actor) -> JsonObject:
    done = capacity.set_capacity(request, actor)
    return {
        "slot": json_output.slot(done.slot),
        "promoted": json_output.tokens(done.promoted),
        "preempted": json_output.tokens(done.preempted),
    }


@answer_to.register(CloseSlot)
def _(request: CloseSlot, actor: Actor) -> JsonObject:
    return {"unplaced": json_output.tokens(closing.close(request, actor).unplaced)}


@answer_to.register(ReopenSlot)
def _(request: ReopenSlot, actor: Actor) -> JsonObject:
    return json_output.slot(queues.slot(ShowSlot(closing.reopen(request.slot, actor).id)))


@answer_to.register(HandOver)
def _(request: HandOver, actor: Actor) -> JsonObject:
    done = locum.hand_over(request, actor)
    return _handed_over(done, json_output.slot(queues.slot(ShowSlot(done.slot.id))))


@answer_to.register(PreviewHandOver)
def _(request: PreviewHandOver, actor: Actor) -> JsonObject:
    would = locum.preview(HandOver(request.slot, request.doctor), actor)
    return _handed_over(would, json_output.head(would.slot))


def _handed_over(done: HandedOver, slot: JsonObject) -> JsonObject:
    numbers = [{"token": each.token.id, "before": each.had, "number": each.token.number} for each in done.tokens]
    answer: JsonObject = {
        "slot": slot,
        "left": json_output.head(done.left),
        "numbers": numbers,
        "promoted": json_output.tokens(done.promoted),
    }
    if done.off is None:
        return answer
    return {**answer, "off": done.off.name if isinstance(done.off, Holiday) else done.off.reason}


@answer_to.register(ChangeWindow)
def _(request: ChangeWindow, actor: Actor) -> JsonObject:
    done = times.change_window(request.slot, request.start, request.end, actor)
    return {
        "slot": json_output.slot(queues.slot(ShowSlot(done.slot.id))),
        "to_tell": json_output.tokens(done.to_tell),
        "promoted": json_output.tokens(done.promoted),
        "preempted": json_output.tokens(done.preempted),
    }


@answer_to.register(SetLate)
def _(request: SetLate, actor: Actor) -> JsonObject:
    return {"slots": [json_output.head(slot) for slot in lateness.set_late(request, actor)]}


@answer_to.register(DoctorHere)
def _(request: DoctorHere, actor: Actor) -> JsonObject:
    return json_output.with_doctor(lateness.doctor_here(request, actor))


@answer_to.register(RemoveSlot)
def _(request: RemoveSlot, actor: Actor) -> JsonObject:
    return json_output.slot(Slot(schedule.remove(request.slot, actor), (), ()))


@answer_to.register(ListDoctors)
def _(request: ListDoctors, _actor: Actor) -> JsonObject:
    return {"doctors": [json_output.doctor(doctor) for doctor in doctors.all_doctors()]}


@answer_to.register(ListSlots)
def _(request: ListSlots, _actor: Actor) -> JsonObject:
    return {"slots": [json_output.slot(slot) for slot in queues.slots(request)]}


@answer_to.register(ShowSlot)
def _(request: ShowSlot, _actor: Actor) -> JsonObject:
    return json_output.slot(queues.slot(request))
