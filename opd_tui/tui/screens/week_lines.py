"""The lines of a doctor's week: its weekly slots, then its holidays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from opd_tui.domain.holidays import Holiday
from opd_tui.domain.recurrence import short_words
from opd_tui.domain.weeks import WEEKDAYS, Template, Weekly, goes_past_midnight
from opd_tui.messages import dates
from opd_tui.tui.widgets.lines import Column, Line
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.styles import DIM, PLAIN

LEAST_DAY, MOST_DAY = 8, 22
"""Cells of the days."""
BESIDES = 43
"""Cells of the other columns but the last one, and of the frame."""
OPEN_ENDED = "until further notice"


class WeekPane(ListPane):
    """The list. The days take more room where a slot is not in every week."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Weekday or holiday, times, seats, from which day to which, or the holiday's name."""
        return (
            Column("Day", _width(line.cells[0] for line in self.content.lines)),
            Column("Time", 15),
            Column("Seats", 5, right=True),
            Column("From", 15),
            Column("To", 0),
        )


def lines(templates: Sequence[Template], holidays: Sequence[Holiday], width: int) -> list[Line]:
    """A line a template, and one a holiday with a negative key, for a screen of that width."""
    room = width - BESIDES - _width(_days(each.weekly) for each in templates)
    open_ended = OPEN_ENDED if room >= len(OPEN_ENDED) else "no last day"
    return [*(_template_line(each, open_ended) for each in templates), *map(_holiday_line, holidays)]


def _width(days: Iterable[str]) -> int:
    """The cells of the first column."""
    return max(LEAST_DAY, min(max(map(len, days), default=0), MOST_DAY))


def _days(asked: Weekly) -> str:
    return short_words(asked.weekday, asked.rule)


def _template_line(template: Template, open_ended: str) -> Line:
    asked = template.weekly
    times = f"{asked.start}–{asked.end}{_next_day(asked)}"
    last = dates.day_and_year(asked.last) if asked.last else open_ended
    cells = _days(asked), times, str(asked.capacity), dates.day_and_year(asked.first), last
    return Line(template.id, cells, (PLAIN, PLAIN, PLAIN, DIM, PLAIN))


def _next_day(asked: Weekly) -> str:
    """The weekday on which it ends, if that is another than it starts on."""
    if not goes_past_midnight(asked):
        return ""
    return f" {WEEKDAYS[(WEEKDAYS.index(asked.weekday) + 1) % 7]}"


def _holiday_line(holiday: Holiday) -> Line:
    whose = "all doctors" if holiday.doctor is None else ""
    cells = "holiday", whose, "", dates.day_and_year(holiday.day), holiday.name
    return Line(-holiday.id, cells, (PLAIN, DIM, PLAIN, PLAIN, PLAIN))
