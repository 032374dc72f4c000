"""Ctrl+P: every action of the desk by its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from opd_tui.tui.desk.screen import DeskScreen
from opd_tui.tui.keys import Key

_MOVES = {"up", "down", "left", "right", "first", "last", "page-up", "page-down", "next-pane", "previous-pane"}


class DeskCommands(Provider):
    """The desk's actions for the command palette; moving about is left to the arrows."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for key, run in self._commands():
            yield DiscoveryHit(_name(key), run, text=_name(key), help=key.help)

    async def search(self, query: str) -> Hits:
        """Those that match what was typed."""
        matcher = self.matcher(query)
        for key, run in self._commands():
            score = max(matcher.match(_name(key)), matcher.match(key.help))
            if score > 0:
                yield Hit(score, matcher.highlight(_name(key)), run, text=_name(key), help=key.help)

    def _commands(self) -> list[tuple[Key, Callable[[], object]]]:
        desk = self.screen
        if not isinstance(desk, DeskScreen):
            return []
        return [(key, partial(desk.press, key.id)) for key in desk.keys if key.id not in _MOVES]


def _name(key: Key) -> str:
    return f"{key.label} ({key.display})" if key.keys else key.label
