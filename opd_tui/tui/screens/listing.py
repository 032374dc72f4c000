"""A list over the whole screen with questions, entries and what happened below it: the frame of such a screen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.domain.undo import Undone
from opd_tui.messages import about_days, about_undo
from opd_tui.runtime import clock
from opd_tui.services.undo import undo
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.choice import YES, Choice
from opd_tui.tui.widgets.entry_form import EntryForm
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.list_pane import Content, Line, ListPane
from opd_tui.tui.widgets.status_line import StatusLine
from opd_tui.tui.widgets.styles import NARROW

T = TypeVar("T")
Said = tuple[str, bool]
"""What a screen said last, and whether something was wrong: it stands on the desk's status line afterwards."""
_BACK = {"escape", "q"}


class Listing(Screen[Said | None]):
    """Arrows choose a line; each key of `hints` is a method `key_…` away; Esc goes back to the desk."""

    AUTO_FOCUS = ""
    DEFAULT_CSS = "Listing #entry { width: 1fr; height: 1fr; }"

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__()
        self.runner, self.actor = runner, actor
        self.at = 0
        self._entry: Callable[[tuple[str, ...]], Coroutine[Any, Any, None]] | None = None
        self._behind = self._busy = False

    # --- what a screen of its own kind says

    def pane(self) -> ListPane:
        """The list."""
        raise NotImplementedError

    def form(self) -> EntryForm:
        """The form for entries."""
        return EntryForm(id="entry")

    def title_text(self) -> str:
        """The list's title."""
        raise NotImplementedError

    @property
    def empty(self) -> str:
        """What stands in an empty list."""
        return ""

    def lines(self) -> Sequence[Line]:
        """Every line; the key of each stays its own."""
        raise NotImplementedError

    def hints(self) -> tuple[Choice, ...]:
        """The keys that do something here."""
        raise NotImplementedError

    async def read(self) -> None:
        """Ask the services for what is shown."""
        raise NotImplementedError

    def pressed(self, key: str) -> Coroutine[Any, Any, object] | None:
        """What a key sets off, None for nothing."""
        raise NotImplementedError

    # --- the frame

    def compose(self) -> ComposeResult:
        """The list or the form, and two bars."""
        self.set_class(self.app.size.width < NARROW, "narrow")
        with Vertical(id="body"):
            yield self.pane()
            yield self.form()
        yield StatusLine(id="status")
        yield KeyLine(id="keys")

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.query_one(StatusLine)

    def on_mount(self) -> None:
        """Read, once it is laid out."""
        self.call_after_refresh(lambda: self.run_worker(self.reread()))

    def on_resize(self) -> None:
        """Other columns."""
        self.set_class(self.size.width < NARROW, "narrow")
        self.call_after_refresh(self.paint)

    async def follow(self) -> None:
        """Another desk changed something: read again, once nothing is asked, done or typed that the list belongs to."""
        self._behind = self._busy or self.query_one(EntryForm).display
        if not self._behind:
            await self.reread()

    async def _carry_out(self, flow: Coroutine[Any, Any, object]) -> None:
        """What a key set off, which means the list as it was when the key was pressed."""
        self._busy = True
        try:
            await flow
        finally:
            self._busy = False
        if self._behind:
            await self.reread()

    async def reread(self) -> None:
        """Read again and show it; the cursor stays on its line, or where that was."""
        self._behind = False
        lines = self.lines()
        chosen = lines[self.at].key if self.at < len(lines) else None
        try:
            await self.read()
        except OpdError as e:
            self.status.say(e.message, wrong=True)
        keys = [line.key for line in self.lines()]
        self.at = keys.index(chosen) if chosen in keys else min(self.at, max(0, len(keys) - 1))
        self.paint()

    def paint(self) -> None:
        """Show the lines around the cursor, and the keys."""
        lines, pane = self.lines(), self.query_one(ListPane)
        top = max(0, self.at - pane.visible_rows + 1)
        cursor = lines[self.at].key if self.at < len(lines) else None
        shown = tuple(lines[top : top + pane.visible_rows])
        pane.show(Content(self.title_text(), shown, len(lines), top, cursor, self.empty), True)
        self.tell_keys()

    def tell_keys(self) -> None:
        """The keys that work now."""
        choices = self.hints()
        if self.status.question:
            choices = self.status.choices
        elif self.query_one(EntryForm).display:
            choices = self.query_one(EntryForm).hints
        self.query_one(KeyLine).tell((), frozenset(), choices)

    def on_key(self, event: events.Key) -> None:
        """Move, do, or leave."""
        if self.status.question or self.query_one(EntryForm).display:
            return
        page = self.query_one(ListPane).visible_rows
        moves = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        moves |= {"home": -1_000_000, "end": 1_000_000}
        if event.key in _BACK:
            self.dismiss((self.status.text, self.status.wrong) if self.status.text else None)
        elif event.key in moves:
            self.at = min(max(self.at + moves[event.key], 0), max(0, len(self.lines()) - 1))
            self.paint()
        elif flow := self.pressed(event.key):
            self.run_worker(self._carry_out(flow))
        else:
            return
        event.stop()
        event.prevent_default()

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse chooses a line."""
        keys = [line.key for line in self.lines()]
        if event.key in keys and not self.status.question:
            self.at = keys.index(event.key)
            self.paint()

    # --- asking and doing

    async def ask(self, question: str, *choices: Choice) -> str | None:
        """Ask in the status line; the value of the answer, None for no."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.status.ask(question, choices, answer.set_result)
        self.tell_keys()
        value = await answer
        self.tell_keys()
        return value

    async def do(self, say: Callable[[T], str], service: Callable[..., T], *args: Any) -> T | None:
        """Call a service, say what came of it, read again; None if it was refused, which is said in words."""
        try:
            done = await self.runner(service, *args)
        except OpdError as e:
            self.status.say(e.message, wrong=True)
            await self.reread()
            return None
        self.status.say(say(done))
        await self.reread()
        return done

    async def undo_last(self) -> Undone | None:
        """Put back what the operator did last, asked first; None if it was not, or was refused."""
        try:
            last = await self.runner(undo.preview, self.actor)
        except OpdError as e:
            self.status.say(e.message)
            return None
        if not await self.ask(about_undo.will_undo(last, clock.today()), YES):
            return None
        return await self.do(about_undo.undone, undo.undo, self.actor, None, last.event)

    def tell_rest(self, title: str, lines: Sequence[str]) -> None:
        """Show all of what the status line could only begin to name; nothing if it named them all."""
        if len(lines) > about_days.NAMED:
            from opd_tui.tui.screens.text_screen import ListOfLines

            self.app.push_screen(ListOfLines(title, lines))

    def enter(
        self, title: str, fields: list[tuple[str, str]], then: Callable[[tuple[str, ...]], Coroutine[Any, Any, None]]
    ) -> None:
        """Open the form; `then` is called with what was typed, and may refuse it with an OpdError."""
        self._entry = then
        self.query_one(EntryForm).fill(title, fields)
        self.tell_keys()

    async def on_entry_form_submitted(self, event: EntryForm.Submitted) -> None:
        """Carry out what the form was opened for; if it is refused, the form stays as it is."""
        form = self.query_one(EntryForm)
        if self._entry is None or form.saving:
            return
        form.saving = True
        try:
            await self._entry(event.values)
        except OpdError as e:
            form.refuse(e.message)
            return
        finally:
            form.saving = False
        form.leave()
        await self.reread()

    def on_form_left(self) -> None:
        """The list again."""
        self.call_after_refresh(self.reread if self._behind else self.paint)
