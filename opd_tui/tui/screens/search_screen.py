"""The frame of a screen that lists what a typed text finds: a field, the list, and the keys."""

from __future__ import annotations

from typing import TypeVar

from textual.app import ComposeResult
from textual.screen import Screen

from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import text_field
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.list_pane import ListPane

T = TypeVar("T")


class SearchScreen(Screen[T]):
    """Text is typed at once; a screen of its own kind says where it is typed and what is found."""

    DEFAULT_CSS = """
    SearchScreen Input { height: 1; border: none; padding: 0 1; background: ansi_default; color: ansi_default;
        & > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
        & > .input--placeholder { color: ansi_default; text-style: dim; } }
    """
    field_id, placeholder = "", ""
    keys: tuple[Choice, ...] = ()

    def pane(self) -> ListPane:
        """The list."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """A field and what it finds."""
        field = text_field(self.field_id)
        field.placeholder = self.placeholder
        yield field
        yield self.pane()
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Type at once."""
        self.set_focus(self.query_one(f"#{self.field_id}"))
        self.query_one(KeyLine).show_choices(self.keys, "back")
