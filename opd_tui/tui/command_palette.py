"""Ctrl+P: every action of the desk by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from opd_tui.tui.desk.screen import DeskScreen
from opd_tui.tui.keys import Command

NAME_BEFORE_HELP = 100
"""What is typed is first of all a name: "Close slot" is not "Close a seat of the slot"."""


class DeskCommands(Provider):
    """The desk's actions for the command palette; moving about is left to the arrows."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for command, run in self._commands():
            yield DiscoveryHit(_name(command), run, text=_name(command), help=command.help)

    async def search(self, query: str) -> Hits:
        """Those that match what was typed."""
        matcher = self.matcher(query)
        for command, run in self._commands():
            by_name, by_help = matcher.match(_name(command)), matcher.match(command.help)
            score = NAME_BEFORE_HELP * by_name if by_name > 0 else by_help
            if score > 0:
                yield Hit(score, matcher.highlight(_name(command)), run, text=_name(command), help=command.help)

    def _commands(self) -> list[tuple[Command, Callable[[], object]]]:
        desk = self.screen
        if not isinstance(desk, DeskScreen):
            return []
        return [(command, partial(desk.press, command.id)) for command in desk.commands if not command.moves]


def _name(command: Command) -> str:
    return f"{command.label} ({command.display})" if command.keys else command.label
