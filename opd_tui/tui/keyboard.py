"""One key at a time: over a slow line several keys come at once, and each must find what the one before it opened."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

from textual import events
from textual.app import App
from textual.dom import DOMNode

PATIENCE_SECONDS = 0.5
"""A key whose end was not seen after this long keeps no other key waiting."""


class Keyboard:
    """Hands keys to the app one by one, each when all that the one before it set off at once has happened.

    Textual aims a key at the widget that has the focus when the key comes in. In a burst, "b" and then a name, the
    name would be aimed at the desk, because the form has the focus only after the "b" was carried out.
    """

    def __init__(self, app: App[None], hand: Callable[[events.Key], Awaitable[None]]) -> None:
        self._app, self._hand = app, hand
        self._waiting: deque[events.Key] = deque()
        self._since: float | None = None

    async def press(self, key: events.Key) -> None:
        """Hand the key on, now or in its turn."""
        self._waiting.append(key)
        if self._since is None or time.monotonic() - self._since > PATIENCE_SECONDS:
            await self._next()

    async def _next(self) -> None:
        self._since = None
        if self._waiting:
            self._since = time.monotonic()
            first: DOMNode = self._app.focused or self._app.screen
            await self._hand(self._waiting.popleft())
            self._follow(first)

    def _follow(self, node: DOMNode | None) -> None:
        """Go the way of the key, from the widget with the focus up to the app: who handles it has done so by then."""
        while node is not None and node is not self._app:
            if node.call_later(self._follow, node.parent):
                return
            node = node.parent  # it is being removed
        self._app.call_later(self._ended)

    async def _ended(self) -> None:
        """The app has carried it out. A screen that it opened first takes its place, a question is asked."""
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        if not self._app.screen.call_later(self._app.call_later, self._next):
            await self._next()
