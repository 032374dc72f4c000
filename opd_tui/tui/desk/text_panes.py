"""What a large screen says besides the lists: who is under the cursor, and what happened last."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from opd_tui.domain.desk import Desk
from opd_tui.domain.events import Event
from opd_tui.messages import about_log, about_patients
from opd_tui.runtime import clock
from opd_tui.tui.widgets.board import BoardPane
from opd_tui.tui.widgets.cells import fit, line
from opd_tui.tui.widgets.lines import Content
from opd_tui.tui.widgets.styles import DIM, FRAME, PLAIN

Text = tuple[str, Style]


class TextPane(BoardPane):
    """Some lines of text under a rule."""

    texts: tuple[Text, ...] = ()

    def strips(self) -> list[Strip]:
        """The rule, and the lines that there is room for."""
        width = self.place.width - self.edge
        strips = [self.rule(self.place.x)]
        shown = [*self.texts, *[("", PLAIN)] * self.visible_rows][: self.visible_rows]
        for text, style in shown:
            segments = [Segment(" "), Segment(fit(text, width - 2), style)]
            parts = line(segments, width, self.place.x)
            strips.append(Strip([*parts, Segment("│", FRAME)] if self.edge else parts, self.place.width))
        return strips


class DetailsPane(TextPane):
    """The row under the cursor: who it is, and what happened and why."""

    def show(self, desk: Desk) -> None:
        """Show the cursor's token.

        Until its details are read the one before stands, under its own name: to blank the rows sends them twice.
        """
        token, details = desk.cursor, desk.details
        if token is None:
            self.content, self.texts = Content("Nobody is chosen"), ()
            return
        known = details is not None and details.token == token.id
        if known or not self.texts:
            self.content = Content(f"№{token.number} {token.patient_name}")
        if details is None or not known:
            return
        today, record, width = clock.today(), details.patient, self.place.width - 3
        seen = about_patients.visited(details.last_visit, today)
        parts = (
            token.who,
            token.source,
            f"hospital no. {record.mrn}" if record.mrn else "",
            *record.phones,
            f"last seen {seen}" if seen else "first visit",
            record.notes,
        )
        facts = [(text, PLAIN) for text in filled([part for part in parts if part], width)]
        room = max(1, self.visible_rows - len(facts))
        story = [text for event in details.events for text in _told(event, width)]
        self.texts = *facts, *((text, DIM) for text in story[-room:])


def _told(event: Event, width: int) -> list[str]:
    """An event with its time, in lines of `width` cells."""
    words = f"{event.at[11:16]} {about_log.event(event)}, {event.actor}".split(" ")
    return [text if at == 0 else f"  {text}" for at, text in enumerate(filled(words, width - 2, " "))]


def filled(parts: Sequence[str], width: int, between: str = " · ") -> list[str]:
    """The parts in as few lines as hold them, none cut at its end but one that is longer than a line.

    >>> filled(["46F", "WALKIN", "98200 12345"], 14)
    ['46F · WALKIN', '98200 12345']
    """
    lines: list[str] = []
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines else part
        if lines and cell_len(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(part)
    return lines


class LatestPane(TextPane):
    """The last events of the hospital, each with its time."""

    def show(self, desk: Desk) -> None:
        """Show them, the last one below."""
        self.content = Content("Last events")
        self.texts = tuple((about_log.in_time(event), PLAIN) for event in desk.latest)
