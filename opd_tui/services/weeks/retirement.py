"""Doctors who retire, and who come back: the weekly schedule ends with a doctor, and the slots ahead close."""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import DoctorInUse
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.doctors import BringBackDoctor, RetireDoctor
from opd_tui.domain.results import Retirement
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.weeks import Template, withdrawn
from opd_tui.runtime import clock
from opd_tui.services.slots import closing, doctors
from opd_tui.services.slots.closing import MAX_NAMED
from opd_tui.services.weeks import following, templates
from opd_tui.store import slots, tokens


def retire(request: RetireDoctor, actor: Actor) -> Retirement:
    """Retire a doctor: today is the last day of the weekly schedule, slots ahead without a token are removed, and the
    others that have not ended close. A retired doctor stays so.

    What is past stays in the listings. Raises UnknownDoctor, or DoctorInUse while patients are booked.
    """
    with connection.transaction():
        before = doctors.doctor(request.doctor)
        if before.retired:
            return Retirement(before)
        check_unused(before)
        ended = tuple(_end(template, actor) for template in _running(before.id))
        closed = tuple(_close(slot, actor) for slot in _ahead(before.id) if not slot.closed)
        doctors.put(before, {"retired": True}, Action.RETIRE_DOCTOR, actor)  # last, so that undo begins with it
        return Retirement(doctors.doctor(before.id), ended, closed)


def bring_back(request: BringBackDoctor, actor: Actor) -> Doctor:
    """Let a retired doctor have slots again: new ones, and a new schedule. Raises UnknownDoctor."""
    with connection.transaction():
        before = doctors.doctor(request.doctor)
        if before.retired:
            doctors.put(before, {"retired": False}, Action.BRING_BACK_DOCTOR, actor)
        return doctors.doctor(before.id)


def check_unused(doctor: Doctor) -> None:
    """Raises DoctorInUse if the doctor has live tokens in slots of today or later."""
    live = tokens.live_ahead(doctor.id, clock.today(), closing.now())
    if live:
        numbers = ", ".join(f"№{number}" for _, number in live[:MAX_NAMED]) + (" …" if len(live) > MAX_NAMED else "")
        raise DoctorInUse(doctor=doctor.shown, tokens=len(live), day=live[0][0], numbers=numbers)


def has_work(doctor: int) -> bool:
    """Whether the doctor has open slots that have not ended, or a weekly schedule that goes on."""
    return any(not slot.closed for slot in _ahead(doctor)) or bool(_running(doctor))


def _running(doctor: int) -> list[Template]:
    """The templates with a slot after today."""
    found = templates.templates(doctor)
    return [each for each in found if each.weekly.last is None or each.weekly.last > clock.today()]


def _end(template: Template, actor: Actor) -> Template:
    was, today = template.weekly, clock.today()
    last = replace(was, last=today) if was.first <= today else withdrawn(was)
    return following.become(template, last, Action.CHANGE_TEMPLATE, actor).template


def _ahead(doctor: int) -> tuple[SlotSummary, ...]:
    """The doctor's slots that have not ended."""
    return slots.ending_after(doctor, closing.now())


def _close(slot: SlotSummary, actor: Actor) -> SlotSummary:
    closing.change(slot, Action.CLOSE_SLOT, actor, closed=True)
    return slots.summary(slot.id)
