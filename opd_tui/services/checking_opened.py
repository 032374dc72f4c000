"""The days that weekly templates were opened on, in the replay of the log.

A change of a template may forget such a day again once its slot is gone, which the log does not tell. So a day must be
there if its slot is, or if the template has not been changed since.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opd_tui.models import TemplateDay

_Day = tuple[int, str]
"""A template, and a day."""


class OpenedDays:
    """What the log says of every day that a template was opened on, or passed over, so far."""

    def __init__(self) -> None:
        self._last: dict[_Day, tuple[int, int | None]] = {}
        self._of_slot: dict[int, _Day] = {}
        self._removed: set[int] = set()
        self._changed: dict[int, int] = {}

    def play(self, event: int, action: str, slot: int | None, told: dict[str, Any]) -> None:
        """Play one event that is of no token and no patient."""
        if slot is not None:
            if action == "add-slot" and "template" in told:
                opened = self._of_slot[slot] = (told["template"], told["to"]["start"][:10])
                self._last[opened] = event, slot
            elif action == "remove-slot":
                self._removed.add(slot)
        elif action == "pass-over":
            self._last[told["template"], told["day"]] = event, None
        elif "template" in told:
            self._changed[told["template"]] = event

    def present(self) -> Iterator[tuple[str, int, str]]:
        """Every breach, as table (`template_day`, or `template` for a row that is not there), id, and what is wrong."""
        missing = {opened for opened in self._last if self._surely_there(opened)}
        columns = (TemplateDay.id, TemplateDay.template, TemplateDay.day, TemplateDay.slot)
        for row, template, day, slot in TemplateDay.select(*columns).tuples().iterator():
            opened = template, day
            _, logged = self._last.get(opened, (0, None))
            sure = opened in missing
            missing.discard(opened)
            if opened not in self._last:
                yield "template_day", row, f"has template {template} opened on {day}, but the log never did that"
            elif slot != logged and (sure or (slot is not None and self._of_slot.get(slot) != opened)):
                yield "template_day", row, f"slot is {slot or 'none'}, but the log ends with {logged or 'none'}"
        for template, day in sorted(missing):
            _, logged = self._last[template, day]
            how = f"opened it with slot {logged}" if logged else "passed it over"
            yield "template", template, f"has no template_day {day}, but the log {how}"

    def _surely_there(self, opened: _Day) -> bool:
        event, slot = self._last[opened]
        stands = slot is not None and slot not in self._removed
        return stands or self._changed.get(opened[0], 0) < event
