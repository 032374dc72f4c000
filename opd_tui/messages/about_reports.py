"""A report in words and plots; docs/reports.md has the definitions that stand with the numbers."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from opd_tui.domain.names import shown
from opd_tui.domain.report import By, Overview, ReportRow, Share, Spread
from opd_tui.domain.tokens import Source, Status
from opd_tui.messages import dates
from opd_tui.messages.about_tokens import counted
from opd_tui.messages.plots import Bar, bars

FEW = "too few to say"
_LABEL = 11
NOTHING = "Nobody had a token."
_STATES = {
    Status.COMPLETED: "completed",
    Status.ACTIVE: "with a seat",
    Status.WAITING: "on the waiting list",
    Status.CANCELLED: "cancelled",
    Status.NO_SHOW: "no-show",
}


def title(view: Overview) -> str:
    """Of whom, and which days: Dr Rao · Mon 23 Nov 2026 so far."""
    days = dates.day_and_year(view.last)
    if view.last != view.first:
        begin = dates.day if view.last[:4] == view.first[:4] else dates.day_and_year
        days = f"{begin(view.first)} to {days}"
    return f"{shown(view.of) or 'the whole hospital'} · {days}{' so far' if view.goes_on else ''}"


def lines(view: Overview, width: int) -> list[str]:
    """The days at a glance, then the plots, at most `width` cells wide."""
    if not view.total.sums.booked:
        return [NOTHING]
    wrapped = (part for line in glance(view.total) for part in wrap(line, width, subsequent_indent=" " * _LABEL))
    return [*wrapped, *(line for plot in _plots(view, width) for line in ("", *plot))]


def glance(row: ReportRow) -> list[str]:
    """All of a row, one measure a line, each with what it is of."""
    sums = row.sums
    by_source = (f"{getattr(sums, each.lower())} {each}" for each in Source if getattr(sums, each.lower()))
    states = ((getattr(sums, each.lower()), said) for each, said in _STATES.items())
    by_state = (f"{number} {said}" for number, said in states if number)
    by_hand = sums.no_show - sums.no_show_automatic
    return [
        f"Booked     {sums.booked}: {', '.join(by_source)}",
        f"           {', '.join(by_state)}",
        f"Waiting    {times(row.wait)}, check-in to call",
        f"In room    {times(row.consultation)}, call to done",
        f"Seats      {sums.seats}: {sums.completed} completed ({share(row.used)}),"
        f" {sums.seated} taken ({share(row.seated)})",
        f"Moves      {sums.preempted} preempted, {sums.promoted} promoted, {sums.moved} moved",
        f"No-shows   {sums.no_show} of {sums.booked} booked ({share(row.no_shows)}):"
        f" {sums.no_show_automatic} by itself, {by_hand} by hand",
        f"Cancelled  {sums.cancelled} of {sums.booked} booked ({share(row.cancellations)})",
        f"Doctors    began {late(row.began_late)}, ended {late(row.ended_late)}",
        f"Left       {sums.unseen} were here and left unseen",
    ]


def share(of: Share) -> str:
    """12 %, or that there are too few."""
    if of.share is None:
        return FEW
    return "under 1 %" if of.part and of.share < 0.005 else f"{of.share:.0%}".replace("%", " %")


def times(of: Spread) -> str:
    """median 35 min, 90 % within 60, mean 38.2 (of 120); or that there are too few."""
    if of.median is None or of.mean is None:
        return f"{FEW} (of {of.number})"
    return f"median {of.median:g} min, 90 % within {of.p90}, mean {of.mean:.1f} (of {of.number})"


def late(of: Spread) -> str:
    """How late: 5 min late (median of 12 doctor-days)."""
    if of.median is None:
        return "on no day yet"
    how = "late" if of.median >= 0 else "early"
    return f"{abs(of.median):g} min {how} (median of {counted(of.number, 'doctor-day')})"


def _plots(view: Overview, width: int) -> Iterable[list[str]]:
    hours, weekdays = ([row for row in rows if row.sums.booked] for rows in (view.hours, view.weekdays))
    yield ["Waiting by hour of the slot, median minutes", *_waits(hours, width)]
    yield ["Seats completed, by doctor", *bars([_used(row) for row in view.doctors if row.sums.seats], width, 1)]
    preempted = [Bar(dates.day(str(row.key)), row.sums.preempted, str(row.sums.preempted)) for row in view.days]
    yield [f"Preempted, by {'week from' if view.weekly else 'day'}", *bars(preempted, width)]
    yield ["No-shows of the booked, by weekday", *bars([_missed(row) for row in weekdays], width, 0.2)]


def _waits(hours: Iterable[ReportRow], width: int) -> list[str]:
    """A bar for each hour of which there is enough to say; the others are named in one line."""
    said, few = list[Bar](), list[str]()
    for row in hours:
        if row.wait.median is None:
            few.append(row.name)
        else:
            said.append(Bar(row.name, row.wait.median, f"{row.wait.median:g} min, of {row.wait.number}"))
    return [*bars(said, width), *(wrap(f"{FEW}: {', '.join(few)}", width) if few else ())]


def _used(row: ReportRow) -> Bar:
    return Bar(shown(row.name).removeprefix("Dr "), row.used.share, f"{share(row.used)} of {row.sums.seats}")


def _missed(row: ReportRow) -> Bar:
    return Bar(row.name, row.no_shows.share, f"{share(row.no_shows)} of {row.sums.booked}")


LEGEND = "used: completed of the seats. wait, p90, room: minutes. no-show, cancel: of the booked. –: too few to say."
COLUMNS = ("booked", "seen", "used", "wait", "p90", "room", "no-show", "cancel", "unseen")
"""The columns of a table of rows that fits into 80 cells: tokens booked and completed, the share of the seats that were
used, waiting (median and 90th percentile) and consultation (median) in minutes, the shares of no-shows and cancelled
tokens, and who left unseen.
"""


def row_name(by: By, row: ReportRow) -> str:
    """A row's name in that table; of a slot with the id, by which other commands ask for it."""
    return f"{row.key} {row.name}" if by is By.SLOT else row.name


def cells(row: ReportRow) -> tuple[object, ...]:
    """A row of that table; – is too few to say."""
    sums = row.sums
    return (
        *(sums.booked, sums.completed, _rate(row.used), _median(row.wait.median), _median(row.wait.p90)),
        *(_median(row.consultation.median), _rate(row.no_shows), _rate(row.cancellations), sums.unseen),
    )


def _rate(of: Share) -> str:
    return "–" if of.share is None else f"{of.share:.0%}"


def _median(minutes: float | None) -> str:
    return "–" if minutes is None else f"{minutes:g}"
