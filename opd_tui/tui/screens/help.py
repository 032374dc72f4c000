"""Every key, from the one list of keys."""

from __future__ import annotations

from rich.text import Text

from opd_tui.tui.bindings import Key, show_key
from opd_tui.tui.screens.reader import Reader


class HelpScreen(Reader[None]):
    """`?`."""

    title_text = "Keys"

    def __init__(self, keys: tuple[Key, ...]) -> None:
        super().__init__()
        self.keys = keys

    def on_mount(self) -> None:
        """List the keys."""
        super().on_mount()
        text = Text()
        for key in self.keys:
            shown = " ".join(show_key(k) for k in key.keys.split(",")) if key.keys else "^p"
            text.append(f"{shown:>10}  ", style="bold")
            text.append(f"{key.help}\n")
        text.append(f"{'^p':>10}  ", style="bold")
        text.append("The palette: every action by its name\n\n")
        text.append("In the booking form: Enter books, Tab goes on, ↓ picks a known patient, Esc leaves.\n")
        text.append("On Source: E P F O W choose it. For an emergency without a seat: + opens one.\n")
        text.append("A question is answered by the key it names; Enter and Esc do no harm.")
        self.show_text(text)
