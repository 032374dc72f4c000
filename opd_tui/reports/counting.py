"""Counts the tokens of some days: the plain computation, which the kept sums must equal."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from opd_tui.domain import slot_day
from opd_tui.domain.actions import Action
from opd_tui.domain.report import Sums
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import PRIORITY, Status
from opd_tui.runtime import clock
from opd_tui.store import reports as store
from opd_tui.store.reports import CallRow, SlotRow, Span, TokenRow

Key = int | str
KeysOf = Callable[[SlotRow, str | None], tuple[Key, ...]]
"""Whose sums a token of a slot and source belongs to; with None those that the slot itself does, its seats."""
_MOVES = {Action.PROMOTE: "promoted", Action.PREEMPT: "preempted", Action.MOVE: "moved"}


def count(span: Span, keys_of: KeysOf) -> dict[Key, Sums]:
    """The sums of these days, for each key."""
    slots = {slot.id: slot for slot in store.slots(span)}
    found: dict[Key, Sums] = {}
    with_keys = {id: {source: keys_of(slot, source) for source in PRIORITY} for id, slot in slots.items()}
    over, day_of = _over(slots.values()), _DoctorsDays()
    completed_in: dict[int, int] = {}
    last, calls = store.last_events(span), store.calls_without_check_in(span)
    for token in store.tokens(span):
        slot = slots.get(token.slot)
        if slot is None or token.source not in PRIORITY or token.status not in Status.__members__:
            continue
        action, automatic = last.get(token.id, ("", False))
        if action == Action.UNDO:  # the booking was undone
            continue
        for key in with_keys[slot.id][token.source]:
            sums = found.setdefault(key, Sums())
            _count_token(sums, token, slot, calls.get(token.id), automatic=automatic, over=slot.id in over)
        if token.status == Status.COMPLETED:
            completed_in[slot.id] = completed_in.get(slot.id, 0) + 1
        day_of.saw(slot, token)
    for slot in slots.values():
        seats = completed_in.get(slot.id, 0) if slot.closed else slot.capacity
        for key in keys_of(slot, None):
            sums = found.setdefault(key, Sums())
            sums.slots += not slot.closed
            sums.seats += seats
        day_of.sits(slot)
    for id, action, source, number in store.moves(span):
        for key in with_keys[id].get(source, ()) if id in with_keys else ():
            sums, name = found.setdefault(key, Sums()), _MOVES[Action(action)]
            setattr(sums, name, getattr(sums, name) + number)
    for slot, begins, ends in day_of.late():
        for key in keys_of(slot, None):
            found[key].begins += begins
            found[key].ends += ends
    return found


def _over(slots: Iterable[SlotRow]) -> frozenset[int]:
    now = clock.minute(clock.now())
    return frozenset(slot.id for slot in slots if slot_day.is_over(Window(slot.start, slot.end), now))


def _count_token(
    sums: Sums, token: TokenRow, slot: SlotRow, call: CallRow | None, *, automatic: bool, over: bool
) -> None:
    sums.booked += 1
    setattr(sums, token.status.lower(), getattr(sums, token.status.lower()) + 1)
    setattr(sums, token.source.lower(), getattr(sums, token.source.lower()) + 1)
    live = token.status in (Status.ACTIVE, Status.WAITING)
    if token.status == Status.NO_SHOW:
        sums.no_show_automatic += automatic
    if token.arrived_at and token.status != Status.COMPLETED and (over or not live):
        sums.unseen += 1
    if token.called_at:
        since = _waited_since(token, slot, call)
        if since is not None:
            sums.waits.append(_minutes(since, _moment(token.called_at)))
        if token.ended_at and token.status == Status.COMPLETED:
            sums.consultations.append(_minutes(_moment(token.called_at), _moment(token.ended_at)))


def _waited_since(token: TokenRow, slot: SlotRow, call: CallRow | None) -> datetime | None:
    """When the patient began to wait: at the check-in, or where the call was one, at the booking; of who had booked on
    an earlier day, at the start of the slot.
    """
    if call is None or "arrived_at" not in json.loads(call.detail).get("to", {}):
        return _moment(token.arrived_at) if token.arrived_at else None
    booked = clock.local(call.booked_at)
    if booked.date().isoformat() >= slot.day or not token.called_at:
        return booked
    return min(clock.instant(slot.start), _moment(token.called_at))


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def _minutes(begin: datetime, end: datetime) -> int:
    """Whole minutes, rounded down; of what was corrected by hand never less than 0."""
    return max(0, int((end - begin).total_seconds() // 60))


class _DoctorsDays:
    """When each doctor's day began and ended, beside when it should have."""

    def __init__(self) -> None:
        self._first: dict[tuple[int, str], SlotRow] = {}
        self._last: dict[tuple[int, str], SlotRow] = {}
        self._began: dict[tuple[int, str], str] = {}
        self._ended: dict[tuple[int, str], str] = {}

    def saw(self, slot: SlotRow, token: TokenRow) -> None:
        """A token of the day."""
        key = slot.doctor, slot.day
        if began := token.called_at or token.ended_at:
            self._began[key] = min(self._began.get(key, began), began)
        if token.ended_at:
            self._ended[key] = max(self._ended.get(key, token.ended_at), token.ended_at)

    def sits(self, slot: SlotRow) -> None:
        """A slot of the day; they come by their start."""
        if not slot.closed:
            key = slot.doctor, slot.day
            self._first.setdefault(key, slot)
            self._last[key] = slot

    def late(self) -> Iterator[tuple[SlotRow, list[int], list[int]]]:
        """The first slot of each day that began, by how many minutes late it began, and ended; early is less than 0."""
        for key, first in self._first.items():
            if began := self._began.get(key):
                ended = self._ended.get(key)
                ends = [_late(self._last[key].end, ended)] if ended else []
                yield first, [_late(first.start, began)], ends


def _late(planned: str, stamp: str) -> int:
    return int((_moment(stamp) - clock.instant(planned)).total_seconds() // 60)
