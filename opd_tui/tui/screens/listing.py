"""A list over the whole screen: the frame of such a screen. Arrows choose a line, keys do something to it."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from textual import events
from textual.app import ComposeResult

from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.messages import about_absences
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.dialog_screen import DialogScreen
from opd_tui.tui.widgets.lines import Content, Line
from opd_tui.tui.widgets.list_pane import ListPane

Said = tuple[str, bool]
"""What a screen said last, and whether something was wrong: it stands on the desk's status line afterwards."""


class Listing(DialogScreen[Said | None]):
    """Arrows choose a line; what other keys do is `pressed`'s; Esc goes back to the desk."""

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(runner, actor)
        self.at = 0

    # --- what a list of its own kind says

    def pane(self) -> ListPane:
        """The list."""
        raise NotImplementedError

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

    async def read(self) -> None:
        """Ask the services for what is shown."""
        raise NotImplementedError

    def pressed(self, key: str) -> Awaitable[object] | None:
        """What a key sets off, None for nothing."""
        raise NotImplementedError

    # --- the frame

    def content(self) -> ComposeResult:
        """The list."""
        yield self.pane()

    def on_mount(self) -> None:
        """Read, once it is laid out."""
        self.call_after_refresh(lambda: self.run_worker(self.reread()))

    def on_resize(self) -> None:
        """Other columns."""
        super().on_resize()
        self.call_after_refresh(self.paint)

    def show_again(self) -> None:
        """The list again."""
        self.paint()

    async def reread(self) -> None:
        """Read again and show it; the cursor stays on its line, or where that was."""
        self.dialog.behind = False
        lines = self.lines()
        chosen = lines[self.at].key if self.at < len(lines) else None
        try:
            await self.read()
        except OpdError as e:
            self.dialog.say(e.message, wrong=True)
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
        self.show_keys()

    def show_rest(self, title: str, lines: Sequence[str]) -> None:
        """Show all of what the status line could only begin to name; nothing if it named them all."""
        if len(lines) > about_absences.NAMED:
            from opd_tui.tui.screens.text_screen import ListOfLines

            self.app.push_screen(ListOfLines(title, lines))

    def on_key(self, event: events.Key) -> None:
        """Move, do, or leave."""
        if self.status.question or self.dialog.form.display:
            return
        page = self.query_one(ListPane).visible_rows
        moves = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -page, "pagedown": page}
        moves |= {"home": -1_000_000, "end": 1_000_000}
        if event.key == "escape":
            self.dismiss((self.status.text, self.status.wrong) if self.status.text else None)
        elif event.key in moves:
            self.at = min(max(self.at + moves[event.key], 0), max(0, len(self.lines()) - 1))
            self.paint()
        elif flow := self.pressed(event.key):
            self.dialog.start(flow)
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
