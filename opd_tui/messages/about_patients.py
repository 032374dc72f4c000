"""The sentences of patients' records: who is who among namesakes, what was registered, what was merged."""

from __future__ import annotations

from opd_tui.domain.cards import PatientCard
from opd_tui.domain.patients import Merged, Patient
from opd_tui.messages.about_tokens import counted, short


def identified(patient: Patient) -> str:
    """A patient among namesakes: Asha Patil (98200 12345, A-17, born 1980)."""
    born = f"born {patient.year_of_birth}" if patient.year_of_birth else ""
    known = [short(part) for part in (*patient.phones, patient.mrn, born) if part]
    return f"{short(patient.name)} ({', '.join(known)})" if known else short(patient.name)


def likely_same(patients: tuple[Patient, ...]) -> str:
    """Pointed out before a second record is made."""
    known = "; ".join(identified(patient) for patient in patients)
    return f"Likely registered already: {known}."


def registered(patient: Patient) -> str:
    """A new record."""
    return f"{identified(patient)} is registered."


def will_merge(kept: PatientCard, gone: PatientCard) -> str:
    """Asked before two records become one."""
    tokens = counted(len(gone.live) + gone.seen + gone.no_shows + gone.cancelled, "token")
    return (
        f"Merge {identified(gone.patient)} with {tokens} into {identified(kept.patient)}? One record stays;"
        " u takes it back."
    )


def merged(done: Merged) -> str:
    """Two records made one."""
    tokens = {0: "it had no tokens", 1: "1 token moved over"}.get(
        len(done.tokens), f"{len(done.tokens)} tokens moved over"
    )
    return f"{short(done.gone.name)} is merged into {short(done.kept.name)}; {tokens}."
