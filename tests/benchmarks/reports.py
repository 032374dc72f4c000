"""How long a report takes in a large hospital: of a year, of a day that is over, and of one that is counted anew."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from statistics import median

import hospital
import past
from figures import Figure, Measurement, Run, ms

from opd_tui.domain.requests.reports import MakeReport
from opd_tui.domain.weeks import plus
from opd_tui.reports import day_sums, report
from opd_tui.runtime import clock

DOCTORS, PATIENTS, DAYS = 300, 20_000, 365
A_DAY = DOCTORS * past.SLOTS_A_DAY * past.SEATS
YEAR, DAY = 2.0, 0.05
"""The goals in seconds."""
BYS = ("doctor", "weekday", "hour", "source")


def named(days: int) -> tuple[str, ...]:
    """The figures of a hospital with so many days behind it."""
    kept = (f"report of {days} days by {by} ({days * A_DAY:,} tokens)" for by in BYS)
    return (
        *kept,
        f"report of a day of {A_DAY:,} tokens",
        f"report of that day, counted from its tokens ({days} days there)",
    )


def month(run: Run) -> list[Figure]:
    """A month of the large hospital."""
    return _reports(run, 30)


def year(run: Run) -> list[Figure]:
    """A year of it."""
    return _reports(run, DAYS)


def _reports(run: Run, days: int) -> list[Figure]:
    file = run.folder / "past.db"
    hospital.build(file, PATIENTS)
    past.write(file, DOCTORS, PATIENTS, days * A_DAY)
    floor = _floor(run, file)
    with hospital.opened(run.measured(file)):
        first, last = plus(clock.today(), -days), plus(clock.today(), -1)
        day = MakeReport(last, last)
        times = run.times(7, 3)
        anew = _timed(lambda: report.report(day), times)
        for each in day_sums.to_sum(first, last):
            day_sums.keep(each)
        took = [_timed(lambda by=by: report.report(MakeReport(first, last, by)), times) for by in BYS]
        took += [_timed(lambda: report.report(day), times), anew]
    goals = (*[YEAR] * len(BYS), DAY, DAY)
    return [
        Figure(name, ms(ours), ms(floor), ours / floor, f"under {ms(goal)}", ours < goal)
        for name, ours, goal in zip(named(days), took, goals, strict=True)
    ]


def _floor(run: Run, file: object) -> float:
    """Counting all tokens by doctor and state, in bare SQLite, of a copy that nobody else has open."""
    copy = run.folder / "floor.db"
    shutil.copyfile(str(file), copy)
    with closing(sqlite3.connect(copy)) as database:
        count = "SELECT doctor_id, status, count(*) FROM token GROUP BY doctor_id, status"
        return _timed(lambda: database.execute(count).fetchall(), run.times(5, 3))


def _timed(do: Callable[[], object], times: int) -> float:
    took = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        took.append(time.perf_counter() - start)
    return median(took)


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = ((named(30), month),)
LARGE: tuple[tuple[tuple[str, ...], Measurement], ...] = ((named(DAYS), year),)
"""What is taken with `--large` only."""
