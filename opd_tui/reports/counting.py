"""Counts the tokens of some days: the plain computation, which the kept sums must equal."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
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
OF_DAY = ""
"""In place of a source: the doctor's day as a whole."""
KeysOf = Callable[[SlotRow, str | None], tuple[Key, ...]]
"""Whose sums a token of a slot and source belongs to; with None those that the slot itself does, its seats, and with
OF_DAY those that the beginning and the end of the doctor's day do.
"""
_MOVES = {Action.PROMOTE: "promoted", Action.PREEMPT: "preempted", Action.MOVE: "moved"}


def count(span: Span, keys_of: KeysOf) -> dict[Key, Sums]:
    """The sums of these days, for each key."""
    slots = {slot.id: slot for slot in store.slots(span)}
    found: dict[Key, _Counted] = defaultdict(_Counted)
    keys = {(id, source): keys_of(slot, source) for id, slot in slots.items() for source in PRIORITY}
    day_of, completed = _DoctorsDays(), Counter[int]()
    over, last, tokens = _over(slots.values()), store.last_events(span), store.tokens(span)
    tied = any(token.called_at and (token.arrived_at or "") >= token.called_at for token in tokens)
    calls = store.calls_without_check_in(span) if tied else {}
    for token in tokens:
        if token.status not in Status.__members__ or (token.slot, token.source) not in keys:
            continue  # a damaged row, which `check` names
        slot, (action, automatic) = slots[token.slot], last.get(token.id, _NO_EVENT)
        if action == Action.UNDO:  # the booking was undone
            continue
        for key in keys[token.slot, token.source]:
            found[key].add(token, slot, calls.get(token.id), automatic=bool(automatic), over=slot.id in over)
        completed[slot.id] += token.status == Status.COMPLETED
        day_of.saw(slot, token)
    for slot in slots.values():
        for key in keys_of(slot, None):
            found[key].numbers["slots"] += not slot.closed
            found[key].numbers["seats"] += completed[slot.id] if slot.closed else slot.capacity
        day_of.sits(slot)
    for id, action, source, number in store.moves(span):
        for key in keys.get((id, source), ()):
            found[key].numbers[_MOVES[Action(action)]] += number
    for slot, begins, ends in day_of.late():
        for key in keys_of(slot, OF_DAY):
            found[key].minutes["begins"] += begins
            found[key].minutes["ends"] += ends
    return {key: counted.sums() for key, counted in found.items()}


_NO_EVENT = ("", False)
_LIVE = (Status.ACTIVE.value, Status.WAITING.value)


class _Counted:
    """Sums while they are counted: dicts are faster."""

    def __init__(self) -> None:
        self.numbers, self.minutes = defaultdict[str, int](int), defaultdict[str, list[int]](list)

    def add(self, token: TokenRow, slot: SlotRow, call: CallRow | None, *, automatic: bool, over: bool) -> None:
        """Count a token."""
        numbers, status = self.numbers, token.status
        numbers[status] += 1
        numbers[token.source] += 1
        if status == "NO_SHOW":
            numbers["no_show_automatic"] += automatic
        if token.arrived_at and status != "COMPLETED" and (over or status not in _LIVE):
            numbers["unseen"] += 1
        if token.called_at:
            called = _moment(token.called_at)
            since = _waited_since(token, slot, call)
            if since is not None:
                self.minutes["waits"].append(_minutes(since, called))
            if token.ended_at and status == "COMPLETED":
                self.minutes["consultations"].append(_minutes(called, _moment(token.ended_at)))

    def sums(self) -> Sums:
        """What was counted."""
        numbers = {name.lower(): number for name, number in self.numbers.items()}
        booked = sum(self.numbers[status] for status in Status)
        return Sums(booked, **numbers, **self.minutes)  # type: ignore[arg-type]  # the names are those of Sums


def _over(slots: Iterable[SlotRow]) -> frozenset[int]:
    now = clock.minute(clock.now())
    return frozenset(slot.id for slot in slots if slot_day.is_over(Window(slot.start, slot.end), now))


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
        if not (began := token.called_at or token.ended_at):
            return
        key = slot.doctor, slot.day
        if began < self._began.get(key, "~"):
            self._began[key] = began
        if token.ended_at and token.ended_at > self._ended.get(key, ""):
            self._ended[key] = token.ended_at

    def sits(self, slot: SlotRow) -> None:
        """A slot of the day; they come by their start."""
        if not slot.closed:
            key = slot.doctor, slot.day
            self._first.setdefault(key, slot)
            self._last[key] = slot

    def late(self) -> Iterator[tuple[SlotRow, list[int], list[int]]]:
        """The first slot of each day that began, by how many minutes late it began, and ended; early is less than 0.

        A day whose last slot has not ended has no end yet.
        """
        now = clock.minute(clock.now())
        for key, first in self._first.items():
            if began := self._began.get(key):
                ended, last = self._ended.get(key), self._last[key].end
                ends = [_late(last, ended)] if ended and last <= now else []
                yield first, [_late(first.start, began)], ends


def _late(planned: str, stamp: str) -> int:
    return int((_moment(stamp) - clock.instant(planned)).total_seconds() // 60)
