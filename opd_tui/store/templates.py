"""The table of weekly templates."""

from __future__ import annotations

from peewee import ModelSelect, Query

from opd_tui.db import tables
from opd_tui.db.prepared import insert_into, prepared, update_of
from opd_tui.domain import recurrence
from opd_tui.domain.errors import DamagedRow, UnknownTemplate
from opd_tui.domain.weeks import END_OF_DAY, WEEKDAYS, Template, Weekly
from opd_tui.runtime import damaged_rows
from opd_tui.store.doctors import SHOWN


def select() -> ModelSelect:
    """A query of templates whose rows `template_of` understands."""
    return tables.Template.select(
        tables.Template.id,
        tables.Template.doctor,
        SHOWN,
        tables.Template.weekday,
        tables.Template.start,
        tables.Template.end,
        tables.Template.capacity,
        tables.Template.valid_from,
        tables.Template.valid_to,
        tables.Template.rule,
    ).join(tables.Doctor)


def template_of(
    id: int,
    doctor: int,
    doctor_name: str,
    weekday: int,
    start: str,
    end: str,
    capacity: int,
    first: str,
    last: str | None,
    rule: str,
) -> Template:
    """The template from a row of `select()`. Raises DamagedRow."""
    ends = "00:00" if end == END_OF_DAY else end
    damaged_rows.checked("template", id, f"{first}T{start}", f"{first}T{ends}", last)
    if rule and not recurrence.is_kept(rule, WEEKDAYS[weekday]):
        raise DamagedRow(table="template", id=id)
    return Template(id, doctor, doctor_name, Weekly(WEEKDAYS[weekday], start, end, capacity, first, last, rule))


def template(template_id: int) -> Template:
    """A template as it is now. Raises UnknownTemplate or DamagedRow."""
    found = _template.first(template_id)
    if found is None:
        raise UnknownTemplate(id=template_id)
    return found


@prepared(template_of)
def _template(template: int) -> Query:
    return select().where(tables.Template.id == template)


def of_doctor(doctor: int) -> tuple[Template, ...]:
    """All templates of a doctor, including ended ones, by weekday and time."""
    return _of_doctor.readable(doctor)


@prepared(template_of)
def _of_doctor(doctor: int) -> Query:
    order = tables.Template.weekday, tables.Template.start, tables.Template.id
    return select().where(tables.Template.doctor == doctor).order_by(*order)


def around(doctor: int, weekday: str, but: int) -> tuple[Template, ...]:
    """The templates of a doctor on a weekday and the days before and after it, except the one with the id `but`."""
    day = WEEKDAYS.index(weekday)
    return _around.readable((day - 1) % 7, day, (day + 1) % 7, doctor, but)


@prepared(template_of)
def _around(before: int, weekday: int, after: int, doctor: int, but: int) -> Query:
    of_days = tables.Template.weekday.in_([before, weekday, after])
    others = tables.Template.doctor == doctor, tables.Template.id != but
    return select().where(of_days, *others).order_by(tables.Template.id)


def columns(asked: Weekly) -> dict[str, int | str | None]:
    """The columns of a weekly slot; the log has the same."""
    return {
        "weekday": WEEKDAYS.index(asked.weekday),
        "start": asked.start,
        "end": asked.end,
        "capacity": asked.capacity,
        "valid_from": asked.first,
        "valid_to": asked.last,
        "rule": asked.rule,
    }


def add(doctor: int, asked: Weekly) -> int:
    """Add a template; returns its id. Raises Refused."""
    return insert_into(tables.Template, doctor=doctor, **columns(asked))


def change(template_id: int, asked: Weekly) -> None:
    """Change the columns of a template. Raises Refused."""
    update_of(tables.Template, template_id, **columns(asked))
