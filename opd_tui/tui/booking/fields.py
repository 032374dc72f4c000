"""The fields of the booking form, what stands below them, and the number that takes their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Digits, Input, Static

from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import PRIORITY
from opd_tui.messages import about_tokens
from opd_tui.runtime import clock
from opd_tui.tui.booking.source_choice import SourceChoice
from opd_tui.tui.widgets.entry_form import Form, Lines, Paragraph, text_field

MEANT, MEANT_BRIEFLY = "Name, phone, no., 34F, @doctor", "Name, phone, number"
"""What the field takes."""


class BookingFields(Form):
    """Who, and the source, and room for what there is to say. It knows nothing of patients, slots and services."""

    def compose(self) -> ComposeResult:
        """The field, the sources, and below them all that the form has to say."""
        yield Static("Patient", classes="label field")
        yield text_field("patient-name")
        yield Static("Source", classes="label field")
        yield SourceChoice(id="source")
        yield Digits("", id="number")
        yield Lines(id="tell")

    @property
    def name_field(self) -> Input:
        """The field for all that tells who it is."""
        return self.query_one("#patient-name", Input)

    @property
    def sources(self) -> SourceChoice:
        """The sources."""
        return self.query_one(SourceChoice)

    @property
    def source(self) -> str:
        """The source that the booking will have: the chosen one, or FOLLOWUP where that follows from the visits."""
        return self.sources.source

    @property
    def at_sources(self) -> bool:
        """Whether the sources have the keys: letters and digits are characters in the other fields."""
        return self.screen.focused is self.sources

    def typed(self) -> str:
        """What stands in the field."""
        return self.name_field.value

    def stops(self) -> list[Widget]:
        """Who, source."""
        return [*self.fields(), self.sources]

    def clear(self, source: str) -> None:
        """An empty field, with a source already chosen."""
        self.name_field.clear()
        self.name_field.placeholder = MEANT_BRIEFLY if self.screen.has_class("narrow") else MEANT
        self._show_fields(True)
        self.sources.choose(source)

    def end_word(self) -> None:
        """What is typed next is no part of the word that stands there."""
        field = self.name_field
        if field.value and not field.value.endswith(" "):
            with self.prevent(Input.Changed):
                field.value += " "
            field.cursor_position = len(field.value)

    def open_for(self, slot: SlotSummary) -> None:
        """Show the form under the slot's name."""
        day = "" if slot.day == clock.today() else f"{slot.day[8:]}/{slot.day[5:7]} "  # before what a long name cuts
        self.open(f"Book · {day}{slot.start[11:]} {about_tokens.short(slot.doctor_name, 16)}")

    def show_lines(self, lines: Callable[[int, bool], list[Paragraph]]) -> None:
        """Show what there is to say, asked for with the width and whether it is to be in as few lines as it can be.

        Where it does not fit, the sources take one line.
        """
        tell = self.query_one("#tell", Lines)
        width, height = tell.size
        whole = lines(width, False)
        crowded = height > 0 and len(tell.wrap(whole)) > height + self.sources.size.height - len(PRIORITY)
        self.sources.set_height(1 if crowded else len(PRIORITY))
        tell.show_paragraphs(lines(width, True) if crowded else whole)

    def show_number(self, number: int, lines: Sequence[Paragraph]) -> None:
        """Show a token's number instead of the fields, large; any key goes on."""
        self.screen.set_focus(None)
        self.can_focus = True
        self.screen.set_focus(self)
        self.query_one("#number", Digits).update(str(number))
        self._show_fields(False)
        self.query_one("#tell", Lines).show_paragraphs(lines)

    def _show_fields(self, typing: bool) -> None:
        self.query(".field, Input, SourceChoice").set(display=typing)
        self.query_one("#number").display = not typing
