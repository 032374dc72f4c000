"""A desk driven by keys in the test's own process. Waits for what the operator sees, never for time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from typing import Any

from textual import _wait, events
from textual.css.stylesheet import Stylesheet
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Input

from opd_tui.db import tables
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.runtime.config import Settings
from opd_tui.services.queries import queues
from opd_tui.tui.app import DeskApp
from opd_tui.tui.booking.form import BookingForm
from opd_tui.tui.desk.screen import DeskScreen
from opd_tui.tui.widgets.entry_form import Form
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.status_line import StatusLine
from tests.support.factories import ASHA

SMALL, LARGE = (80, 24), (120, 36)
SIZES = (SMALL, LARGE)
_wait.SLEEP_GRANULARITY, _wait.SLEEP_IDLE = 1 / 200, 1 / 2000  # the pilot looks after each key whether all rests: 1/50
_parse_rules, _parsed = Stylesheet._parse_rules, {}


def _parse_once(sheet: Stylesheet, css: str, **source: Any) -> Any:
    """The rules of a style sheet: every desk parses the same ones anew, which is a seventh of its test's time."""
    key = (css, *source.items(), *sheet._variables.items())
    if key not in _parsed:
        _parsed[key] = _parse_rules(sheet, css, **source)
    return _parsed[key]


Stylesheet._parse_rules = _parse_once
LIMIT = 15.0
"""Seconds after which what never came is a failure and not a slow machine."""


NAMED = {"\t": "tab", "\r": "enter", "\x1b": "escape", " ": "space", "/": "slash", "+": "plus", "?": "question_mark"}
NAMED |= {"[": "left_square_bracket", "]": "right_square_bracket", "-": "minus", "=": "equals_sign"}
SIGNS = {name: sign for sign, name in NAMED.items()}


class Driven:
    """A running desk: keys in, the screen's text out.

    Keys have moments of their own: a key comes a second after the one before it, however fast the test is, and where
    another time is given, then. `at` is that clock.
    """

    def __init__(self, pilot: Pilot[None]) -> None:
        self.pilot = pilot
        assert isinstance(pilot.app, DeskApp)
        self.app = pilot.app
        self.at = time.monotonic()
        self.app.keyboard.now = lambda: self.at + 0.1  # all that a key sets off is over then
        self._press, self._timed = self.app.keyboard.press, set[int]()
        self.app.keyboard.press = self._press_at  # type: ignore[method-assign]

    async def _press_at(self, event: events.Key | events.Paste) -> None:
        if id(event) in self._timed:
            self._timed.remove(id(event))
        else:
            self.at += 1
            event.time = self.at
        await self._press(event)

    def post(self, event: events.Key | events.Paste, after: float) -> None:
        """Send a key or a paste, so many seconds after the one before it; nobody waits for what comes of it."""
        self.at += after
        event.time = self.at
        self._timed.add(id(event))
        self.app.post_message(event)

    def typed(self, keys: str, apart: float = 1.0) -> None:
        """Type these so many seconds apart, a second after what was before; 0 is a burst. Waits for nothing."""
        for count, key in enumerate(keys):
            self.post(events.Key(NAMED.get(key, key), key), apart if count else 1)

    async def paste(self, text: str) -> None:
        """Paste into the terminal."""
        self.post(events.Paste(text), 1)
        await self.carried_out()

    async def carried_out(self) -> None:
        """Wait until every key was handed on and all that they set off has happened."""
        await self.until(lambda: not self.app.message_queue_size and self.keys_carried_out)
        await self.settled()

    @property
    def screen(self) -> DeskScreen:
        """The desk itself, whatever stands over it."""
        [desk] = [screen for screen in self.app.screen_stack if isinstance(screen, DeskScreen)]
        return desk

    @property
    def lines(self) -> list[str]:
        """What is on the terminal, a text a line."""
        strips = self.app.screen._compositor.render_strips()  # as Textual's own screenshot reads it
        return ["".join(part.text for part in strip if not part.control) for strip in strips]

    @property
    def text(self) -> str:
        """The whole terminal."""
        return "\n".join(self.lines)

    @property
    def words(self) -> str:
        """The whole terminal with all white space and frames as single spaces: what is wrapped reads as one."""
        return " ".join(self.text.replace("│", " ").split())

    def sees(self, *texts: str) -> bool:
        """Whether the operator sees all of these."""
        return all(text in self.text for text in texts)

    def pane(self, name: str) -> list[str]:
        """The lines of a pane."""
        region = self.place(name)
        lines = self.lines[region.y : region.bottom]
        return [line[region.x : region.right] for line in lines]

    def place(self, name: str) -> Region:
        """Where a pane stands on the terminal."""
        if self.app.screen is self.screen and (found := [pane for pane in self.screen.boards.panes if pane.id == name]):
            return found[0].place
        return self.app.screen.query_one(f"#{name}", ListPane).region

    def queue(self, name: str) -> list[int]:
        """The numbers that a queue pane shows, in order."""
        rows = [row.lstrip(" ▸").split() for row in self.pane(name)]
        return [int(row[1]) for row in rows if len(row) > 1 and row[0].isdecimal() and row[1].isdecimal()]

    @property
    def status(self) -> str:
        """The status line, or the question that stands there."""
        region = self.screen.status.region
        return " ".join(" ".join(self.lines[region.y : region.bottom]).split())

    @property
    def asks(self) -> bool:
        """Whether a question waits for its answer, on the desk or on a screen over it."""
        lines = (line for screen in self.app.screen_stack for line in screen.query(StatusLine))
        return any(line.question for line in lines)

    @property
    def chosen(self) -> int | None:
        """The number of the token under the cursor."""
        token = self.screen.selection.token
        return token.number if token else None

    @property
    def form(self) -> BookingForm:
        """The booking form."""
        booking = self.screen.forms.booking
        assert booking is not None, "the forms come after the first picture"
        return booking

    @property
    def form_open(self) -> bool:
        """Whether any form is open."""
        return any(form.display for form in self.screen.query(Form))

    @property
    def form_text(self) -> str:
        """All that the open form says, its lines joined."""
        [form] = [form for form in self.screen.query(Form) if form.display]
        region = form.region
        inside = [line[region.x + 1 : region.right - 1] for line in self.lines[region.y : region.bottom]]
        return " ".join(" ".join(inside).split())

    def field(self, name: str) -> str:
        """What a text field holds."""
        return self.app.screen.query_one(f"#{name}", Input).value

    @property
    def keys_carried_out(self) -> bool:
        """Whether every key was handed on and carried out, or nobody is left to do so."""
        keyboard = self.app.keyboard
        return (keyboard._since is None and not keyboard._waiting) or self.app._exit

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other, each once all that the one before it set off has happened."""
        for key in keys:
            await self.pilot.press(key)
            await self.until(lambda: self.keys_carried_out)
            await self.pilot.pause()

    async def hold(self, key: str, times: int = 10) -> None:
        """Keep a key down: it repeats faster than anything is answered."""
        for repeat in range(times):
            self.post(events.Key(key, SIGNS.get(key, key)), (1, 0.5)[repeat] if repeat < 2 else 0.03)
        await self.carried_out()

    async def type(self, text: str) -> None:
        """Type into the field that has the keys, over what is selected there."""
        field = self.app.focused
        assert isinstance(field, Input), f"no text field has the keys, but {field}\n{self.text}"
        field.replace(text, *field.selection)
        await self.pilot.pause()

    async def until(self, condition: Callable[[], Any]) -> None:
        """Wait until it holds."""
        end = time.monotonic() + LIMIT
        while not condition():
            assert time.monotonic() < end, f"this never came; the screen was\n{self.text}"
            await self.pilot.pause()

    async def until_seen(self, *texts: str) -> None:
        """Wait until the operator sees all of these, in whatever lines they are wrapped."""
        await self.until(lambda: all(text in self.words for text in texts))

    async def until_said(self, *texts: str) -> None:
        """Wait until the status line says all of these."""
        await self.until(lambda: all(text in self.status for text in texts))

    async def settled(self) -> None:
        """Wait until everything asked for so far was read and shown."""
        for _ in range(2):  # what was done is read and shown by the same flow, or by one that it starts
            await self.until(lambda: sum(not worker.is_finished for worker in self.app.workers) <= self.asks)
            await self.app.runner(int)  # the services run in the order in which they were asked for
            await self.pilot.pause()

    async def book(self, name: str, source: str = "") -> None:
        """Open the form and fill it; `source` is the letter of one."""
        await self.press("b")
        await self.until(lambda: self.form_open)
        await self.type(name)
        if source:
            await self.press("tab", source)
        await self.settled()


@asynccontextmanager
async def a_desk(size: tuple[int, int] = SMALL, actor: Actor = ASHA, **settings: Any) -> AsyncIterator[Driven]:
    """The desk on the open database, once it shows something."""
    async with DeskApp(Settings(**settings), actor).run_test(size=size) as pilot:
        desk = Driven(pilot)
        await desk.until(lambda: desk.screen.selection.view is not None and desk.status)
        yield desk


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program in the middle of a write."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def tokens() -> list[tuple[int, str, str]]:
    """Number, source and status of every token, in the order they were given out."""
    return [(t.number, t.source, t.status) for t in queues.tokens(ListTokens())]


def status_of(token: int) -> str:
    """The state of a token now."""
    return tables.Token.get_by_id(token).status
