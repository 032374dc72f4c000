"""Figures of the engine: durable bookings, alone and with others, and the cost of a long queue."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sqlite3
import sys
import time
import traceback
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

import hospital
from figures import Figure, Measurement, Run, at_most, ms, spread
from floor_sqlite import Desk

from opd_tui.check import checking
from opd_tui.domain.requests.tokens import Book, Cancel
from opd_tui.services.tokens import booking, visits

ONE = "durable bookings/s, one process"
EIGHT = "durable bookings/s, 8 processes, 20 slots"
LONG = "one booking: 10,000 waiting vs none"

SOURCES = ("WALKIN",) * 8 + ("ONLINE",) * 4 + ("FOLLOWUP",) * 3 + ("PAID",) * 4 + ("EMERGENCY",)
SEATS, SLOTS_A_ROUND, BOOKINGS_A_ROUND = 15, 2, 50
"""Each round books into two new slots: 30 bookings find a seat, the others wait or preempt."""
PROCESSES, PATIENCE = 8, 120.0


def one_process(run: Run) -> list[Figure]:
    """Through the service, against the standard library with the same reads and writes; rounds by turns."""
    rounds = run.times(30, 8)
    ours, floor = run.folder / "ours.db", run.folder / "floor.db"
    hospital.build(ours, BOOKINGS_A_ROUND)
    slots = hospital.add_slots(ours, rounds * SLOTS_A_ROUND, SEATS)
    shutil.copyfile(ours, floor)
    dice = random.Random(7)
    desk = Desk(floor, hospital.ACTOR.name, hospital.ACTOR.desk)
    rates: list[tuple[float, float]] = []
    with closing(desk), hospital.opened(ours):
        for number in range(rounds):
            here = slots[number * SLOTS_A_ROUND :][:SLOTS_A_ROUND]
            work = [(here[n % SLOTS_A_ROUND], dice.choice(SOURCES), n + 1) for n in range(BOOKINGS_A_ROUND)]
            if number % 2:
                took_floor = _by_hand(desk, work)
                took = _through_service(work)
            else:
                took = _through_service(work)
                took_floor = _by_hand(desk, work)
            rates.append((len(work) / took, len(work) / took_floor))
    for made, by_hand in zip(_rows(ours), _rows(floor), strict=True):
        if made != by_hand:
            raise AssertionError(f"floor_sqlite.py writes {by_hand} where the service writes {made}")
    ratio = median(a / b for a, b in rates[1:])
    rate, rate_floor = median(a for a, _ in rates[1:]), median(b for _, b in rates[1:])
    return [Figure(ONE, f"{rate:.0f}/s", f"{rate_floor:.0f}/s", ratio, "ratio ≥ 0.75", ratio >= 0.75)]


def _through_service(work: list[tuple[int, str, int]]) -> float:
    start = time.perf_counter()
    for slot, source, patient in work:
        booking.book(Book(slot, source, patient_id=patient), hospital.ACTOR)
    return time.perf_counter() - start


def _by_hand(desk: Desk, work: list[tuple[int, str, int]]) -> float:
    start = time.perf_counter()
    for slot, source, patient in work:
        desk.book(slot, source, patient)
    return time.perf_counter() - start


def _rows(path: Path) -> list[tuple[Any, ...]]:
    """Tokens, counters and the log without its times: what must be equal whoever wrote it."""
    with closing(sqlite3.connect(path)) as connection:
        columns = [name for _, name, *_ in connection.execute("PRAGMA table_info(event)") if name != "at"]
        return [
            *connection.execute("SELECT * FROM token ORDER BY id"),
            *connection.execute("SELECT * FROM counter ORDER BY name"),
            *connection.execute(f"SELECT {', '.join(columns)} FROM event ORDER BY id"),
        ]


def eight_processes(run: Run) -> list[Figure]:
    """Eight processes on the same twenty slots at the same moment, then the check of every invariant."""
    bookings = run.times(150, 40)
    path = run.folder / "eight.db"
    hospital.build(path, PROCESSES * bookings)
    slots = hospital.add_slots(path, 20, SEATS)
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(PROCESSES, timeout=PATIENCE), context.Queue()
    started = [
        context.Process(target=_work, args=(path, slots, number, bookings, barrier, answers), daemon=True)
        for number in range(PROCESSES)
    ]
    try:
        for process in started:
            process.start()
        done = [answers.get(timeout=PATIENCE) for _ in started]
        for process in started:
            process.join(PATIENCE)
    finally:
        for process in started:
            if process.is_alive():
                process.kill()
    if broken := [answer for answer in done if isinstance(answer, str)]:
        raise AssertionError(broken[0])
    took = max(end for _, end, _ in done) - min(start for start, _, _ in done)
    errors = [problem for *_, problems in done for problem in problems]
    with hospital.opened(path):
        findings = checking.check()
    oversold = sum(finding.invariant == "I1" for finding in findings)
    rate = (PROCESSES * bookings - len(errors)) / took
    others = len(findings) - oversold
    ours = f"{rate:.0f}/s, {oversold} oversold, {len(errors)} errors" + (f", {others} findings" if others else "")
    for problem in {*errors, *map(str, findings)}:
        print("   ", problem, file=sys.stderr)
    return [Figure(EIGHT, ours, "–", None, "0 oversold, 0 errors", not errors and not findings)]


def _work(path: Path, slots: list[int], number: int, bookings: int, barrier: Any, answers: Any) -> None:
    """One process: its start and end, and the errors it met; a traceback if it could not begin."""
    try:
        dice, errors = random.Random(number), []
        actor = hospital.Actor(f"desk-{number}", f"bench:{number}")
        with hospital.opened(path):
            barrier.wait()
            start = time.perf_counter()
            for n in range(bookings):
                asked = Book(dice.choice(slots), dice.choice(SOURCES), patient_id=1 + number * bookings + n)
                try:
                    booking.book(asked, actor)
                except Exception as e:
                    errors.append(f"{type(e).__name__}: {e}")
            answers.put((start, time.perf_counter(), errors))
    except BaseException:
        barrier.abort()
        answers.put(traceback.format_exc())


def long_queue(run: Run) -> list[Figure]:
    """A booking that waits and one that preempts, in a full slot with 10,000 waiting and in one with nobody waiting.

    Each is cancelled again before the next, untimed. The worse of the two kinds is the figure.
    """
    waiting, seats, times = 10_000, 10, run.times(120, 40)
    path = run.folder / "long.db"
    hospital.build(path, waiting + 2 * seats + 1)
    long, short = hospital.add_slots(path, 2, seats)
    hospital.fill(path, long, seats + waiting)
    hospital.fill(path, short, seats)
    newcomer = waiting + 2 * seats + 1
    found: dict[str, tuple[list[float], list[float]]] = {"WALKIN": ([], []), "PAID": ([], [])}
    with hospital.opened(path):
        if findings := checking.check():
            raise AssertionError(f"the long queue is not sound: {findings[0]}")
        for _ in range(times):
            for source, (in_long, in_short) in found.items():
                for slot, took in ((long, in_long), (short, in_short)):
                    start = time.perf_counter()
                    done = booking.book(Book(slot, source, patient_id=newcomer), hospital.ACTOR)
                    took.append(time.perf_counter() - start)
                    visits.cancel(Cancel(done.token.id), hospital.ACTOR)
    long_times, short_times = max(found.values(), key=lambda pair: median(pair[0]) / median(pair[1]))
    note = spread(long_times, ms)
    return [at_most(LONG, median(long_times), median(short_times), 1.5, ms, note)]


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = (
    ((ONE,), one_process),
    ((EIGHT,), eight_processes),
    ((LONG,), long_queue),
)
