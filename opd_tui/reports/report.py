"""The report of some days, by day, doctor, department, slot, hour, weekday or source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.report import COUNTS, MINUTES, By, Overview, Report, ReportRow, Sums, together
from opd_tui.domain.requests.reports import MakeReport
from opd_tui.domain.slots import slot_label
from opd_tui.domain.tokens import PRIORITY, Source
from opd_tui.domain.weeks import WEEKDAYS, days, plus
from opd_tui.reports import day_sums
from opd_tui.reports.counting import OF_DAY, Key, count
from opd_tui.runtime import clock
from opd_tui.store import doctors
from opd_tui.store import reports as store
from opd_tui.store.reports import SlotRow, Span

MAX_DAYS = 3_660
"""The most days of one report."""
MAX_DAYS_SHOWN = 31
"""Of a longer span an overview shows weeks, not days."""


def report(request: MakeReport) -> Report:
    """The rows of the days asked for, first and last included: of today where none is named.

    Days that are over are read from their kept sums, the others from their tokens.

    Raises BadRequest, BadWindow or UnknownDoctor.
    """
    first, last, by = _asked(request)
    with connection.reading():
        names, of = store.departments(), _doctors(request)
        if of is not None or by is By.SLOT:
            found = count(Span(first, last, of), lambda slot, source: _key(by, slot, source))
        else:
            found = _from_sums(by, first, last)
        slots = {slot.id: slot for slot in store.slots(Span(first, last, of))} if by is By.SLOT else {}
    if by is By.DEPARTMENT:
        found = _by_department(found, names)
    rows = [ReportRow(_said(by, key), _name(by, key, names, slots), sums) for key, sums in found.items()]
    rows.sort(key=_order(by))
    return Report(first, last, by, tuple(rows), ReportRow("", "all", together(found.values())))


def overview(request: MakeReport) -> Overview:
    """Some days at a glance; of the request `by` counts for nothing. Raises as `report` does."""
    with connection.reading():
        doctors, hours, of_days, weekdays = (
            report(replace(request, by=by.value)) for by in (By.DOCTOR, By.HOUR, By.DAY, By.WEEKDAY)
        )
        of = store.departments()[request.doctor][0] if request.doctor is not None else request.department or ""
    weekly = len(of_days.rows) > MAX_DAYS_SHOWN
    shown = tuple(_weeks(of_days.rows)) if weekly else of_days.rows
    return Overview(
        doctors.first,
        doctors.last,
        of,
        doctors.total,
        hours.rows,
        doctors.rows,
        shown,
        weekdays.rows,
        weekly,
        doctors.last >= clock.today(),
    )


def _weeks(of_days: Iterable[ReportRow]) -> Iterator[ReportRow]:
    """The days added up by week; a week has the name of its Monday."""
    for monday, week in groupby(of_days, key=lambda row: plus(str(row.key), -_weekday(str(row.key)))):
        yield ReportRow(monday, monday, together(row.sums for row in week))


def _by_department(found: dict[Key, Sums], names: dict[int, tuple[str, str]]) -> dict[Key, Sums]:
    departments: dict[Key, Sums] = {}
    for doctor, sums in found.items():
        departments.setdefault(names.get(int(doctor), ("", ""))[1], Sums()).add(sums)
    return departments


def _asked(request: MakeReport) -> tuple[str, str, By]:
    first = clock.parse_day(request.first) if request.first else clock.today()
    last = clock.parse_day(request.last) if request.last else first
    if last < first:
        raise BadRequest(problem=f"A report from {first} to {last} has no day. Name the earlier day first.")
    if plus(first, MAX_DAYS) < last:
        raise BadRequest(problem=f"A report is of at most {MAX_DAYS} days.")
    try:
        return first, last, By(request.by)
    except ValueError as e:
        raise BadRequest(problem=f"A report is by {', '.join(By)}, not by {request.by!r}.") from e


def _doctors(request: MakeReport) -> tuple[int, ...] | None:
    """The doctors whom the report is of; None for all. Raises UnknownDoctor."""
    one = None if request.doctor is None else doctors.doctor(request.doctor).id
    if request.department is None:
        return None if one is None else (one,)
    doctors_of = {id: department for id, (_, department) in store.departments().items()}
    if request.department not in doctors_of.values():
        known = ", ".join(sorted({each for each in doctors_of.values() if each})) or "no department yet"
        raise BadRequest(problem=f"There is no department {request.department!r}. There is {known}.")
    of = (id for id, department in doctors_of.items() if department == request.department)
    return tuple(id for id in of if one in (None, id))


def _key(by: By, slot: SlotRow, source: str | None) -> tuple[Key, ...]:
    """Whose row a token, or with None a slot, belongs to; with OF_DAY, the doctor's day. A slot belongs to no source, a
    day to no slot, hour or source.
    """
    if source == OF_DAY and by in (By.SLOT, By.HOUR, By.SOURCE):
        return ()
    match by:
        case By.DAY:
            return (slot.day,)
        case By.SLOT:
            return (slot.id,)
        case By.HOUR:
            return (day_sums.hour_of(slot),)
        case By.WEEKDAY:
            return (_weekday(slot.day),)
        case By.SOURCE:
            return (source,) if source else ()
    return (slot.doctor,)  # departments are added up afterwards


def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()


def _from_sums(by: By, first: str, last: str) -> dict[Key, Sums]:
    """The sums of the hospital: of the summed days before today as they are kept, of the others from the tokens."""
    before = min(last, plus(clock.today(), -1))
    right = store.summed(first, before)
    kind = {By.HOUR: "hour", By.SOURCE: "source"}.get(by, "doctor")
    each_day = by in (By.DAY, By.WEEKDAY)
    found: dict[Key, Sums] = {}
    for kept in store.kept(kind, first, before, each_day=each_day):
        key: Key = _weekday(str(kept.key)) if by is By.WEEKDAY else kept.key
        sums = found.setdefault(key, Sums())
        for name, number in zip(COUNTS, kept.counts, strict=False):
            setattr(sums, name, getattr(sums, name) + number)
        for name, minutes in zip(MINUTES, kept.minutes, strict=False):
            getattr(sums, name).extend(store.minutes_of(minutes))
    if by is By.SOURCE:
        found = {_SOURCES[key]: sums for key, sums in found.items() if key in _SOURCES}
    for span in _spans(day for day in days(first, last) if day not in right):
        for key, sums in count(span, lambda slot, source: _key(by, slot, source)).items():
            found.setdefault(key, Sums()).add(sums)
    return found


_SOURCES: dict[Key, Key] = {priority: source for source, priority in PRIORITY.items()}


def _spans(lacking: Iterable[str]) -> Iterable[Span]:
    """Days as spans: those that follow each other are read together."""
    numbered = ((date.fromisoformat(day).toordinal() - at, day) for at, day in enumerate(lacking))
    for _, run in groupby(numbered, key=lambda each: each[0]):
        of_run = [day for _, day in run]
        yield Span(of_run[0], of_run[-1])


def _said(by: By, key: Key) -> Key:
    """The key as the report names it: a weekday by its short name."""
    return WEEKDAYS[int(key)] if by is By.WEEKDAY else key


def _name(by: By, key: Key, names: dict[int, tuple[str, str]], slots: dict[int, SlotRow]) -> str:
    match by:
        case By.DOCTOR:
            return names.get(int(key), (str(key), ""))[0]
        case By.SLOT:
            slot = slots[int(key)]
            return f"{slot.day} {slot_label(slot.doctor_name, slot.start, slot.end)}"
        case By.HOUR:
            return f"{int(key):02}:00"
        case By.DEPARTMENT:
            return str(key) or "no department"
    return str(_said(by, key))


def _order(by: By) -> Callable[[ReportRow], tuple[object, ...]]:
    """Doctors by name, weekdays and sources in their order, slots by time, all else by key."""
    match by:
        case By.DOCTOR | By.SLOT:
            return lambda row: (row.name, row.key)
        case By.WEEKDAY:
            return lambda row: (WEEKDAYS.index(str(row.key)),)
        case By.SOURCE:
            return lambda row: (Source(str(row.key)).priority,)
    return lambda row: (row.key,)
