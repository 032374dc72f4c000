"""Forms docked in the left column, so that the queues stay in sight while a patient spells a name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.highlighter import Highlighter
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widget import Widget
from textual.widgets import Input, Static

from opd_tui.domain.names import shown
from opd_tui.tui.key_queue import TypedAhead
from opd_tui.tui.widgets.bar import Bar, wrapped
from opd_tui.tui.widgets.board import Board
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.styles import PLAIN, WRONG

Paragraph = tuple[str, Style | None]


class Lines(Bar):
    """Paragraphs in a form: each a text and a style, wrapped to the form's width."""

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self.paragraphs: Sequence[Paragraph] = ()

    def show_paragraphs(self, paragraphs: Sequence[Paragraph]) -> None:
        """Show these paragraphs."""
        self.paragraphs = paragraphs
        self.build()

    def wrap(self, paragraphs: Sequence[Paragraph]) -> list[list[Segment]]:
        """The lines that these would take."""
        width = self.size.width + 2  # no margin: the form has its own
        return [
            [Segment(part.text.removeprefix(" "), part.style) for part in line]
            for text, style in paragraphs
            for line in wrapped(text, width, style or PLAIN, 6)
        ]

    def build(self) -> None:
        """Wrap them; where not all fit, the last line says that there is more."""
        lines, room = self.wrap(self.paragraphs), max(0, self.size.height)
        self.show_lines(lines if len(lines) <= room else [*lines[: room - 1], [Segment("…")]][:room])


class Form(Vertical):
    """A form that is there from the start and shown when it is wanted: opening it repaints the left column only."""

    can_focus = False
    saving = False
    """Whether what was typed is on its way: the keys after it are for what comes then."""

    class Left(Message):
        """The form was left without saving."""

        def __init__(self, form: Form) -> None:
            super().__init__()
            self.form = form

    def open(self, title: str) -> None:
        """Show the form under this title."""
        self.border_title = title.replace("[", "\\[")
        self._show(True)

    def leave(self) -> None:
        """Hide the form."""
        self._show(False)
        self.screen.set_focus(None)
        self.post_message(self.Left(self))

    def _show(self, shown: bool) -> None:
        """Swap the form with its neighbours, or cover the board: a class on the screen would repaint all of it."""
        if self.display != shown:
            for other in self.siblings:
                if not isinstance(other, Board):
                    other.display = not shown and not isinstance(other, Form)
            self.display = shown

    def drop_typed_ahead(self) -> None:
        """It was refused: what was typed ahead counted on it, and would go who knows where."""
        if isinstance(app := self.app, TypedAhead):
            app.keyboard.drop()

    def fields(self) -> list[Input]:
        """The fields that can be typed into now."""
        return [field for field in self.query(Input) if field.display]

    def step(self, by: int) -> None:
        """To the next field, or the one before."""
        stops = self.stops()
        focused = self.screen.focused
        at = stops.index(focused) if focused in stops else -1
        self.screen.set_focus(stops[(at + by) % len(stops)])

    def stops(self) -> list[Widget]:
        """What Tab goes through."""
        return list(self.fields())

    def submit(self) -> None:
        """Enter."""

    async def on_key(self, event: events.Key) -> None:
        """Enter saves, Tab moves on, Esc leaves: the same in every form."""
        match event.key:
            case "escape":
                self.leave()
            case "enter":
                self.submit()
            case "tab" | "down":
                self.step(1)
            case "shift+tab" | "up":
                self.step(-1)
            case _:
                return
        event.stop()
        event.prevent_default()


class EntryForm(Form):
    """A few named fields: a doctor, a slot, a corrected name, a reason."""

    does = "save"

    class Submitted(Message):
        """What was typed, a text a field."""

        def __init__(self, values: tuple[str, ...]) -> None:
            super().__init__()
            self.values = values

    def __init__(self, *, id: str, fields: int = 3) -> None:
        super().__init__(id=id)
        self.most = fields

    def compose(self) -> ComposeResult:
        """Labels and fields, as many as any form of this kind needs."""
        for index in range(self.most):
            yield Static("", classes="label", id=f"label{index}", markup=False)
            yield text_field(f"field{index}", replaces=True)
        yield Lines(id="entry-tell")

    @property
    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return Choice("Enter", self.does, ""), Choice("Tab", "next field", "")

    def fill(self, title: str, fields: Sequence[tuple[str, str]], does: str = "save") -> None:
        """Open with these labels and first values; `does` is what Enter does."""
        self.does = does
        for index in range(self.most):
            label, field = self.query_one(f"#label{index}", Static), self.query_one(f"#field{index}", Input)
            label.display = field.display = index < len(fields)
            if index < len(fields):
                label.update(fields[index][0])
                field.value = fields[index][1]
                field.action_select_all()
                field.suggester = None
        self.refuse("")
        self.open(title)
        self.screen.set_focus(self.fields()[0])

    def suggest(self, index: int, texts: Sequence[str]) -> None:
        """Complete what is typed into a field from these texts, until the form is filled again."""
        field = self.query_one(f"#field{index}", Input)
        field.suggester = SuggestFromList(texts, case_sensitive=False) if texts else None

    async def on_key(self, event: events.Key) -> None:
        """Tab takes what a field suggests, before it goes to the next one."""
        focused = self.screen.focused
        if event.key == "tab" and isinstance(focused, Input) and focused.cursor_at_end:
            focused.action_cursor_right()
        await super().on_key(event)

    def refuse(self, message: str) -> None:
        """Say what is wrong; what was typed stays."""
        if message:
            self.drop_typed_ahead()
        self.query_one("#entry-tell", Lines).show_paragraphs([("", None), (f"! {message}", WRONG)] if message else [])

    def submit(self) -> None:
        """Hand in what was typed."""
        self.post_message(self.Submitted(tuple(field.value for field in self.fields())))


class Harmless(Highlighter):
    """Shows what stands in a field as every other name is shown; what stands there stays as it is."""

    def highlight(self, text: Text) -> None:
        """A character for a character, so that the cursor stays where it belongs."""
        text.plain = shown(text.plain)


def text_field(id: str, placeholder: str = "", *, replaces: bool = False) -> Input:
    """An input of one line that does not blink; with `replaces`, what is typed takes the place of what stood there."""
    field = Input(id=id, placeholder=placeholder, compact=True, select_on_focus=replaces, highlighter=Harmless())
    field.cursor_blink = False
    return field
