"""The report against the log, replayed by a plain program that knows nothing of the tables of tokens."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import datetime

import pytest

from opd_tui.db import tables
from opd_tui.domain.requests.reports import MakeReport
from opd_tui.reports import report
from tests.support.factories import TODAY
from tests.support.random_day import a_day


def minutes(begin: str, end: str) -> int:
    begun, ended = datetime.fromisoformat(begin), datetime.fromisoformat(end)
    return int((ended - begun).total_seconds() // 60)


class Replayed:
    """The tokens as the log leaves them: the last value of each field, when it was booked, and its last call."""

    def __init__(self) -> None:
        self.tokens: dict[int, dict] = {}
        self.moves: Counter[str] = Counter()
        columns = tables.Event.action, tables.Event.at, tables.Event.token, tables.Event.slot, tables.Event.detail
        query = tables.Event.select(*columns).where(tables.Event.token.is_null(False)).order_by(tables.Event.id)
        for action, at, token, slot, detail in query.tuples():
            self._play(action, at, token, slot, json.loads(detail))

    def _play(self, action, at, token, slot, detail):
        state = self.tokens.setdefault(token, {"booked_at": at, "arrived_at": None, "undone": False})
        state.update(detail.get("to", {}), slot=slot)
        state["undone"] = action == "undo" and detail.get("why") == "book"
        if action == "call":
            state["by_call"] = "arrived_at" in detail["to"]
        if action in ("promote", "preempt", "move"):
            self.moves[action] += 1

    def booked(self):
        return [state for state in self.tokens.values() if not state["undone"]]

    def waits(self):
        for state in self.booked():
            if state.get("called_at"):
                tie = state.get("by_call") and (state["arrived_at"] or "") >= state["called_at"]
                since = state["booked_at"] if tie else state["arrived_at"]
                if since:
                    yield max(0, minutes(since, state["called_at"]))

    def consultations(self):
        for state in self.booked():
            if state["status"] == "COMPLETED" and state.get("called_at") and state.get("ended_at"):
                yield max(0, minutes(state["called_at"], state["ended_at"]))


@pytest.mark.parametrize("seed", range(8))
def test_a_report_says_what_a_replay_of_the_log_says(database, seed):
    a_day(random.Random(seed))
    sums, replayed = report.report(MakeReport(TODAY, by="day")).total.sums, Replayed()
    states = Counter(state["status"] for state in replayed.booked())
    sources = Counter(state["source"] for state in replayed.booked())
    assert {name: getattr(sums, name.lower()) for name in states} == states
    assert {name: getattr(sums, name.lower()) for name in sources} == sources
    assert sums.booked == len(replayed.booked())
    assert sorted(sums.waits) == sorted(replayed.waits())
    assert sorted(sums.consultations) == sorted(replayed.consultations())
    moves = {"promote": sums.promoted, "preempt": sums.preempted, "move": sums.moved}
    assert moves == {action: replayed.moves[action] for action in moves}
