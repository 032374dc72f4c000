"""What is typed on the resting desk and is no command: a digit opens the entry, @ a doctor, the rest is said."""

from __future__ import annotations

from collections.abc import Callable

from textual.screen import Screen

from opd_tui.domain.tokens import DEFAULT_SOURCE
from opd_tui.messages import about_keys
from opd_tui.tui.desk import counter
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.rows import Rows
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.key_queue import TypedAhead
from opd_tui.tui.keys import Command


class Typed:
    """Tells keys that are commands from text that is none. `rests` says whether the desk's keys rest."""

    def __init__(
        self,
        screen: Screen[None],
        commands: tuple[Command, ...],
        rows: Rows,
        dialog: Dialog,
        selection: Selection,
        forms: LateForms,
        *,
        rests: Callable[[], bool],
    ) -> None:
        self._screen, self._commands, self._rows = screen, commands, rows
        self._dialog, self._selection, self._forms, self._rests = dialog, selection, forms, rests

    def acts(self, key: str) -> bool:
        """Whether this key would do something that text must not do: an answer, a command that moves nothing only."""
        if self._rests():
            return bool(self._dialog.status.question)
        command = self._command_of(key)
        return command is not None and not command.moves and not command.types

    def opens_text(self, key: str) -> bool:
        """Whether this key opens a field for text."""
        command = None if self._rests() else self._command_of(key)
        return command is not None and command.types

    def paste(self, text: str) -> None:
        """Say of pasted text that it is no command; a number opens the entry."""
        if self._rests() or not text:
            return
        app = self._screen.app
        in_burst = isinstance(app, TypedAhead) and app.keyboard.in_burst
        if not in_burst or text[0].isdecimal():
            self._enter(text)
        else:
            self._dialog.say(f"{about_keys.not_taken(text)} b opens the booking form.")

    def sign(self, key: str, sign: str) -> bool:
        """Take a printable key that is no command; False for one that is, and while the desk's keys rest."""
        if self._rests() or self._command_of(key) is not None:
            return False
        if sign.isdecimal() or sign == "@":
            self._enter(sign)
        else:
            self._dialog.say(f"{about_keys.no_command(sign)} ? shows every key.")
        return True

    def _command_of(self, key: str) -> Command | None:
        return next((command for command in self._commands if key in command.keys.split(",")), None)

    def _enter(self, text: str) -> None:
        """Open the entry with this text in it."""
        if problem := self._rows.by_id["book"].why_not():
            self._dialog.say(problem)
        elif flow := counter.start(self._dialog, self._selection, self._forms, DEFAULT_SOURCE, text=text):
            self._dialog.start(flow)
