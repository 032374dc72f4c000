"""One key at a time: over a slow line several keys come at once, and each must find what the one before it did."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Protocol, runtime_checkable

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.widgets import Input

PATIENCE_SECONDS = 0.7
"""A key whose end was not seen after this long keeps no other key waiting, nor does a database that does not answer."""
SAVING_SECONDS = 6.0
"""A form that is being saved keeps the keys after it waiting longer than a database may be locked by another desk."""
BURST_SECONDS = 0.05
"""Printable keys that come no further apart than this are text: pasted, scanned, or typed by a program."""
HELD_SECONDS = 0.7
"""The same key again within this time may be held down: a keyboard's first repeat comes after up to 0.66 s."""
_IN_TEXT = frozenset(("enter", "tab", "backspace"))
"""Keys that type nothing, and belong to the text that they come with."""
Typed = events.Key | events.Paste


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

    Printable keys that come within BURST_SECONDS of each other are text and no commands: where no field takes them they
    are handed on together, as a paste. A key for which `acts` is true waits so long for the next one. The first key of
    a burst is carried out where it `opens_text`: a field, which takes the rest.
    """

    def __init__(
        self,
        app: App[None],
        hand: Callable[[Typed], Awaitable[None]],
        settled: Callable[[], Awaitable[None]],
        saving: Callable[[], bool],
        acts: Callable[[str], bool],
        opens_text: Callable[[str], bool],
    ) -> None:
        self._app, self._hand, self._settled, self._saving = app, hand, settled, saving
        self._acts, self._opens_text = acts, opens_text
        self._waiting: deque[Typed] = deque()
        self.now: Callable[[], float] = time.monotonic
        """The clock of the keys' own moments."""
        self.came = 0.0
        """When the key that is carried out came in, in seconds of a clock that is never set."""
        self.in_burst = False
        """Whether it came within BURST_SECONDS of another printable key."""
        self.repeats = False
        """Whether the same key came just before it, so that it may be held down."""
        self._before: events.Key | None = None
        self._text = ""
        self._came_in = asyncio.Event()
        self._since: float | None = None
        self._gave_up = False
        self._settling: asyncio.Task[None] | None = None

    async def press(self, key: Typed) -> None:
        """Hand the key on, now or in its turn."""
        took = 0.0 if self._since is None else time.monotonic() - self._since
        if _is(key, "escape") and self._settling and took > PATIENCE_SECONDS:
            self._settling.cancel()
            self._settling = None
            self.drop()
            self._waiting.append(key)
            self._app.call_later(self._hand_first)
            return
        self._waiting.append(key)
        self._came_in.set()
        if self._since is None or took > 2 * PATIENCE_SECONDS + (SAVING_SECONDS if self._saving() else 0):
            await self._next()

    def drop(self) -> None:
        """Forget the keys that were typed ahead: what they counted on did not happen."""
        self._waiting.clear()

    async def _next(self) -> None:
        self._since = None
        if self._waiting:
            self._since = time.monotonic()
            first = self._waiting[0]
            if isinstance(self._app.focused, Input) and _is_text(first) and not self._saving():
                await self._hand_first()
            else:
                self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Wait for the database, but for one that is locked or gone only once, and not again before it answered."""
        settled = asyncio.ensure_future(self._settled())
        try:
            done, _ = await asyncio.wait({settled}, timeout=0 if self._gave_up else PATIENCE_SECONDS)
            first = self._waiting[0] if self._waiting else None  # none: dropped meanwhile
            if first and not done and not self._gave_up and self._saving() and not _is(first, "escape"):
                done, _ = await asyncio.wait({settled}, timeout=SAVING_SECONDS)
        finally:
            settled.cancel()
        self._gave_up = not done
        await self._look_ahead()
        self._settling = None
        self._app.call_later(self._hand_first)

    async def _look_ahead(self) -> None:
        """Wait until it is known whether the first key begins a burst, if it would act."""
        while len(self._waiting) == 1:
            [first] = self._waiting
            if isinstance(self._app.focused, Input) or not isinstance(first, events.Key) or not first.is_printable:
                return
            rest = first.time + BURST_SECONDS - self.now()
            if rest <= 0 or not self._acts(first.key):
                return
            self._came_in.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came_in.wait(), rest)

    async def _hand_first(self) -> None:
        if not self._waiting:  # dropped meanwhile
            self._since = None
        else:
            first: DOMNode = self._app.focused or self._app.screen
            await self._hand(self._take())
            self._follow(first)

    def _take(self) -> Typed:
        """The key whose turn it is; a burst that no field takes is one paste."""
        key = self._waiting.popleft()
        goes_on = self._note(key)
        if not self.in_burst or isinstance(self._app.focused, Input) or not isinstance(key, events.Key):
            return key
        if not goes_on and self._opens_text(key.key):
            return key
        while self._waiting and self._goes_on(self._waiting[0]):
            self._note(self._waiting.popleft())
        pasted = events.Paste(self._text)
        pasted.time = self.came
        return pasted

    def _note(self, key: Typed) -> bool:
        """Remember what is known of the key that is carried out now; whether it goes on with what was before it."""
        self.came, before = key.time, self._before
        if not isinstance(key, events.Key):
            self.in_burst = self.repeats = False
            self._before, self._text = None, ""
            return False
        soon = before is not None and key.time - before.time <= BURST_SECONDS
        again = before is not None and before.key == key.key and key.time - before.time <= HELD_SECONDS
        held = again and (not soon or self.repeats)
        goes_on = soon and not held and bool(self._text) and (key.is_printable or key.key in _IN_TEXT)
        follows = bool(self._waiting) and key.is_printable and _begins_text(key, self._waiting[0], held=held)
        typed = (key.character or "") if key.is_printable else "\n" if key.key == "enter" else " "
        self._text = self._text + typed if goes_on else typed if key.is_printable else ""
        self.in_burst, self.repeats, self._before = goes_on or follows, held, key
        return goes_on

    def _goes_on(self, key: Typed) -> bool:
        """Whether this key belongs to the burst of the one before it."""
        return (
            isinstance(key, events.Key)
            and self._before is not None
            and key.time - self._before.time <= BURST_SECONDS
            and (key.is_printable or key.key in _IN_TEXT)
        )

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


def _is(key: Typed, name: str) -> bool:
    return isinstance(key, events.Key) and key.key == name


def _is_text(key: Typed) -> bool:
    return isinstance(key, events.Paste) or key.is_printable


def _begins_text(key: events.Key, then: Typed, *, held: bool) -> bool:
    """Whether the key after this one makes it the beginning of a burst; a key held down is none."""
    if not isinstance(then, events.Key) or not then.is_printable or then.time - key.time > BURST_SECONDS:
        return False
    return not (held and then.key == key.key)
