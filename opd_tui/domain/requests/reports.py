"""Requests for reports."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, field

from opd_tui.domain.requests.fields import Day, DoctorId, Request


class MakeReport(Request, frozen=True, tag="report"):
    """Report some days, first and last included; without days today, without an end the first day alone."""

    first: Day | None = field(name="from", default=None)
    last: Day | None = field(name="to", default=None)
    by: Annotated[str, Meta(description="day, doctor, department, slot, hour, weekday or source.")] = "doctor"
    doctor: DoctorId | None = None
    department: Annotated[str, Meta(description="Only this department's doctors.")] | None = None
