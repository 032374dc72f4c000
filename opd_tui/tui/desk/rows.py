"""Carries out the desk's commands."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from opd_tui.tui.actions.rows import Row
from opd_tui.tui.desk.held_key import HeldKey
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command

ONE_PATIENT = " Key held down: only one patient was done."


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
