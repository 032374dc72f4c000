"""Requests about doctors and slots."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from opd_tui.domain.requests.fields import Capacity, Day, DoctorId, LateEntry, Minute, Request, SlotId


class AddDoctor(Request, frozen=True, tag="add-doctor"):
    """Add a doctor."""

    name: str
    department: str | None = None
    room: str | None = None


class AddSlot(Request, frozen=True, tag="add-slot"):
    """Add a slot of a doctor. Its end is not part of it; T24:00 is the end of a day."""

    doctor: DoctorId
    start: Minute
    end: Minute
    capacity: Capacity
    late_entry: LateEntry = False


class SetCapacity(Request, frozen=True, tag="set-capacity"):
    """Give a slot more seats or fewer."""

    slot: SlotId
    capacity: Capacity


class CloseSlot(Request, frozen=True, tag="close-slot"):
    """Close a slot without live tokens, so that it accepts no bookings."""

    slot: SlotId


class ReopenSlot(Request, frozen=True, tag="reopen-slot"):
    """Let a closed slot accept bookings again."""

    slot: SlotId


class HandOver(Request, frozen=True, tag="hand-over"):
    """Give a slot, with its live tokens, to another doctor. Each token gets a number of that doctor."""

    slot: SlotId
    doctor: Annotated[DoctorId, Meta(description="The id of the doctor who takes over.")]


class PreviewHandOver(Request, frozen=True, tag="preview-hand-over"):
    """Say what giving a slot to another doctor would do, and write nothing."""

    slot: SlotId
    doctor: Annotated[DoctorId, Meta(description="The id of the doctor who would take over.")]


class ChangeWindow(Request, frozen=True, tag="change-window"):
    """Change the times of a slot; its tokens stay in it. T24:00 is the end of a day."""

    slot: SlotId
    start: Minute
    end: Minute


class RemoveSlot(Request, frozen=True, tag="remove-slot"):
    """Remove a slot that never had a token."""

    slot: SlotId


class SetLate(Request, frozen=True, tag="set-late"):
    """Say by how many minutes the doctor of a slot is late."""

    slot: SlotId
    minutes: Annotated[int, Meta(description="Minutes, 0 to 600.")]
    following: Annotated[bool, Meta(description="Also in the doctor's open slots after it on that day.")] = False


class DoctorHere(Request, frozen=True, tag="doctor-here"):
    """Say that the doctor of a slot is here: from now on patients of that day who do not come are no-shows."""

    slot: SlotId
    here: Annotated[bool, Meta(description="False takes it back.")] = True


class ListDoctors(Request, frozen=True, tag="doctors"):
    """List the doctors, in the order in which they were added."""


class ListSlots(Request, frozen=True, tag="slots"):
    """List slots with their queues, by time: of one doctor or all, of one day or all."""

    doctor: DoctorId | None = None
    day: Day | None = None


class ShowSlot(Request, frozen=True, tag="slot"):
    """Show one slot with its queues."""

    slot: SlotId


class SetClock(Request, frozen=True, tag="clock"):
    """Stop the clock at a wall time, for the lines after this one."""

    at: Annotated[Minute, Meta(description="The wall time, YYYY-MM-DDTHH:MM.")]
