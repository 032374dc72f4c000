"""The days for which weekly templates created slots, in the replay of the log.

A day is added with the slot that a template creates, or when it is passed over. It is removed with a slot that the
template removes, or when a change of the template makes passed-over days be tried again. A slot that a person removed
leaves its day, so that it is not created again.

In older logs, without `again`, a change does not say which slots it removed: after it, a removed slot may have no day.
"""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.db import tables
from opd_tui.domain.actions import Action
from opd_tui.domain.events import Detail

_Day = tuple[int, str]
"""A template, and a day."""


class OpenedDays:
    """The days that templates have created a slot for, or passed over, by the log so far."""

    def __init__(self) -> None:
        self._slots: dict[_Day, int | None] = {}
        self._of_slot: dict[int, _Day] = {}
        self._changed_silently: set[int] = set()
        self._perhaps_gone: set[_Day] = set()

    def play(self, action: str, slot: int | None, fields: Detail) -> None:
        """Play one event that is not of a token or a patient."""
        template = fields.get("template")
        if template is None:
            taken = self._of_slot.get(slot) if slot is not None and action == Action.REMOVE_SLOT else None
            if taken and taken[0] in self._changed_silently:
                self._perhaps_gone.add(taken)
        elif slot is None:
            if action == Action.PASS_OVER:
                self._slots[template, fields["day"]] = None
            if action == Action.CHANGE_TEMPLATE and "again" not in fields:
                self._changed_silently.add(template)
            for day in fields.get("again", ()):
                self._slots.pop((template, day), None)
        elif action == Action.ADD_SLOT:
            opened = self._of_slot[slot] = (template, fields["to"]["start"][:10])
            self._slots[opened] = slot
        elif action == Action.REMOVE_SLOT:
            self._slots.pop(self._of_slot[slot], None)

    def present(self) -> Iterator[tuple[str, int, str]]:
        """Every problem, as table (`template_day`, or `template` for a missing row), id, and what is wrong."""
        columns = (tables.TemplateDay.id, tables.TemplateDay.template, tables.TemplateDay.day, tables.TemplateDay.slot)
        for row, template, day, slot in tables.TemplateDay.select(*columns).tuples().iterator():
            if (template, day) not in self._slots:
                yield "template_day", row, f"has template {template} opened on {day}, but the log ends without it"
            elif slot != (logged := self._slots.pop((template, day))):
                yield "template_day", row, f"slot is {slot or 'none'}, but the log ends with {logged or 'none'}"
        missing = {day: logged for day, logged in self._slots.items() if day not in self._perhaps_gone}
        for (template, day), logged in sorted(missing.items()):
            how = f"opened it with slot {logged}" if logged else "passed it over"
            yield "template", template, f"has no template_day {day}, but the log {how}"
