"""The sentences of patients' records: who is who among namesakes, what was registered, what was merged."""

from __future__ import annotations

from datetime import date

from opd_tui.domain.cards import PatientCard
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Match, Merged, Patient
from opd_tui.domain.typed_patient import TypedPatient
from opd_tui.messages.about_tokens import counted, person, short


def age_and_sex(patient: Patient, today: str) -> str:
    """Age and sex in a word: 46F, 46, F; "" if neither is known."""
    age = patient.age(today)
    return f"{'' if age is None else age}{patient.sex or ''}"


def precedence(patient: Patient, today: str) -> str:
    """The precedence of a record: disability, or pregnant (until 2 Sep 2027); "" for none."""
    mark, until = patient.precedence_on(today), patient.precedence_until
    return f"{mark} (until {visited(until, today)})" if mark and until else mark or ""


def visited(last_visit: str | None, today: str) -> str:
    """A day of the past in short: 12 Nov, or 12 Nov 2025 of another year; "" for none."""
    if not last_visit:
        return ""
    then = date.fromisoformat(last_visit)
    return f"{then.day} {then:%b}" if last_visit[:4] == today[:4] else f"{then.day} {then:%b} {then.year}"


def identified(patient: Patient, today: str, last_visit: str | None = None) -> str:
    """A patient among namesakes: Asha Patil (A-17, 46F, 98200 12345, seen 12 Nov)."""
    seen = f"seen {visited(last_visit, today)}" if last_visit else ""
    known = [short(part) for part in (patient.mrn, age_and_sex(patient, today), *patient.phones, seen) if part]
    return f"{person(patient.name)} ({', '.join(known)})" if known else person(patient.name)


def told_apart(patient: Patient, today: str) -> str:
    """What tells a patient from namesakes, in few cells: 501 46M; the phone of who has neither number, age nor sex."""
    known = [short(part) for part in (patient.mrn, age_and_sex(patient, today)) if part]
    return " ".join(known) or patient.phone or ""


def new_patient(typed: TypedPatient) -> str:
    """The line that registers somebody new: + new patient: Lakshmi Nair, 34F, phone 98765 43210."""
    age = typed.age if typed.year_of_birth is None else typed.year_of_birth
    who = f"{'' if age is None else age}{typed.sex or ''}"
    phone, number = f"phone {typed.phone}" if typed.phone else "", f"no. {typed.mrn}" if typed.mrn else ""
    known = [shown(part) for part in (" ".join((typed.name, *typed.unclear)).strip(), who, phone, number) if part]
    return f"+ new patient: {', '.join(known)}" if known else "+ new patient"


def likely_same(patients: tuple[Patient, ...], today: str) -> str:
    """Pointed out before a second record is made."""
    known = "; ".join(identified(patient, today) for patient in patients)
    return f"Likely registered already: {known}."


def perhaps_also(likely: tuple[Match, ...], today: str) -> str:
    """Records that are probably of the same person, on a patient's card; "" for none."""
    known = "; ".join(identified(match.patient, today, match.last_visit) for match in likely)
    return f"{known} (m: merge)" if known else ""


def registered(patient: Patient, today: str) -> str:
    """A new record."""
    return f"{identified(patient, today)} registered."


def corrected(patient: Patient) -> str:
    """A record that was changed."""
    return f"Record of {person(patient.name)} saved."


def ask_for_duplicate(patient: Patient) -> str:
    """Said where the record to merge is chosen."""
    return f"Choose the duplicate of {person(patient.name)}. Its visits move to this record."


def will_merge(kept: PatientCard, gone: PatientCard, today: str) -> str:
    """Asked before two records become one."""
    tokens = counted(len(gone.live) + gone.seen + gone.no_shows + gone.cancelled, "token")
    one, other = identified(gone.patient, today), identified(kept.patient, today)
    lost = _lost(kept.patient, gone.patient, today)
    return f"Merge {one} with {tokens} into {other}?{f' {lost} will be dropped.' if lost else ''} u undoes it."


def _lost(kept: Patient, gone: Patient, today: str) -> str:
    """What a merge does not take over, because the record that stays has another: hospital number 902, age 46."""
    fields = (
        ("hospital number", kept.mrn, gone.mrn),
        ("age", kept.age(today), gone.age(today)),
        ("sex", kept.sex, gone.sex),
        ("notes", kept.notes, gone.notes),
    )
    lost = [f"{name} {short(str(of))}" for name, to, of in fields if to and of and to != of]
    text = " and ".join([", ".join(lost[:-1]), lost[-1]] if lost[1:] else lost)
    return text[:1].upper() + text[1:]


def merged(done: Merged) -> str:
    """Two records made one."""
    tokens = {0: "it had no tokens", 1: "1 token moved"}.get(len(done.tokens), f"{len(done.tokens)} tokens moved")
    return f"{person(done.gone.name)} merged into {person(done.kept.name)}; {tokens}."
