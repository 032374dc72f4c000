"""The lines above and below the panes: title, status with its questions, and keys. Each repaints only what changed."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from opd_tui.tui.keys import Key
from opd_tui.tui.widgets.cells import PLAIN, fit, line

BOLD = Style(bold=True)
DIM = Style(dim=True)
LIVE = Style(color="green")
STALE = Style(color="red", bold=True)
WRONG = Style(color="red", bold=True)
ASKS = Style(reverse=True, bold=True)
OTHER_DAY = Style(reverse=True)
NARROW = 100
"""Columns of the terminal below which words are shortened and the left column is narrower."""


class Bar(Widget):
    """Some lines of segments."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._strips: list[Strip] = []

    def put(self, lines: Sequence[list[Segment]]) -> None:
        """Show these lines; those that are as before are not repainted."""
        width = self.size.width
        strips = [Strip(line(each, width, self.region.x), width) for each in lines]
        before, self._strips = self._strips, strips
        for y in range(max(len(before), len(strips))):
            if y >= len(before) or y >= len(strips) or before[y] != strips[y]:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """One line."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def on_resize(self) -> None:
        """Build anew for the new width."""
        self.build()

    def build(self) -> None:
        """Build the lines; a bar of its own kind overrides this."""


def wrapped(text: str, width: int, style: Style, most: int) -> list[list[Segment]]:
    """The text in at most `most` lines of `width` cells, one cell in from the edge."""
    room = max(8, width - 2)
    lines = textwrap.wrap(text, room) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], fit(" ".join(lines[most - 1 :]), room)]
    return [[Segment(" " + each, style)] for each in lines]


class TitleBar(Bar):
    """What program, which day; who sits here, whether what is shown is live, and the hospital's time."""

    day, actor, time = "", "", ""
    live, other_day = True, False

    def tell(self, *, day: str, other_day: bool, actor: str, live: bool, time: str) -> None:
        """Show these."""
        self.day, self.other_day, self.actor, self.live, self.time = day, other_day, actor, live, time
        self.build()

    def build(self) -> None:
        """One line, its right part at the right edge."""
        day = Segment(f" {self.day} ", OTHER_DAY if self.other_day else PLAIN)
        left = [Segment(" OPD desk ", BOLD), Segment("·", DIM), day]
        mark = Segment("● live" if self.live else "○ stale", LIVE if self.live else STALE)
        right = [Segment(fit(self.actor, 24), DIM), Segment("   "), mark, Segment(f"   {self.time} ", BOLD)]
        gap = self.size.width - sum(s.cell_length for s in (*left, *right))
        self.put([[*left, Segment(" " * max(1, gap)), *right]])


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a question: the key that gives it, what it says, and the value it stands for."""

    key: str
    label: str
    value: str


LINGERS_SECONDS = 0.05
"""How long an answered question may stand until what came of it is said."""


class StatusLine(Bar, can_focus=True):
    """What happened and why, until the next thing happens; and questions. While it asks it takes every key.

    The harmless answer is the default: Enter, Esc and whatever is no answer never do the harm.
    """

    text, wrong = "", False
    question = ""
    choices: tuple[Choice, ...] = ()

    _answered: Callable[[str | None], None] | None = None

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Tell what happened."""
        self.text, self.wrong = text, wrong
        self.build()

    def ask(self, question: str, choices: tuple[Choice, ...], answered: Callable[[str | None], None]) -> None:
        """Ask; `answered` is told the value, None for no, before any other key. An older question is left with no."""
        before, self._answered = self._answered, answered
        if before:
            before(None)
        self.question, self.choices = question, choices
        self.screen.set_focus(self)
        self.build()

    def answer(self, value: str | None) -> None:
        """Leave the question with this answer.

        After a yes something will be said within milliseconds, and a picture without the question just before it would
        put off the one that counts to the terminal's next frame, 17 ms later.
        """
        self.question, self.choices = "", ()
        answered, self._answered = self._answered, None
        if value is None:
            self._leave()
        else:
            self.set_timer(LINGERS_SECONDS, self._leave)
        if answered:
            answered(value)

    def _leave(self) -> None:
        if not self.question:
            if self.screen.focused is self:
                self.screen.set_focus(None)
            self.build()

    def on_key(self, event: events.Key) -> None:
        """An answer, or nothing."""
        if not self.question:
            return
        event.stop()
        event.prevent_default()
        for choice in self.choices:
            if event.key == choice.key:
                self.answer(choice.value)
                return
        if event.key in ("escape", "enter", "n", "q"):
            self.answer(None)

    def build(self) -> None:
        """The question, or the last sentence."""
        text, style = (self.question, ASKS) if self.question else (self.text, WRONG if self.wrong else PLAIN)
        mark = "! " if self.wrong and not self.question else ""
        self.put(wrapped(mark + text, self.size.width, style, max(1, self.size.height)))


KEYS_SHOWN = {"Enter": "enter", "⏎": "enter", "Tab": "tab", "␣": "space", "↓": "down", "^n": "ctrl+n"}
"""How the keys in answers and hints are shown, where not by their own names."""


class KeyLine(Bar):
    """The keys, those that cannot work now dimmed; the answers while a question is asked."""

    keys: tuple[Key, ...] = ()
    dimmed: frozenset[str] = frozenset()
    choices: tuple[Choice, ...] = ()

    @dataclass
    class Pressed(Message):
        """The mouse pressed the key of that id."""

        id: str

    def __init__(self, *, id: str) -> None:
        super().__init__(id=id)
        self._spans: list[tuple[int, int, str]] = []

    def tell(self, keys: tuple[Key, ...], dimmed: frozenset[str], choices: tuple[Choice, ...] = ()) -> None:
        """Show these keys, or these answers if there are any."""
        self.keys, self.dimmed, self.choices = keys, dimmed, choices
        self.build()

    def build(self) -> None:
        """As many keys as fit, the most needed first, in the order of the list."""
        self._spans = []
        if self.choices:
            items = [(c.key, c.label, KEYS_SHOWN.get(c.key, c.key), False) for c in self.choices]
            items.append(("Esc", "leave it", "escape", False))
        else:
            items = [(k.display, self._label(k), k.id, k.id in self.dimmed) for k in self._fitting()]
        parts, x = [Segment(" ")], 1
        for shown, label, value, dim in items:
            width = cell_len(shown) + 1 + cell_len(label)
            self._spans.append((x, x + width, value))
            parts += [Segment(shown, DIM if dim else BOLD), Segment(f" {label}  ", DIM if dim else PLAIN)]
            x += width + 2
        self.put([parts])

    def _label(self, key: Key) -> str:
        return key.short or key.label if self.size.width < NARROW else key.label

    def _fitting(self) -> list[Key]:
        ranked = sorted((key for key in self.keys if key.rank and key.keys), key=lambda key: key.rank)
        kept, used = set(), 1
        for key in ranked:
            used += cell_len(key.display) + 1 + cell_len(self._label(key))
            if used > self.size.width:
                break
            used += 2
            kept.add(key.id)
        return [key for key in self.keys if key.id in kept]

    def on_click(self, event: events.Click) -> None:
        """The mouse on a key is the key; on an answer or a hint too, in the order of the keys."""
        for left, right, value in self._spans:
            if left <= event.x < right and self.choices:
                self.app.post_message(events.Key(value, value if len(value) == 1 else None))
            elif left <= event.x < right:
                self.post_message(self.Pressed(value))
