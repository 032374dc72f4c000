"""Requests for reports."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from opd_tui.domain.requests.fields import Day, DoctorId, Request

MAX_LISTED = 1_000
_WORDS = "Words, each of an operator, a patient, a doctor, a kind such as cancelled, or a token's number."


class MakeReport(Request, frozen=True, tag="report"):
    """Report some days, first and last included; without days today, without an end the first day alone."""

    first: Day | None = field(name="from", default=None)
    last: Day | None = field(name="to", default=None)
    by: Annotated[str, Meta(description="day, doctor, department, slot, hour, weekday or source.")] = "doctor"
    doctor: DoctorId | None = None
    department: Annotated[str, Meta(description="Only this department's doctors.")] | None = None


class ListActivity(Request, frozen=True, tag="activity"):
    """List what every desk did today, newest first."""

    text: Annotated[str, Meta(description=_WORDS)] = ""
    limit: Annotated[int, Meta(ge=1, le=MAX_LISTED, description="How many at most; 100 if it is not given.")] = 100
