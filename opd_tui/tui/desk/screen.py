"""The desk: doctors and slots on the left, the two queues on the right, and what happened below them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.tui.booking import news
from opd_tui.tui.desk.arriving import Arriving
from opd_tui.tui.desk.boards import Boards
from opd_tui.tui.desk.booking_news import BookingNews
from opd_tui.tui.desk.commands import bound, textual_bindings
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.mouse import Mouse
from opd_tui.tui.desk.no_shows import NoShows
from opd_tui.tui.desk.opener import Opener
from opd_tui.tui.desk.picture import Picture
from opd_tui.tui.desk.reading import Reading
from opd_tui.tui.desk.rows import Rows
from opd_tui.tui.desk.selection import Pick, Selection
from opd_tui.tui.desk.typed import Typed
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.key_queue import TypedAhead
from opd_tui.tui.keys import COMMANDS, Command
from opd_tui.tui.no_show_sweeper import NoShowSweeper
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.board import Board
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.status_line import StatusLine
from opd_tui.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from opd_tui.tui.widgets.entry_form import EntryForm


class DeskScreen(Screen[None]):
    """The one screen of an operator's day."""

    BINDINGS = textual_bindings(COMMANDS)
    AUTO_FOCUS = ""  # the screen itself has the keys; only forms and questions take the focus
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As Textual has it, but moving the focus does not repaint the screen: 9 kB at 80×24 for two cells."""

    def __init__(self, runner: Runner, actor: Actor, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self.runner, self.actor, self.commands = runner, actor, commands
        self.boards = Boards(self)
        self.selection = Selection(actor.desk, read=self._read_chosen, paint=self.paint)
        self.reading = Reading(runner, self.selection, self.boards)
        look_at = self.selection.follow
        self.dialog = Dialog(self, runner, actor, reread=self._reread, show_keys=self.show_keys, look_at=look_at)
        self.forms = LateForms(self, runner, actor)
        opener = Opener(self.dialog, self.selection, self.forms, commands)
        self.rows = Rows(
            bound(self, self.forms, self.selection, self.dialog, opener), commands, self.dialog, self._came
        )
        self._picture = Picture(
            self,
            actor,
            commands,
            selection=self.selection,
            rows=self.rows,
            dialog=self.dialog,
            forms=self.forms,
            boards=self.boards,
        )
        self._typed = Typed(
            self, commands, self.rows, self.dialog, self.selection, self.forms, rests=lambda: self.rests
        )
        self._arriving = Arriving(self._picture, self.selection, self.dialog, self.forms, commands)
        self._booking_news = BookingNews(self.boards, self.selection, self.dialog, self.reread_soon)
        sweeper = NoShowSweeper(runner, actor)
        self.no_shows = NoShows(self, self.dialog, self.forms, sweeper, rests=lambda: self.rests)
        self._mouse = Mouse(self.selection, self.rows, rests=lambda: self.rests)

    def _came(self) -> float:
        """When the key that is carried out came in."""
        return self.app.keyboard.came if isinstance(self.app, TypedAhead) else time.monotonic()

    def compose(self) -> ComposeResult:
        """The bars and panes; the forms come to the left column after the first picture."""
        yield TitleBar(id="title")
        yield from self.boards.compose()
        yield StatusLine(id="status")
        yield KeyLine(id="keys")

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.dialog.status

    @property
    def live(self) -> bool:
        """Whether what is shown is what the database has now."""
        return self._picture.live

    @property
    def form_open(self) -> bool:
        """Whether a form has the left column."""
        return any(form.display for form in self.query("Form"))

    def on_mount(self) -> None:
        """The forms have a place now."""
        self.forms.composed.set()

    # --- commands

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a form is open or a question asked, the desk's keys rest."""
        return action != "command" or not self.rests

    @property
    def rests(self) -> bool:
        """Whether the desk's keys rest."""
        return self.form_open or bool(self.status.question)

    def action_command(self, id: str) -> None:
        """A command's key was pressed."""
        self.rows.run(id)

    def press(self, id: str) -> None:
        """Do what the key of that id does, if the desk's keys do not rest."""
        if not self.rests:
            self.rows.run(id)

    def acts(self, key: str) -> bool:
        """Whether this key would do something that text must not do: an answer, a command that moves nothing only."""
        return self._typed.acts(key)

    def opens_text(self, key: str) -> bool:
        """Whether this key opens a field for text."""
        return self._typed.opens_text(key)

    def on_paste(self, event: events.Paste) -> None:
        """Text that no field takes is no command."""
        event.stop()
        self._typed.paste(event.text.strip())

    def on_key(self, event: events.Key) -> None:
        """A digit begins a number in the entry, @ a doctor; other signs that are no commands are said."""
        if event.is_printable and event.character and self._typed.sign(event.key, event.character):
            event.stop()

    # --- reading

    def open_with(self, said: str) -> None:
        """Say this first, instead of the greeting; "" for the greeting."""
        self._arriving.opening = said

    def on_resize(self) -> None:
        """Narrow below 100 columns; the windows follow the new heights."""
        if self.boards.resized(self.size):  # Textual tells the first size twice
            self.call_after_refresh(lambda: self.run_worker(self.refresh_view()))

    def reread_soon(self) -> None:
        """Read the desk again after what this desk did."""
        self.run_worker(self._reread())

    async def _reread(self) -> None:
        await self.refresh_view(own=True)

    def _read_chosen(self, pick: Pick | None) -> None:
        """Something else was chosen; another slot's queues are shown from their beginning."""
        if pick is None:
            self.boards.from_the_beginning()
        self.run_worker(self.refresh_view(pick=pick, own=pick is None))

    async def refresh_view(self, *, pick: Pick | None = None, own: bool = False) -> None:
        """Read the desk again and show what differs.

        `pick` is the position of a queue whose row becomes the chosen one; `own` says that this desk changed something,
        so that after a token left its queue the cursor goes to its neighbour.
        """
        try:
            answer = await self.reading.read(pick, own)
        except OpdError as e:
            if self.app.is_running:
                self.show_trouble(e.message)
            return
        if answer and self.app.is_running:  # leaving takes the panes away first, the screen last
            first = self._arriving.take(answer)
            self.paint()
            if first:
                self.forms.mount_soon()

    # --- showing

    def paint(self) -> None:
        """Hand every widget what it shows; each repaints only what differs."""
        self._picture.paint()
        if self.reading.lacks_details:
            self.call_after_refresh(lambda: self.run_worker(self.refresh_view()))

    def show_keys(self) -> None:
        """The key line: the question's, the form's, or the desk's with those dimmed that cannot work now."""
        self._picture.show_keys()

    def show_title(self) -> None:
        """The title line, with the hospital's clock."""
        self._picture.show_title()

    def show_trouble(self, message: str) -> None:
        """The database does not answer: what is shown is old, and says so; what was typed stays."""
        self._picture.show_trouble(message)

    async def days_opened(self) -> None:
        """Slots of the days ahead are new: a desk that had nothing of today to show, and was left so, goes there."""
        await self._arriving.days_opened(self.refresh_view, self._reread)

    # --- the forms

    async def on_entry_form_submitted(self, event: EntryForm.Submitted) -> None:
        """Carry out what the form was opened for."""
        await self.dialog.save(event.values)

    def on_form_left(self) -> None:
        """The left column shows doctors and slots again."""
        self.call_after_refresh(self.paint)

    @on(news.Previewed)
    @on(news.Turned)
    @on(news.CheckedIn)
    @on(news.LeftWaiting)
    @on(news.Done)
    def _hear(self, event: news.News) -> None:
        self._booking_news.hear(event)

    def on_booking_form_hinted(self) -> None:
        """The keys that work now."""
        self.show_keys()

    # --- the mouse

    async def on_key_line_pressed(self, event: KeyLine.Pressed) -> None:
        """The mouse on a key is the key."""
        await self.forms.mount()
        self.press(event.id)

    def on_board_chosen(self, event: Board.Chosen) -> None:
        """The mouse on a line."""
        self._mouse.choose(event)

    def on_board_wheeled(self, event: Board.Wheeled) -> None:
        """The wheel over a pane."""
        self._mouse.wheel(event)
