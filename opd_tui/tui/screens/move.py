"""`m`: where a token goes. Better places first, then the slots of any doctor on any day."""

from __future__ import annotations

from datetime import date, timedelta

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from opd_tui.domain.alternatives import MAX_PLACES, Alternative
from opd_tui.domain.errors import OpdError
from opd_tui.domain.previews import OpenSlot, Places
from opd_tui.domain.tokens import Expected
from opd_tui.messages import about_keys, about_slots, about_tokens
from opd_tui.services.forecast import places
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.list_pane import ListPane

_DAYS = {"left_square_bracket": -1, "right_square_bracket": 1}
_DOCTORS = {"left": -1, "right": 1, "h": -1, "l": 1}
_LINES = {"up": -1, "down": 1, "k": -1, "j": 1}


KEYS = (
    Choice("Enter", "move there", ""),
    Choice("↑↓", "choose", ""),
    Choice("1–5", "better slot", ""),
    Choice("← →", "doctor", ""),
    Choice("[ ]", "day", ""),
)


class PlacesPane(ListPane):
    """Better places, one a line."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """The key, the doctor, when, and who is there."""
        return (
            Column("", 2, right=True),
            Column("Doctor", 0),
            Column("Day", 10),
            Column("Time", 11),
            Column("Seats", 17),
            Column("Expected", 11),
        )


class SlotsOfDayPane(ListPane):
    """The slots of one doctor and day, one a line: the title says whose, which leaves room for what would happen."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """When, what moving there would do, and when the patient would be called in."""
        return Column("", 2), Column("Day", 10), Column("Time", 11), Column("Seats", 0), Column("Expected", 11)


class MoveScreen(Screen[int | None]):
    """Answers the slot that was chosen."""

    def __init__(self, runner: Runner, token: int) -> None:
        super().__init__()
        self.runner, self.token = runner, token
        self.places: Places | None = None
        self.at = 0
        self._turned: tuple[int | None, str | None] = (None, None)

    def compose(self) -> ComposeResult:
        """What is better, and what a doctor has on a day."""
        yield PlacesPane(id="better")
        yield SlotsOfDayPane(id="any", headings=True)
        yield KeyLine(id="keys")

    def on_mount(self) -> None:
        """Read at once."""
        self.query_one(KeyLine).show_choices(KEYS, "back")
        self.query_one("#better").styles.height = MAX_PLACES + 2
        latest(self, "places", self._read, None, None)

    def on_resize(self) -> None:
        """Other columns."""
        self.call_after_refresh(self._paint)

    def _turn(self, doctor: int, day: str) -> None:
        self._turned = doctor, day
        latest(self, "places", self._read, doctor, day)

    async def _read(self, doctor: int | None, day: str | None) -> None:
        try:
            self.places = await self.runner(places.places, self.token, doctor, day)
        except OpdError as e:
            self._paint(e.message)
            return
        self.at = len(self.places.better) if doctor or day else 0
        self._paint()

    async def follow(self) -> None:
        """Another desk changed something: the cursor stays on its slot, or goes to none where that is gone."""
        doctor, day = self._turned
        try:
            now = await self.runner(places.places, self.token, doctor, day)
        except OpdError as e:
            self._paint(e.message)
            return
        if (doctor, day) != self._turned or (before := self.places) is None:  # turned on meanwhile: that reads anew
            return
        chosen, was_better = self._slots[self.at : self.at + 1], self.at < len(before.better)
        self.places = now
        better, other = [p.slot for p in now.better], [s.head.id for s in now.slots]
        first, there = (0, better) if was_better else (len(better), other)
        self.at = first + there.index(chosen[0]) if chosen and chosen[0] in there else len(self._slots)
        self._paint()

    @property
    def _slots(self) -> list[int]:
        """The slots of all lines, in the order in which the cursor goes through them."""
        there = self.places
        return [p.slot for p in there.better] + [s.head.id for s in there.slots] if there else []

    def _paint(self, problem: str = "", note: str = "") -> None:
        there = self.places
        better, other = self.query_one(PlacesPane), self.query_one(SlotsOfDayPane)
        if there is None:
            better.show(Content("Move", empty=problem), True)
            return
        many = len(there.better)
        lines = tuple(_better_line(n, place) for n, place in enumerate(there.better))
        title = note or f"Move {about_tokens.who(there.token)} to"
        empty = problem or "No better slot found. Choose one below."
        better.show(Content(title, lines, many, 0, self.at if self.at < many else None, empty), self.at < many)
        top = max(0, self.at - many - other.visible_rows + 1)
        rest = tuple(_slot_line(many + n, slot) for n, slot in enumerate(there.slots))
        day = f"{date.fromisoformat(there.day):%a %d %b}"
        title = f"{about_tokens.short(there.doctor.shown)} · {day}"
        cursor = self.at if self.at >= many else None
        other.show(
            Content(title, rest[top:], len(rest), top, cursor, "no slot to move to on this day"), self.at >= many
        )

    def on_key(self, event: events.Key) -> None:
        """Choose and move, turn to another doctor or day, or leave."""
        there, slots = self.places, self._slots
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif there is None:
            return
        elif event.key in _LINES:
            self.at = min(max(self.at + _LINES[event.key], 0), max(0, len(slots) - 1))
            self._paint()
        elif event.key in _DAYS:
            day = date.fromisoformat(there.day) + timedelta(days=_DAYS[event.key])
            self._turn(there.doctor.id, day.isoformat())
        elif event.key in _DOCTORS:
            ids = [doctor.id for doctor in there.doctors]
            doctor = ids[(ids.index(there.doctor.id) + _DOCTORS[event.key]) % len(ids)]
            self._turn(doctor, there.day)
        elif event.key == "enter" and self.at < len(slots):
            self.dismiss(slots[self.at])
        elif event.key.isdecimal() and 1 <= int(event.key) <= len(there.better):
            self.dismiss(there.better[int(event.key) - 1].slot)
        elif event.is_printable and event.character:
            self._paint(note=about_keys.no_command(event.character))

    def on_paste(self, event: events.Paste) -> None:
        """Text is no command."""
        event.stop()
        self._paint(note=about_keys.not_taken(event.text))

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse chooses; twice moves."""
        if event.key is not None and event.key < len(self._slots):
            self.at = event.key
            self._paint()
            if event.twice:
                self.dismiss(self._slots[self.at])


def _better_line(index: int, place: Alternative) -> Line:
    seats = f"{place.free} free" if place.free > 0 else f"{place.ahead} wait before"
    cells = (str(index + 1), place.doctor_name, *_when(place.start, place.end), seats, _expected(place.expected))
    return Line(index, cells)


def _slot_line(index: int, there: OpenSlot) -> Line:
    when = _when(there.head.start, there.head.end)
    return Line(index, ("", *when, about_slots.would_move(there), _expected(there.expected)))


def _expected(when: Expected | None) -> str:
    return when.label if when else ""


def _when(start: str, end: str) -> tuple[str, str]:
    return f"{date.fromisoformat(start[:10]):%a %d %b}", f"{start[11:]}–{end[11:]}"
