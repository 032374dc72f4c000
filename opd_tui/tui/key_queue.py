"""One key at a time: over a slow line several keys come at once, and each must find what the one before it did."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input

PATIENCE_SECONDS = 0.7
"""A key whose end was not seen after this long keeps no other key waiting, nor does a database that does not answer."""
SAVING_SECONDS = 6.0
"""A form that is being saved keeps the keys after it waiting longer than a database may be locked by another desk."""


@runtime_checkable
class TypedAhead(Protocol):
    """An app that hands its keys on through a queue."""

    keyboard: KeyQueue


class KeyQueue:
    """Hands keys to the app one by one, each when all that the one before it set off has happened.

    Textual aims a key at the widget that has the focus when the key comes in. In a burst, "b" and then a name, the
    name would be aimed at the desk, because the form has the focus only after the "b" was carried out. And "]" and
    then "b" would book on the day before, because the next day is still being read: so every key but a letter typed
    into a field waits until `settled`, when what was asked for is on the screen.

    While a form is being saved all keys wait, also the letters: they are for what comes after it. Only Esc, pressed
    once the operator sees that it takes long, goes first, and gives up what was typed ahead.
    """

    def __init__(
        self,
        app: App[None],
        hand: Callable[[events.Key], Awaitable[None]],
        settled: Callable[[], Awaitable[None]],
        saving: Callable[[], bool],
    ) -> None:
        self._app, self._hand, self._settled, self._saving = app, hand, settled, saving
        self._waiting: deque[events.Key] = deque()
        self.came = 0.0
        """When the key that is carried out came in, in seconds of a clock that is never set."""
        self._since: float | None = None
        self._gave_up = False
        self._settling: asyncio.Task[None] | None = None

    async def press(self, key: events.Key) -> None:
        """Hand the key on, now or in its turn."""
        took = 0.0 if self._since is None else time.monotonic() - self._since
        if key.key == "escape" and self._settling and took > PATIENCE_SECONDS:
            self._settling.cancel()
            self._settling = None
            self.drop()
            self._waiting.append(key)
            self._app.call_later(self._hand_first)
            return
        self._waiting.append(key)
        if self._since is None or took > 2 * PATIENCE_SECONDS + (SAVING_SECONDS if self._saving() else 0):
            await self._next()

    def drop(self) -> None:
        """Forget the keys that were typed ahead: what they counted on did not happen."""
        self._waiting.clear()

    async def _next(self) -> None:
        self._since = None
        if self._waiting:
            self._since = time.monotonic()
            if isinstance(self._app.focused, Input) and self._waiting[0].is_printable and not self._saving():
                await self._hand_first()
            else:
                self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Wait for the database, but for one that is locked or gone only once, and not again before it answered."""
        settled = asyncio.ensure_future(self._settled())
        try:
            done, _ = await asyncio.wait({settled}, timeout=0 if self._gave_up else PATIENCE_SECONDS)
            if not done and not self._gave_up and self._saving() and self._waiting[0].key != "escape":
                done, _ = await asyncio.wait({settled}, timeout=SAVING_SECONDS)
        finally:
            settled.cancel()
        self._gave_up = not done
        self._settling = None
        self._app.call_later(self._hand_first)

    async def _hand_first(self) -> None:
        if self._waiting:
            first: DOMNode = self._app.focused or self._app.screen
            key = self._waiting.popleft()
            self.came = key.time
            await self._hand(key)
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
