"""A report as JSON: the same numbers in `batch`, with --json and, in one line a row, with --csv."""

from __future__ import annotations

from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.report import Report, ReportRow, Share, Spread
from opd_tui.domain.tokens import Source, Status


def report(view: Report) -> JsonObject:
    """A report: its rows, and all of them together."""
    return {
        "from": view.first,
        "to": view.last,
        "by": view.by.value,
        "rows": [row(each, view.by.value) for each in view.rows],
        "total": row(view.total, None),
    }


def row(view: ReportRow, by: str | None) -> JsonObject:
    """One row; its key has the name of what it is of. Rates are 0 to 1, times are minutes; null is too few to say."""
    sums = view.sums
    return {
        **({by: view.key} if by else {}),
        "name": view.name,
        "booked": sums.booked,
        "sources": {source.value: getattr(sums, source.value.lower()) for source in Source},
        "states": {status.value: getattr(sums, status.value.lower()) for status in Status},
        "wait": _spread(view.wait),
        "consultation": _spread(view.consultation),
        "seats": sums.seats,
        "slots": sums.slots,
        "completed_rate": _rate(view.used),
        "seated_rate": _rate(view.seated),
        "promotions": sums.promoted,
        "preemptions": sums.preempted,
        "moves": sums.moved,
        "no_show_rate": _rate(view.no_shows),
        "no_shows_automatic": sums.no_show_automatic,
        "no_shows_by_hand": sums.no_show - sums.no_show_automatic,
        "cancellation_rate": _rate(view.cancellations),
        "began_late": _spread(view.began_late),
        "ended_late": _spread(view.ended_late),
        "left_unseen": sums.unseen,
    }


def flat(row: JsonObject) -> dict[str, object]:
    """A row for CSV: what is nested gets the name of both, such as wait_median."""
    cells: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            cells |= {f"{name}_{inner}": each for inner, each in value.items()}
        else:
            cells[name] = value
    return cells


def _rate(of: Share) -> float | None:
    return None if of.share is None else round(of.share, 4)


def _spread(of: Spread) -> JsonObject:
    mean = None if of.mean is None else round(of.mean, 1)
    return {"number": of.number, "median": of.median, "p90": of.p90, "mean": mean}
