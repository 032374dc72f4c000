"""Why a token is where it is in its queue, in a few words, and in fewer."""

from __future__ import annotations

from opd_tui.domain.actions import REORDERED, Action, noun
from opd_tui.domain.desk import DoctorRow
from opd_tui.domain.reasons import Reason
from opd_tui.messages import dates
from opd_tui.messages.about_tokens import short


def reason(r: Reason | None) -> str:
    """A few words: "lost to №7 EMERGENCY", "seat of №4, no-show"; "" for a token that never moved."""
    if r is None:
        return ""
    if r.action in (Action.BOOK, Action.MOVE):
        return "slot was full"
    if r.action not in (Action.PREEMPT, Action.PROMOTE):
        return f"{noun(r.why)} undone"
    if r.why == REORDERED:
        return "check-in order changed"
    if r.own:
        own: dict[str, str] = {
            Action.SET_SOURCE: "source changed",
            Action.UNDO: "a change undone",
            Action.STEP_OUT: "stepped out",
            Action.REMOVE_ARRIVAL: "check-in taken back",
        }
        return own.get(r.why, f"{noun(r.why)} of this token")
    return _lost(r) if r.action == Action.PREEMPT else _got(r)


def _lost(r: Reason) -> str:
    by = f"№{r.number}" if r.number else ""
    lost: dict[str, str] = {
        Action.BOOK: f"lost to {by} {r.source}",
        Action.SET_CAPACITY: "a seat was closed",
        Action.SET_SOURCE: f"lost to {by} {r.source}" if by else "source changed",
        Action.MOVE: f"lost to {by} {r.source}",
        Action.UNDO: f"lost to {by}, undone" if by else "open seat undone",
    }
    return lost.get(r.why, "preempted")


def _got(r: Reason) -> str:
    by = f"№{r.number}" if r.number else ""
    got: dict[str, str] = {
        Action.SET_CAPACITY: "a seat was opened",
        Action.SET_SOURCE: f"seat of {by}, source changed" if by else "source changed",
        Action.MOVE: f"seat of {by}, moved",
        Action.UNDO: f"seat of {by}, undone" if by else "closed seat undone",
        Action.CANCEL: f"seat of {by}, cancelled",
        Action.STEP_OUT: f"seat of {by}, stepped out",
        Action.REMOVE_ARRIVAL: f"seat of {by}, check-in taken back",
    }
    return got.get(r.why, f"seat of {by}, {r.why}" if by else r.why)


def why_waiting(r: Reason | None) -> str:
    """A reason to wait in the fewest words, about 7 cells: "full", "by №7", "−1 seat"; "" for none."""
    if r is None:
        return ""
    if r.action in (Action.BOOK, Action.MOVE):
        return "full"
    if r.action == Action.UNDO:
        return "undone"
    if r.why == REORDERED:
        return "order"
    if r.why == Action.SET_SOURCE and (r.own or not r.number):
        return "source"
    if r.why == Action.STEP_OUT and r.own:
        return "out"
    if r.own:
        return "undone" if r.why == Action.UNDO else reason(r)
    if r.action == Action.PREEMPT and (r.why == Action.SET_CAPACITY or (r.why == Action.UNDO and not r.number)):
        return "−1 seat"
    return f"by №{r.number}" if r.number else reason(r)


def absent(row: DoctorRow) -> str:
    """Why a doctor does not sit: holiday: Conference, or away 14:00–16:00: operating theatre; "" for neither."""
    if not row.slots and row.holiday is not None:
        return f"holiday: {short(row.holiday, 60)}" if row.holiday else "holiday"
    if row.away is None:
        return ""
    span = dates.span(row.away.start, row.away.end, row.away.start[:10])
    return f"away {span}: {short(row.away_why, 60)}" if row.away_why else f"away {span}"


def no_show_soon(minutes: int, *, wide: bool) -> str:
    """How near it is that a patient who is not here becomes a no-show by itself."""
    if not minutes:
        return "no-show any moment" if wide else "no-show!"
    return f"no-show in {minutes} min" if wide else f"noshow {minutes}m"
