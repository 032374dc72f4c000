"""Figures of the engine: durable bookings, alone and with others, and the cost of a long queue."""

from __future__ import annotations

import multiprocessing
import random
import shutil
import sys
import time
import traceback
from contextlib import closing
from statistics import median
from typing import Any

import hospital
from figures import Figure, Measurement, Run, at_most, ms, p99, spread
from floor import Desk, floor
from msgspec import Struct

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.requests.tokens import Book, Cancel
from opd_tui.services.tokens import booking, visits

ONE = "durable bookings/s, one process"
EIGHT = "durable bookings/s, 8 processes vs one, 20 slots of 5 doctors"
WAIT = "one booking of 8 processes, p99"
LONG = "one booking: 10,000 waiting vs none"

SOURCES = ("WALKIN",) * 8 + ("ONLINE",) * 4 + ("FOLLOWUP",) * 3 + ("PAID",) * 4 + ("EMERGENCY",)
SEATS, SLOTS_A_ROUND, BOOKINGS_A_ROUND = 15, 2, 50
"""Each round books into two new slots: 30 bookings find a seat, the others wait or preempt."""
PROCESSES, PATIENCE = 8, 120.0


def one_process(run: Run) -> list[Figure]:
    """Through the service, against the standard library with the same reads and writes; rounds by turns."""
    rounds = run.times(30, 8)
    built, beside = run.folder / "ours.db", run.folder / "floor.db"
    hospital.build(built, BOOKINGS_A_ROUND)
    slots = hospital.add_slots(built, rounds * SLOTS_A_ROUND, SEATS)
    shutil.copyfile(built, beside)
    ours, by_floor = run.measured(built), run.measured(beside)
    dice = random.Random(7)
    desk = floor(by_floor, hospital.ACTOR.name, hospital.ACTOR.desk)
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
    for made, by_hand in zip(_rows(ours), _rows(by_floor), strict=True):
        if made != by_hand:
            raise AssertionError(f"floor.py writes {by_hand} where the service writes {made}")
    ratio = median(a / b for a, b in rates[1:])
    goal = 0.5 if run.server else 0.75
    rate, rate_floor = median(a for a, _ in rates[1:]), median(b for _, b in rates[1:])
    return [Figure(ONE, f"{rate:.0f}/s", f"{rate_floor:.0f}/s", ratio, f"ratio ≥ {goal:g}", ratio >= goal)]


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


def _rows(target: str) -> list[tuple[Any, ...]]:
    """Tokens, counters and the log without its times: what must be equal whoever wrote it."""
    columns = ", ".join(field.column_name for field in tables.Event._meta.sorted_fields if field.column_name != "at")
    with hospital.opened(target):
        run = connection.current().run
        return [
            *run("SELECT * FROM token ORDER BY id", ()),
            *run("SELECT * FROM counter ORDER BY name", ()),
            *run(f"SELECT {columns} FROM event ORDER BY id", ()),
        ]


def eight_processes(run: Run) -> list[Figure]:
    """Eight processes on the same twenty slots at the same moment, then the check of every invariant; before that, one
    process makes as many bookings in slots like them.
    """
    bookings = run.times(150, 40)
    built, beside = run.folder / "eight.db", run.folder / "one.db"
    hospital.build(built, PROCESSES * bookings)
    slots = [slot for doctor in range(2, 7) for slot in hospital.add_slots(built, 4, SEATS, doctor=doctor)]
    shutil.copyfile(built, beside)
    alone = _together(run.measured(beside), slots, 1, PROCESSES * bookings)
    eight = _together(run.measured(built), slots, PROCESSES, bookings)
    with hospital.opened(run.measured(built)):
        findings = checking.check()
    for problem in {*eight.errors, *map(str, findings)}:
        print("   ", problem, file=sys.stderr)
    oversold = sum(finding.invariant == "I1" for finding in findings)
    others = len(findings) - oversold
    ours = f"{eight.rate:.0f}/s, {oversold} oversold, {len(eight.errors)} errors" + (
        f", {others} findings" if others else ""
    )
    ratio, sound, slow = eight.rate / alone.rate, not eight.errors and not findings, p99(eight.waits)
    least = 1.5 if run.server else 0.0
    goal = f"ratio ≥ {least:g}, 0 oversold, 0 errors" if least else "0 oversold, 0 errors"
    shown = f"{ms(slow)} (median {ms(median(eight.waits))}, longest {ms(max(eight.waits))})"
    return [
        Figure(EIGHT, ours, f"{alone.rate:.0f}/s", ratio, goal, sound and ratio >= least),
        Figure(WAIT, shown, "–", None, "≤ 300 ms" if run.server else "–", slow <= 0.3 or not run.server),
    ]


class Together(Struct, frozen=True):
    """What processes did together: bookings a second, the seconds that each took, the errors they met."""

    rate: float
    waits: list[float]
    errors: list[str]


def _together(target: str, slots: list[int], processes: int, bookings: int) -> Together:
    context = multiprocessing.get_context("spawn")
    barrier, answers = context.Barrier(processes, timeout=PATIENCE), context.Queue()
    started = [
        context.Process(target=_work, args=(target, slots, number, bookings, barrier, answers), daemon=True)
        for number in range(processes)
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
    took = max(end for _, end, *_ in done) - min(start for start, *_ in done)
    waits = [wait for _, _, waited, _ in done for wait in waited]
    return Together(len(waits) / took, waits, [problem for *_, problems in done for problem in problems])


def _work(target: str, slots: list[int], number: int, bookings: int, barrier: Any, answers: Any) -> None:
    """One process: its start and end, how long each booking took, and the errors it met; a traceback if it could not
    begin.
    """
    try:
        dice, waits, errors = random.Random(number), [], []
        actor = hospital.Actor(f"desk-{number}", f"bench:{number}")
        with hospital.opened(target):
            barrier.wait()
            start = time.perf_counter()
            for n in range(bookings):
                asked = Book(dice.choice(slots), dice.choice(SOURCES), patient_id=1 + number * bookings + n)
                began = time.perf_counter()
                try:
                    booking.book(asked, actor)
                    waits.append(time.perf_counter() - began)
                except Exception as e:
                    errors.append(f"{type(e).__name__}: {e}")
            answers.put((start, time.perf_counter(), waits, errors))
    except BaseException:
        barrier.abort()
        answers.put(traceback.format_exc())


def long_queue(run: Run) -> list[Figure]:
    """A booking that waits and one that preempts, in a full slot with 10,000 waiting and in one with nobody waiting.

    Each is cancelled again before the next, untimed. The worse of the two kinds is the figure.
    """
    waiting, seats, times = 10_000, 10, run.times(120, 40)
    built = run.folder / "long.db"
    hospital.build(built, waiting + 2 * seats + 1)
    long, short = hospital.add_slots(built, 2, seats)
    hospital.fill(built, long, seats + waiting)
    hospital.fill(built, short, seats)
    newcomer = waiting + 2 * seats + 1
    found: dict[str, tuple[list[float], list[float]]] = {"WALKIN": ([], []), "PAID": ([], [])}
    with hospital.opened(run.measured(built)):
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
    ((EIGHT, WAIT), eight_processes),
    ((LONG,), long_queue),
)
