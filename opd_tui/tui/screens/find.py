""" "When is my token?": find a patient in any queue of this day or the coming ones."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from opd_tui.domain.cards import Found
from opd_tui.domain.errors import OpdError
from opd_tui.messages import about_cards, about_patients, dates
from opd_tui.runtime import clock
from opd_tui.services.queries import finding
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.screens.search_screen import SearchScreen
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.styles import PLAIN, SOURCES

WIDE = 90
"""Cells inside the frame from which on the source is shown, and the state in full."""
KEYS = Choice("Enter", "go to the token", ""), Choice("↑↓", "choose", "")


class FoundPane(ListPane):
    """What was found."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Number, patient, what tells namesakes apart, doctor, when, source where there is room, where it stands."""
        wide = width >= WIDE
        return (
            Column("№", 4, right=True),
            Column("Patient", 0, name=True),
            Column("No., age, sex", 20 if wide else 13),
            Column("Doctor", 20 if wide else 11),
            Column("When", 12),
            Column("State", 19 if wide else 10),
            *((Column("Source", 9),) if wide else ()),
        )


class FindScreen(SearchScreen[Found | None]):
    """`/`. Answers the token that was chosen."""

    field_id, keys = "find", KEYS
    placeholder = "Name, last digits of a phone, hospital number, or token number"

    def __init__(self, runner: Runner, day: str) -> None:
        super().__init__()
        self.runner, self.day = runner, day
        self.found: tuple[Found, ...] = ()
        self.at = 0
        self._text = ""

    def pane(self) -> ListPane:
        """The list."""
        return FoundPane(id="found", headings=True)

    def on_mount(self) -> None:
        """Read, once it is laid out."""
        super().on_mount()
        self.call_after_refresh(self._paint)

    def on_resize(self) -> None:
        """Other columns."""
        self.call_after_refresh(self._paint)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        latest(self, "find", self._search, event.value)

    async def _search(self, text: str) -> None:
        try:
            found = await self.runner(finding.find, text, self.day)
        except OpdError as e:
            self.found, self.at = (), 0
            self._paint(e.message)
            return
        if text == self.query_one("#find", Input).value:  # an older answer never overwrites a newer one
            chosen = self.found[self.at].token.id if self.found and text == self._text else None
            tokens = [each.token.id for each in found]
            self.found, self.at, self._text = found, tokens.index(chosen) if chosen in tokens else 0, text
            self._paint()

    async def follow(self) -> None:
        """Another desk changed something."""
        await self._search(self.query_one("#find", Input).value)

    def _paint(self, problem: str = "") -> None:
        pane = self.query_one(FoundPane)
        lines = tuple(_line(found, clock.today(), wide=pane.size.width - 3 >= WIDE) for found in self.found)
        empty = problem or ("No token found" if self.query_one("#find", Input).value.strip() else "")
        cursor = self.found[self.at].token.id if self.found else None
        top = max(0, self.at - pane.visible_rows + 1)
        title = f"Tokens found · {len(self.found)}{'+' if len(self.found) == finding.LIMIT else ''}"
        pane.show(Content(title, lines[top:], len(lines), top, cursor, empty), True)

    def on_key(self, event: events.Key) -> None:
        """Choose, go there, or leave."""
        match event.key:
            case "escape":
                self.dismiss(None)
            case "up" | "down":
                by = 1 if event.key == "down" else -1
                self.at = min(max(self.at + by, 0), max(0, len(self.found) - 1))
                self._paint()
            case "enter":
                if self.found:
                    self.dismiss(self.found[self.at])
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse chooses; twice goes there."""
        for index, found in enumerate(self.found):
            if found.token.id == event.key:
                self.at = index
                self._paint()
                if event.twice:
                    self.dismiss(found)


def _line(found: Found, today: str, *, wide: bool) -> Line:
    token = found.token
    known, when = about_patients.told_apart(found.patient, today), dates.time(found.start, today)
    state = about_cards.place(found) if wide else about_cards.place(found).replace("waiting list", "waits")
    cells = (str(token.number), token.patient_name, known, found.doctor_name, when, state, token.source)
    return Line(token.id, cells, (PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, PLAIN, SOURCES.get(token.source, PLAIN)))
