"""The days for which weekly templates have created their slot, or were passed over."""

from __future__ import annotations

from itertools import islice

from peewee import ModelSelect, Query, fn

from opd_tui.db import tables
from opd_tui.db.prepared import delete_from, insert_into, prepared
from opd_tui.domain.weeks import WEEKDAYS, Template, holds_on, weekday_of
from opd_tui.store import templates


def to_open(day: str, limit: int) -> tuple[Template, ...]:
    """The templates that still have to create a slot on a day (valid on it, no holiday), at most `limit`, by doctor and
    time, those of every week first.
    """
    weekday = WEEKDAYS.index(weekday_of(day))
    due = _to_open.readable(weekday, day, day, day, day, limit)
    if len(due) == limit:
        return due
    by_rule = (t for t in _by_rule.readable(weekday, day, day, day, day) if holds_on(t.weekly, day))
    return (*due, *islice(by_rule, limit - len(due)))


@prepared(templates.template_of)
def _to_open(weekday: int, begins: str, ends: str, opened: str, off: str, limit: int) -> Query:
    return _due(weekday, begins, ends, opened, off).where(tables.Template.rule == "").limit(limit)


@prepared(templates.template_of)
def _by_rule(weekday: int, begins: str, ends: str, opened: str, off: str) -> Query:
    return _due(weekday, begins, ends, opened, off).where(tables.Template.rule != "")


def _due(weekday: int, begins: str, ends: str, opened: str, off: str) -> ModelSelect:
    done = (  # with OFFSET a server looks it up template by template, also before it has statistics of a new day
        tables.TemplateDay.select(tables.TemplateDay.id)
        .where(tables.TemplateDay.template == tables.Template.id, tables.TemplateDay.day == opened)
        .offset(0)
    )
    holiday = tables.Holiday.select(tables.Holiday.id).where(
        tables.Holiday.day == off, tables.Holiday.doctor.is_null() | (tables.Holiday.doctor == tables.Template.doctor)
    )
    return (
        templates.select()
        .where(
            tables.Template.weekday == weekday,
            tables.Template.valid_from <= begins,
            tables.Template.valid_to.is_null() | (tables.Template.valid_to >= ends),
            ~fn.EXISTS(done),
            ~fn.EXISTS(holiday),
        )
        .order_by(tables.Template.doctor, tables.Template.start)
    )


def add(template: int, day: str, slot: int | None) -> None:
    """Note that a template created that slot on a day, or with None that the day was passed over. Raises Refused."""
    insert_into(tables.TemplateDay, template=template, day=day, slot=slot)


def remove(row: int) -> None:
    """Remove a noted day, so that its slot is created again."""
    delete_from(tables.TemplateDay, row)


def opened(template: int, first: str) -> list[tuple[int, int]]:
    """The noted days of a template from the day `first` on, as the row's id and the slot's, by day. The slot may have
    been removed since.
    """
    return _opened(template, first)


@prepared(tuple[int, int])
def _opened(template: int, first: str) -> Query:
    rows = tables.TemplateDay.select(tables.TemplateDay.id, tables.TemplateDay.slot).where(
        tables.TemplateDay.template == template,
        tables.TemplateDay.day >= first,
        tables.TemplateDay.slot.is_null(False),
    )
    return rows.order_by(tables.TemplateDay.day)


def forget_passed_over(template: int, first: str) -> list[str]:
    """Forget the days from the day `first` on that a template passed over, so that they are tried again; returns those
    days.
    """
    return sorted(_forget(template, first))


@prepared(str)
def _forget(template: int, first: str) -> Query:
    rows = (
        tables.TemplateDay.template == template,
        tables.TemplateDay.day >= first,
        tables.TemplateDay.slot.is_null(),
    )
    return tables.TemplateDay.delete().where(*rows).returning(tables.TemplateDay.day)
