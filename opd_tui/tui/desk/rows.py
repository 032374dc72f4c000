"""A row for each command: what it needs, why it cannot be done now, and what it does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, TypeVar

from msgspec import Struct

from opd_tui.tui.desk.held_key import HeldKey
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command, Needs

ONE_PATIENT = " One key, one patient: let go, press again."
T = TypeVar("T")
Flow = Awaitable[object] | None
"""What a command goes on with after its key was carried out: a question, a service. None where it is done."""


class Row(Struct, frozen=True):
    """A command: what it needs, why it cannot be done now (None: it can), and what it does."""

    id: str
    needs: Needs
    why_not: Callable[[], str | None]
    run: Callable[[], Flow]


class Chosen(Struct, Generic[T], frozen=True):
    """What some commands are about: what is chosen of it now, and what is said where nothing is."""

    needs: Needs
    now: Callable[[], T | None]
    missing: str

    def row(self, id: str, run: Callable[[T], Flow], why_not: Callable[[T], str | None] | None = None) -> Row:
        """A command that is done to what is chosen."""

        def problem() -> str | None:
            chosen = self.now()
            if chosen is None:
                return self.missing
            return why_not(chosen) if why_not else None

        def run_on_chosen() -> Flow:
            chosen = self.now()
            return None if chosen is None else run(chosen)

        return Row(id, self.needs, problem, run_on_chosen)


def row(id: str, run: Callable[[], Flow], why_not: Callable[[], str | None] = lambda: None) -> Row:
    """A command for which nothing must be chosen."""
    return Row(id, Needs.NOTHING, why_not, run)


class Rows:
    """Carries out the desk's commands, or says why not. `came` tells when the key that is carried out came in."""

    def __init__(
        self, rows: Iterable[Row], commands: tuple[Command, ...], dialog: Dialog, came: Callable[[], float]
    ) -> None:
        self.by_id = {row.id: row for row in rows}
        self._at_once = {command.id for command in commands if command.at_once}
        self._dialog, self._came = dialog, came
        self._held = HeldKey()

    @property
    def impossible(self) -> frozenset[str]:
        """The commands that cannot be done now."""
        return frozenset(id for id, row in self.by_id.items() if row.why_not())

    def run(self, id: str) -> None:
        """Do what the command of that id does; a key that is held down does not go on to the next patient."""
        row = self.by_id[id]
        if problem := row.why_not():
            self._dialog.say(problem)
        elif id in self._at_once and self._held.repeats(id, self._came()):
            status = self._dialog.status
            self._dialog.say(status.text.removesuffix(ONE_PATIENT) + ONE_PATIENT, wrong=status.wrong)
        elif flow := row.run():
            self._dialog.start(flow)
