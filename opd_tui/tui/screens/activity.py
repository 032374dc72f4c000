"""What every desk did today, newest first and live; typed words filter it."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from opd_tui.domain.activity import Activity
from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.messages import about_activity, about_log
from opd_tui.services.queries import activity
from opd_tui.tui.keys import Command
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.screens.patient import Answer
from opd_tui.tui.screens.search_screen import SearchScreen
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.styles import DIM, PLAIN

KEYS = Choice("Enter", "the token's card", ""), Choice("↑↓", "choose", ""), Choice("type", "filter", "")
WIDE = 100
"""Cells inside the frame from which on the doctor is shown."""


class ActivityPane(ListPane):
    """The events."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """When, who, whom it concerns, what; where there is room, the doctor."""
        wide = width >= WIDE
        doctor = (Column("Doctor", 18),) if wide else ()
        return Column("", 5), Column("Operator", 10), Column("Patient", 26 if wide else 22), *doctor, Column("", 0)


class ActivityScreen(SearchScreen[Answer]):
    """`A`. Answers what was chosen on a token's card."""

    field_id, keys = "filter", KEYS
    placeholder = "Filter: operator, patient, doctor, kind, token number"

    def __init__(self, runner: Runner, actor: Actor, commands: tuple[Command, ...]) -> None:
        super().__init__()
        self._runner, self._actor, self._commands = runner, actor, commands
        self._found: tuple[Activity, ...] = ()
        self._at = 0

    def pane(self) -> ListPane:
        """The list."""
        return ActivityPane(id="activity", headings=True)

    def on_mount(self) -> None:
        """Read, once it is laid out."""
        super().on_mount()
        self.call_after_refresh(lambda: latest(self, "activity", self._read))

    def on_resize(self) -> None:
        """Other columns."""
        self.call_after_refresh(self._paint)

    def on_input_changed(self) -> None:
        """Filter as it is typed."""
        self._at = 0
        latest(self, "activity", self._read)

    async def follow(self) -> None:
        """A desk did something."""
        await self._read()

    async def _read(self) -> None:
        text = self.query_one("#filter", Input).value
        try:
            found = await self._runner(activity.today, text)
        except OpdError as e:
            self._found = ()
            self._paint(e.message)
            return
        if text != self.query_one("#filter", Input).value:
            return
        chosen = self._found[self._at].event.id if self._at and self._at < len(self._found) else None
        ids = [each.event.id for each in found]
        self._found, self._at = found, ids.index(chosen) if chosen in ids else 0  # the newest, until one is chosen
        self._paint()

    def _paint(self, problem: str = "", note: str = "") -> None:
        pane = self.query_one(ActivityPane)
        wide = pane.size.width - 3 >= WIDE
        top = max(0, self._at - pane.visible_rows + 1)
        lines = tuple(_line(each, wide=wide) for each in self._found[top : top + pane.visible_rows])
        cursor = self._found[self._at].event.id if self._found else None
        many = "+" if len(self._found) == activity.MAX_SHOWN else ""
        title = f"Today, newest first · {len(self._found)}{many}{f' · {note}' if note else ''}"
        empty = problem or (
            about_activity.NONE_FOUND if self.query_one("#filter", Input).value.strip() else about_activity.NONE
        )
        pane.show(Content(title, lines, len(self._found), top, cursor, empty), True)

    def on_key(self, event: events.Key) -> None:
        """Choose, open the card, or leave."""
        page = self.query_one(ActivityPane).visible_rows
        moves = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}
        if event.key == "escape":
            self.dismiss(None)
        elif event.key in moves:
            self._at = min(max(self._at + moves[event.key], 0), max(0, len(self._found) - 1))
            self._paint()
        elif event.key == "enter":
            self._open()
        else:
            return
        event.stop()
        event.prevent_default()

    def _open(self) -> None:
        token = self._found[self._at].event.token if self._found else None
        if token is None:
            return self._paint(note="no token on this line")
        from opd_tui.tui.screens.card import CardScreen

        def back(answer: Answer) -> None:
            if answer is not None:
                self.dismiss(answer)

        self.app.push_screen(CardScreen(self._runner, token, self._actor, self._commands), back)

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse chooses; twice opens the card."""
        ids = [each.event.id for each in self._found]
        if event.key in ids:
            self._at = ids.index(event.key)
            self._paint()
            if event.twice:
                self._open()


def _line(of: Activity, *, wide: bool) -> Line:
    event = of.event
    subject, doctor = about_activity.subject(of), tuple[str, ...]()
    if wide:
        subject, doctor = subject if event.number or of.record_of else "", (of.doctor_name or "",)
    cells = (event.at[11:16], about_activity.operator(of), subject, *doctor, about_log.event(event))
    return Line(event.id, cells, (DIM, DIM, PLAIN, *([DIM] if wide else []), PLAIN))
