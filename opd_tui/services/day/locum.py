"""A locum: another doctor takes over a slot, with all patients who are still to be seen, in one operation.

The other doctor gets a slot of the same times with the seats that are left; the old slot closes and keeps what has
happened in it. Nobody's place changes: order, arrival, check-in and seat stay. The token numbers change, because they
run per doctor and day.
"""

from __future__ import annotations

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.absences import Absence
from opd_tui.domain.actions import REORDERED, Action
from opd_tui.domain.errors import BadRequest, OpdError, SlotClosed, SlotPast
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.locum import Candidate, HandedOver, Renumbered
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.slots import HandOver
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.tokens import Status, Token
from opd_tui.services import allocation
from opd_tui.services.slots import closing, doctors, schedule
from opd_tui.services.tokens import moving
from opd_tui.store import absences, counters, holidays, queues, seating, slots


def candidates(slot: int) -> tuple[Candidate, ...]:
    """Every other doctor who is not retired, with why that one cannot take the slot over: first those who can, of these
    first those of the same department.

    Raises UnknownSlot.
    """
    with connection.reading():
        left = slots.summary(slot)
        others = (each for each in doctors.in_order() if each.id != left.doctor and not each.retired)
        found = [Candidate(each, _problem(left, each), _off(left, each)) for each in others]
        department = doctors.doctor(left.doctor).department
        return tuple(sorted(found, key=lambda each: (*_unfit(each), each.doctor.department != department)))


def _unfit(each: Candidate) -> tuple[bool, bool]:
    return each.problem is not None, each.off is not None


def preview(request: HandOver, actor: Actor) -> HandedOver:
    """What `hand_over` would do; nothing is written. Raises as it does."""
    with connection.trial():
        return hand_over(request, actor)


def hand_over(request: HandOver, actor: Actor) -> HandedOver:
    """Give a slot that has not ended to another doctor, with its live tokens; each gets a number of that doctor.

    A slot that is closed because its doctor is away can be handed over while patients are left in it. Raises
    UnknownSlot, UnknownDoctor, DoctorRetired, SlotOverlap, SlotPast, SlotClosed, or BadRequest: the same doctor,
    somebody is in the room, nothing is left to hand over.
    """
    with connection.transaction():
        left, doctor = slots.summary(request.slot), doctors.doctor(request.doctor)
        live = _live(left)
        _check(left, doctor, live)
        allocation.settle(actor, left.id, None, REORDERED)
        live = _live(left)
        made = _take_over(left, doctor, actor)
        renumbered = tuple(Renumbered(_renumber(token, left.id, made.id, actor), token.number) for token in live)
        if not left.closed:
            closing.change(left, Action.CLOSE_SLOT, actor, closed=True)
        moves = allocation.settle(actor, made.id, None, Action.SET_CAPACITY)  # all seats were used, some still wait
        return HandedOver(
            slots.summary(made.id), slots.summary(left.id), renumbered, tuple(moves.promoted), _off(left, doctor)
        )


def _check(left: SlotSummary, doctor: Doctor, live: tuple[Token, ...]) -> None:
    if doctor.id == left.doctor:
        raise BadRequest(problem=f"{left.label} is {doctor.shown}'s own slot; choose another doctor.")
    doctors.check_working(doctor)
    _check_slot(left, live)
    schedule.check_overlap(doctor.id, doctor.shown, Window(left.start, left.end))


def _check_slot(left: SlotSummary, live: tuple[Token, ...]) -> None:
    if closing.has_ended(left.end):
        raise SlotPast(slot=left.label, day=left.day)
    if left.closed and not live:
        raise SlotClosed(slot=left.label, day=left.day, why=closing.why_closed(seating.seat_state(left.id)))
    if inside := next((token for token in live if token.called), None):
        raise BadRequest(
            problem=f"№{inside.number} {inside.patient_name} is in the room with {left.doctor_name}. Finish that "
            "consultation or undo the call, then hand the slot over."
        )
    if left.completed >= left.capacity and not live:
        raise BadRequest(problem=f"Everybody of {left.label} was seen, and no seat is left to hand over.")


def _problem(left: SlotSummary, doctor: Doctor) -> str | None:
    """Why that doctor cannot; what is in the way of every doctor is said by `hand_over`."""
    try:
        schedule.check_overlap(doctor.id, doctor.shown, Window(left.start, left.end))
    except OpdError as e:
        return e.message
    return None


def _off(left: SlotSummary, doctor: Doctor) -> Holiday | Absence | None:
    """The doctor's holiday or absence at the time of the slot, None for none. It is asked about and does not refuse: a
    doctor may come in on a day off, and the desk ends no absence by itself.
    """
    window = Window(left.start, left.end)
    return holidays.concerning(left.day, doctor.id) or absences.concerning(doctor.id, window)


def _live(slot: SlotSummary) -> tuple[Token, ...]:
    """The live tokens in order: those with a seat, then those who wait."""
    return (*queues.queue(slot.id, Status.ACTIVE), *queues.queue(slot.id, Status.WAITING))


def _take_over(left: SlotSummary, doctor: Doctor, actor: Actor) -> SlotSummary:
    """Add the doctor's slot. It is added closed and then opened by the hand-over, so that undo of that closes it."""
    window, seats = Window(left.start, left.end), max(1, left.capacity - left.completed)
    made = schedule.insert(doctor.id, doctor.shown, window, seats, actor, closed=True)
    ends = [f"{name} {left.day} {left.start[11:]}" for name in (left.doctor_name, doctor.shown)]
    closing.change(slots.summary(made), Action.HAND_OVER, actor, detail={"of": left.id, "ends": ends}, closed=False)
    return slots.summary(made)


def _renumber(before: Token, left: int, made: int, actor: Actor) -> Token:
    ends = seating.seat_state(left), seating.seat_state(made)
    number = counters.next_value(f"number:{ends[1].doctor}:{ends[1].day}")
    after = replace(before, slot=made, number=number)
    moving.write(actor, Action.MOVE, before, after, ends)
    return after
