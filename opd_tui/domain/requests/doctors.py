"""Requests about doctors who are there already."""

from __future__ import annotations

from opd_tui.domain.requests.fields import DoctorId, Request


class CorrectDoctor(Request, frozen=True, tag="correct-doctor"):
    """Change a doctor's name, department or room; what is left out stays as it is."""

    doctor: DoctorId
    name: str | None = None
    department: str | None = None
    room: str | None = None


class RetireDoctor(Request, frozen=True, tag="retire-doctor"):
    """Retire a doctor without live tokens: the weekly schedule ends, the slots ahead close."""

    doctor: DoctorId


class BringBackDoctor(Request, frozen=True, tag="bring-back-doctor"):
    """Let a retired doctor have slots again."""

    doctor: DoctorId
