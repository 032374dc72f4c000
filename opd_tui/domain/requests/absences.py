"""Requests about a doctor who is away."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from opd_tui.domain.requests.fields import DoctorId, Minute, Request

AbsenceId = Annotated[int, Meta(description="An absence's id.")]


class PreviewAbsence(Request, frozen=True, tag="preview-absence"):
    """List what an absence of a doctor would affect, and write nothing. T24:00 is the end of a day."""

    doctor: DoctorId
    start: Minute = field(name="from")
    end: Minute = field(name="to")


class AddAbsence(Request, frozen=True, tag="add-absence"):
    """Say that a doctor is away, and close the slots of that time. T24:00 is the end of a day."""

    doctor: DoctorId
    start: Minute = field(name="from")
    end: Minute = field(name="to")
    reason: Annotated[str, Meta(description='"doctor away" if it is not given.')] | None = None
    move: Annotated[bool, Meta(description="Move the tokens to other slots.")] = False


class ListAbsences(Request, frozen=True, tag="absences"):
    """List the absences of a doctor that are not over."""

    doctor: DoctorId


class RemoveAbsence(Request, frozen=True, tag="remove-absence"):
    """Remove an absence; the slots that it closed open again."""

    absence: AbsenceId
