"""Turns a refusal of a constraint or trigger into a domain error that names patient and slot.

The services check before they write, so this happens only if another desk was faster.
"""

from __future__ import annotations

from peewee import Query, fn

from opd_tui.db import connection, tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import prepared
from opd_tui.domain.errors import DuplicateToken, OpdError, SlotClosed, SlotOverlap
from opd_tui.domain.slots import Window, slot_label
from opd_tui.domain.tokens import LIVE
from opd_tui.store.doctors import SHOWN

_SECOND_LIVE = "token.slot_id, token.patient_id"


def of_token(refused: Refused, slot: int, patient: int) -> OpdError:
    """Why a token of the patient cannot be in the slot: DuplicateToken or SlotClosed, else Refused."""
    where = _slot.first(slot) if connection.current().can_read_on() else None
    if where is None:
        return refused
    name, start, end = where
    label = slot_label(name, start, end)
    second = _live_of.first(slot, patient)
    if refused.constraint == _SECOND_LIVE and second:
        number, status, patient_name = second
        return DuplicateToken(patient=patient_name, number=number, status=status, slot=label)
    if refused.constraint == "slot_closed":
        return SlotClosed(slot=label, day=start[:10])
    return refused


def of_slot(refused: Refused, doctor: int, window: Window, but: int = 0) -> OpdError:
    """Why a slot of the doctor cannot have the window: SlotOverlap, else Refused. `but` is the slot's own id."""
    if refused.constraint != "slot_overlap" or not connection.current().can_read_on():
        return refused
    there = _last_before.first(doctor, window.end, but)
    if there is None:
        return refused
    name, start, end = there
    return SlotOverlap(doctor=name, start=start[11:], end=end[11:], day=start[:10])


@prepared(tuple[int, str, str])
def _live_of(slot: int, patient: int) -> Query:
    columns = tables.Token.number, tables.Token.status, tables.Patient.name
    of_both = tables.Token.slot == slot, tables.Token.patient == patient
    return tables.Token.select(*columns).join(tables.Patient).where(*of_both, tables.Token.status.in_(LIVE))


@prepared(tuple[str, str, str])
def _slot(slot: int) -> Query:
    query = tables.Slot.select(SHOWN, tables.Slot.start, tables.Slot.end).join(tables.Doctor)
    return query.where(tables.Slot.id == slot)


def last_before(doctor: int, end: str, but: int = 0) -> Window | None:
    """The doctor's last slot that starts before `end`, other than `but`: the only one that may overlap a window that
    ends then.

    Closed slots without live tokens are left out, because they overlap nothing.
    """
    found = _last_before.first(doctor, end, but)
    return Window(*found[1:]) if found else None


@prepared(tuple[str, str, str])
def _last_before(doctor: int, end: str, but: int) -> Query:
    query = tables.Slot.select(SHOWN, tables.Slot.start, tables.Slot.end).join(tables.Doctor)
    live = tables.Token.select(tables.Token.id).where(
        tables.Token.slot == tables.Slot.id, tables.Token.status.in_(LIVE)
    )
    takes_time = (tables.Slot.closed == False) | fn.EXISTS(live)  # noqa: E712 - Peewee builds SQL from it
    query = query.where(tables.Slot.doctor == doctor, tables.Slot.start < end, tables.Slot.id != but, takes_time)
    return query.order_by(tables.Slot.start.desc()).limit(1)
