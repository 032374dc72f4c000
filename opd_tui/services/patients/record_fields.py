"""The fields of a record as typed: checked, and as the log has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from opd_tui.domain.errors import BadRequest, quoted
from opd_tui.domain.names import clean_person, clean_text
from opd_tui.domain.patients import OLDEST, PRECEDENCES, PREGNANT, SEXES, Logged, Particulars, Patient, pregnant_until
from opd_tui.domain.phones import BETWEEN, MAX_PHONES, Phone, distinct, in_log, read
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.runtime import clock, policy

LONGEST_NOTES = 1000
_TWO_PHONES = "Give either the phone or the phones, not both: they differ."
_BOTH = "Give either the age or the year of birth, not both."


def particulars(asked: NewPatient) -> Particulars:
    """Year of birth, sex, notes and precedence of a new patient. Raises BadRequest."""
    if asked.age is not None and asked.year_of_birth is not None:
        raise BadRequest(problem=_BOTH)
    precedence = _clean_precedence(asked.precedence)
    return {
        "year_of_birth": _clean_year(asked.year_of_birth) if asked.age is None else year_of_age(asked.age),
        "sex": _clean_sex(asked.sex),
        "notes": _clean_notes(asked.notes),
        "precedence": precedence,
        "precedence_until": _until(precedence),
    }


def phones_of(asked: NewPatient) -> tuple[Phone, ...]:
    """The phones of a new patient, each once. Raises BadRequest, also for a `phone` that differs from `phones`."""
    region = policy.current().phone_region
    found = distinct([phone for typed in asked.typed_phones for phone in read(_clean_phone(typed), region)])
    if len(found) > MAX_PHONES:
        raise BadRequest(problem=f"A patient has at most {MAX_PHONES} phones, not {len(found)}.")
    if asked.phone and asked.phones and set(read(_clean_phone(asked.phone), region)) != set(found):
        raise BadRequest(problem=_TWO_PHONES)
    return found


def corrected(changes: Mapping[str, object], before: Patient) -> dict[str, Logged]:
    """The typed changes of a record. A precedence that holds already is no change. Raises BadName or BadRequest."""
    typed = _with_year(changes)
    listed = typed.pop("phones", None)
    clean = {field: _clean(field, value, before) for field, value in typed.items()}
    if isinstance(listed, tuple):
        phones = _corrected_list(listed, before)
        if clean.setdefault("phone", phones) != phones:
            raise BadRequest(problem=_TWO_PHONES)
    if "precedence" in clean:
        precedence = clean.pop("precedence")
        if precedence != before.precedence_on(clock.today()):
            clean |= {"precedence": precedence, "precedence_until": _until(precedence)}
    return clean


def year_of_age(age: int) -> int:
    """The year of birth of somebody of this age today, right to about a year. Raises BadRequest."""
    if not 0 <= age <= OLDEST:
        raise BadRequest(problem=f"An age is a number from 0 to {OLDEST}, not {age}.")
    return clock.local_now().year - age


def clean_name(name: str) -> str:
    """A patient's name, trimmed. Raises BadName."""
    return clean_person(name, "patient's name")


def clean_mrn(mrn: str | None) -> str | None:
    """A hospital number, trimmed; None if empty. Raises BadRequest."""
    return clean_text(mrn, "hospital number")


def _clean(field: str, value: object, before: Patient) -> Logged:
    if field == "year_of_birth":
        return _clean_year(value)
    if value is not None and not isinstance(value, str):
        raise BadRequest(problem=f"The {field.replace('_', ' ')} is a text, not {value!r}.")
    if field == "phone":
        return _corrected_phones(value, before)
    return _CLEAN[field](value or "")


def _with_year(changes: Mapping[str, object]) -> dict[str, object]:
    """The changes with a year of birth for an age. Raises BadRequest."""
    if not isinstance(age := changes.get("age"), int):
        return dict(changes)
    if "year_of_birth" in changes:
        raise BadRequest(problem=_BOTH)
    return {**{field: value for field, value in changes.items() if field != "age"}, "year_of_birth": year_of_age(age)}


def _corrected_phones(typed: str | None, before: Patient) -> Logged:
    """The phones as typed. A phone that this record already has keeps its shown form, even if it cannot be read."""
    text = _clean_phone(typed) or ""
    if text == BETWEEN.join(before.phones):
        return before.in_log("phone")
    parts = text.split(BETWEEN)
    if not any(part in before.phones for part in parts):
        parts = [text]
    region, shown = policy.current().phone_region, dict[str, None]()
    for part in parts:
        shown |= dict.fromkeys([part] if part in before.phones else [phone.shown for phone in read(part, region)])
    return in_log(list(shown))


def _corrected_list(typed: tuple[str, ...], before: Patient) -> Logged:
    """All phones, each as in `_corrected_phones`. Raises BadRequest."""
    region, shown = policy.current().phone_region, dict[str, None]()
    for each in typed:
        text = _clean_phone(each) or ""
        shown |= dict.fromkeys([text] if text in before.phones else [phone.shown for phone in read(text, region)])
    if len(shown) > MAX_PHONES:
        raise BadRequest(problem=f"A patient has at most {MAX_PHONES} phones, not {len(shown)}.")
    return in_log(list(shown))


def _clean_phone(phone: str | None) -> str | None:
    return clean_text(phone, "phone number")


def _clean_year(year: object) -> int | None:
    latest = clock.local_now().year
    if year is None:
        return None
    if not isinstance(year, int) or isinstance(year, bool) or not latest - OLDEST <= year <= latest:
        raise BadRequest(problem=f"A year of birth is a number from {latest - OLDEST} to {latest}, not {year}.")
    return year


def _clean_sex(sex: str | None) -> str | None:
    if sex not in (None, "", *SEXES):
        raise BadRequest(problem=f"The sex is one of {', '.join(SEXES)} or nothing, not {quoted(sex)}.")
    return sex or None


def _clean_notes(notes: str | None) -> str:
    return clean_text(notes, "notes", LONGEST_NOTES) or ""


def _clean_precedence(precedence: str | None) -> str | None:
    if precedence not in (None, "", *PRECEDENCES):
        given = quoted(precedence)
        raise BadRequest(problem=f"The precedence is one of {', '.join(PRECEDENCES)} or nothing, not {given}.")
    return precedence or None


def _until(precedence: Logged) -> str | None:
    """The last day of a precedence that is set today, None for ever."""
    return pregnant_until(clock.today()) if precedence == PREGNANT else None


_CLEAN: dict[str, Callable[[str], str | None]] = {
    "name": clean_name,
    "mrn": clean_mrn,
    "sex": _clean_sex,
    "notes": _clean_notes,
    "precedence": _clean_precedence,
}
