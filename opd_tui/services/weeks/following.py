"""A template's change, and the slots of coming days that follow it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadWindow, SlotInUse, SlotOverlap, UnknownSlot
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import SlotSummary, Window
from opd_tui.domain.weeks import Template, TemplateChanged, Weekly, holds_on
from opd_tui.runtime import clock
from opd_tui.services.slots import schedule
from opd_tui.services.weeks import opening, shut_days
from opd_tui.store import events, slots, template_days
from opd_tui.store import templates as rows


def become(
    before: Template,
    asked: Weekly,
    action: Action,
    actor: Actor,
    *,
    undoes: int | None = None,
    why: str | None = None,
    passed_before: Collection[str] = (),
    put_back: Reshaped | None = None,
) -> TemplateChanged:
    """Give a template other fields, with the event, and change its slots on coming days as `templates.change` says.

    Days in `passed_before` had no slot with these fields: if there is no room on them, the slot is removed. Undo of a
    change passes as `put_back` what the change did to slots: these get their old values, and no other existing slot
    changes. The caller has checked that it is allowed, and has a transaction open.
    """
    rows.change(before.id, asked)
    events.append(
        actor,
        action,
        doctor=before.doctor,
        undoes=undoes,
        template=before.id,
        before=rows.columns(before.weekly),
        after=rows.columns(asked),
        why=why,
        again=template_days.forget_passed_over(before.id, clock.today()),
    )
    after = replace(before, weekly=asked)
    followed, kept = 0, []
    for row, slot in _opened_ahead(before.id):
        if put_back and slot.id not in put_back.added_since:
            was = put_back.slots.get(slot.id)
            if was is not None and _becomes_again(slot, *was, actor, before.id):
                followed += 1
            elif was is not None:
                kept.append(slot)
            continue
        if _as_it_says(slot, asked) or _stays_as_set(slot, before.weekly, asked):
            continue
        if _follows(row, slot, after, actor) or (slot.day in passed_before and _taken_back(row, slot, after, actor)):
            followed += 1
        else:
            kept.append(slot)
    return TemplateChanged(after, followed, tuple(kept))


class Reshaped(Struct, frozen=True):
    """What a change of a template did to slots: by id the fields that it changed, before and after, and the slots added
    since, which are as the changed template says.
    """

    slots: Mapping[int, tuple[dict[str, Any], dict[str, Any]]]
    added_since: Collection[int]


def _becomes_again(slot: SlotSummary, was: dict[str, Any], became: dict[str, Any], actor: Actor, template: int) -> bool:
    """Give a slot its values from before its template's change, unless somebody has changed it since;
    whether it did.
    """
    if any(getattr(slot, field) != value for field, value in became.items()):
        return False
    window = Window(was.get("start", slot.start), was.get("end", slot.end))
    try:
        shut_days.follow(schedule.reshape(slot, window, was.get("capacity", slot.capacity), actor, template), actor)
    except (SlotInUse, SlotOverlap, BadWindow):
        return False
    return True


def _opened_ahead(template: int) -> list[tuple[int, SlotSummary]]:
    """The template's days from today on, as the row's id and the slot, if that still exists."""
    found = []
    for row, slot in template_days.opened(template, clock.today()):
        try:
            found.append((row, slots.summary(slot)))
        except UnknownSlot:
            continue  # a person removed it on purpose
    return found


def _as_it_says(slot: SlotSummary, asked: Weekly) -> bool:
    """Whether the slot has the window and the capacity of the template."""
    if not holds_on(asked, slot.day):
        return False
    try:
        return (Window(slot.start, slot.end), slot.capacity) == (opening.window_of(asked, slot.day), asked.capacity)
    except BadWindow:
        return False


def _stays_as_set(slot: SlotSummary, before: Weekly, asked: Weekly) -> bool:
    """Whether the change does not concern this day, so that a slot changed by hand stays as it is."""
    same = (before.start, before.end, before.capacity) == (asked.start, asked.end, asked.capacity)
    return same and holds_on(before, slot.day) and holds_on(asked, slot.day)


def _follows(row: int, slot: SlotSummary, template: Template, actor: Actor) -> bool:
    """Change a slot to the template's present values; whether it could be. A slot that a person closed
    stays as it is.
    """
    if shut_days.closed_by_hand(slot):
        return False
    try:
        if holds_on(template.weekly, slot.day):
            window = opening.window_of(template.weekly, slot.day)
            shut_days.follow(schedule.reshape(slot, window, template.weekly.capacity, actor, template.id), actor)
        else:
            return _taken_back(row, slot, template, actor)
    except (SlotInUse, SlotOverlap, BadWindow):
        return False
    return True


def _taken_back(row: int, slot: SlotSummary, template: Template, actor: Actor) -> bool:
    """Remove a created slot that never had a token; whether it could be."""
    if shut_days.closed_by_hand(slot):  # undo would bring it back open
        return False
    try:
        schedule.remove(slot.id, actor, template.id)
    except SlotInUse:
        return False
    template_days.remove(row)  # so that it is created again if the template gets that day back
    return True
