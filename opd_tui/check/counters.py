"""The stored counters in the replay of the log: none may be lower than what the log has used, or a number would repeat.

The log does not say which hospital numbers came from the counter, so that counter is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator

from opd_tui.db import connection, tables
from opd_tui.domain.events import Detail


class Given:
    """The highest values that the log has used so far: ids of slots, holidays and absences, arrivals, numbers,
    patients without a name.
    """

    def __init__(self) -> None:
        self._highest = {"slot": 0, "holiday": 0, "absence": 0, "arrival": 0, "unknown": 0}
        self._numbers: dict[int, int] = {}

    def play(self, token: int | None, slot: int | None, fields: Detail) -> None:
        """Play one event that is not of a patient; for a token's event `slot` is the slot in which the
        token then is.
        """
        if token is None:
            self._note("slot", slot or 0)
            self._note("holiday", fields.get("holiday", 0))
            self._note("absence", fields.get("absence", 0))
            return
        after = fields.get("to", {})
        self._note("arrival", after.get("arrival", 0))
        if slot is not None and (number := after.get("number", 0)) > self._numbers.get(slot, 0):
            self._numbers[slot] = number

    def play_patient(self, fields: Detail) -> None:
        """Play one event of a patient."""
        self._note("unknown", fields.get("unknown", 0))

    def _note(self, counter: str, given: int) -> None:
        self._highest[counter] = max(self._highest[counter], given)

    def present(self, slots: dict[int, Detail]) -> Iterator[tuple[str, str]]:
        """Every counter that is too low, and how; `slots` are the slots at the end of the log."""
        highest = {counter: given for counter, given in self._highest.items() if given}
        for slot, number in self._numbers.items():
            of = slots.get(slot, {})
            if of.get("doctor") is not None and "start" in of:
                counter = f"number:{of['doctor']}:{of['start'][:10]}"
                highest[counter] = max(highest.get(counter, 0), number)
        stored = tables.Counter.select(tables.Counter.name, tables.Counter.value).tuples()
        for counter, value in (*stored, *connection.current().counters_beside().items()):
            given = highest.pop(counter, 0)
            if type(value) is not int or value < given:
                yield counter, f"is at {value}, but the log has used {given} already"
        for counter, given in highest.items():
            yield counter, f"is missing, but the log has used {given} already"
