"""Whether years of history make a desk slow: a booking, a look at the desk, find and undo, with and without it."""

from __future__ import annotations

import random
import shutil
import sys
import time
from collections.abc import Callable
from statistics import median

import hospital
import past
from figures import Figure, Measurement, Run, at_most, ms, spread

from opd_tui.domain.desk import DeskQuery, Pane
from opd_tui.domain.requests.tokens import Book, Undo
from opd_tui.runtime import clock
from opd_tui.services.queries import desk, finding
from opd_tui.services.tokens import booking
from opd_tui.services.undo import undo

SOME, MANY = 100_000, 6_000_000
DOCTORS, PATIENTS = 300, 20_000
GOAL = 1.2
ACTS = ("a booking", "undo of it", "a look at the desk", "find, as a name is typed")
SEATS, WAITING, IN_A_ROUND = 5, 20, 20


def named(tokens: int) -> tuple[str, ...]:
    """The figures of so many tokens of history."""
    return *(f"{tokens:,} tokens of history vs none: {act}" for act in ACTS), f"file per token, {tokens:,} tokens"


def some(run: Run) -> list[Figure]:
    """A few weeks of the large hospital."""
    return _with_and_without(run, SOME)


def many(run: Run) -> list[Figure]:
    """Three years of it."""
    return _with_and_without(run, MANY)


def _with_and_without(run: Run, tokens: int) -> list[Figure]:
    """The same hospital twice, its days ahead alike; by turns, the first round of each not counted."""
    files = {name: run.folder / f"{name}.db" for name in ("with", "none")}
    began = time.perf_counter()
    patients = max(PATIENTS, tokens // 6)
    hospital.build(files["none"], patients)
    empty = past.write(files["none"], DOCTORS, patients, 0)
    shutil.copyfile(files["none"], files["with"])
    size = past.write(files["with"], DOCTORS, patients, tokens) - empty
    for path in files.values():
        shown = hospital.add_day(path, SEATS)
        hospital.fill(path, shown, SEATS + WAITING, source="PAID")
    taken = sum(file.stat().st_size for file in run.folder.iterdir())
    print(f"    {tokens:,} tokens in {time.perf_counter() - began:.0f} s, {taken / 1e9:.2f} GB", file=sys.stderr)
    measured = {name: run.measured(file) for name, file in files.items()}
    took: dict[str, dict[str, list[float]]] = {name: {act: [] for act in ACTS} for name in files}
    for number in range(run.times(12, 4) + 1):
        for name, target in measured.items():
            slot = hospital.add_slots(target, 1, IN_A_ROUND, doctor=3 + number)[0]
            with hospital.opened(target):
                _one_round(took[name], slot, number, patients, counts=number > 0)
    names = named(tokens)
    figures = [
        at_most(name, median(took["with"][act]), median(took["none"][act]), GOAL, ms, spread(took["with"][act], ms))
        for name, act in zip(names, ACTS, strict=False)
    ]
    return [*figures, Figure(names[-1], f"{size / tokens:.0f} bytes", "–", None, "–", True)]


def _one_round(took: dict[str, list[float]], slot: int, number: int, patients: int, *, counts: bool) -> None:
    """The four acts, some times each, as one desk does them."""
    dice = random.Random(number)
    asked = DeskQuery(active=Pane(0, SEATS), waiting=Pane(0, 8))
    for _ in range(IN_A_ROUND):
        patient = dice.randrange(100, patients)
        name, today = hospital.name_of(patient), clock.today()
        acts: dict[str, Callable[[], object]] = {
            ACTS[0]: lambda patient=patient: booking.book(Book(slot, "PAID", patient_id=patient), hospital.ACTOR),
            ACTS[1]: lambda: undo.undo(Undo(at_this_desk=True), hospital.ACTOR),
            ACTS[2]: lambda: desk.desk_view(asked),
            ACTS[3]: lambda name=name, today=today: [finding.find(name[:length], today) for length in range(2, 8)],
        }
        for act, do in acts.items():
            start = time.perf_counter()
            do()
            if counts:
                took[act].append(time.perf_counter() - start)


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = ((named(SOME), some),)
LARGE: tuple[tuple[tuple[str, ...], Measurement], ...] = ((named(MANY), many),)
"""What is taken with `--large` only: it needs 16 GB of disk and ten minutes."""
