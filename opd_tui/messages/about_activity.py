"""What every desk did, in lines."""

from __future__ import annotations

from opd_tui.domain.activity import Activity
from opd_tui.messages import about_log
from opd_tui.messages.about_tokens import person, short

NONE = "Nothing has happened today."
NONE_FOUND = "Nothing of today is found by these words."


def subject(of: Activity) -> str:
    """Whom it concerns: the token with its patient, the patient of a record, else the doctor."""
    event = of.event
    if event.number:
        return f"№{event.number} {person(event.patient_name or '')}"
    return person(of.record_of) if of.record_of else short(of.doctor_name or "")


def operator(of: Activity) -> str:
    """Who did it; of what the program did by itself nobody."""
    return "by itself" if of.event.automatic else short(of.event.actor, 20)


def line(of: Activity) -> str:
    """10:05 ravi: №36 Ravi Kumar called in (Dr Rao)."""
    named = f"{subject(of)} " if subject(of) else ""
    doctor = f" ({short(of.doctor_name)})" if of.event.number and of.doctor_name else ""
    return f"{of.event.at[11:16]} {operator(of)}: {named}{about_log.event(of.event)}{doctor}"
