"""Figures of a large hospital: 300 doctors in 20 departments, 14 days of 8 slots each, the first days full.

Some doctors are full to the last day but one, and one department is full throughout: who waits there makes the p95.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import hospital
from figures import Figure, Measurement, Run, ms, p95
from floor import FileDesk

from opd_tui.db import connection
from opd_tui.domain.requests.tokens import FindAlternatives, PreviewBooking
from opd_tui.runtime import clock
from opd_tui.services.forecast import alternatives, preview
from opd_tui.services.queries import finding

PREVIEW = "preview: 300 doctors, 14 days, 8 slots"
PLACES = "alternatives: 300 doctors, 14 days, 8 slots"
FIND = "find, as a name or number is typed: 220,000 tokens to come"
GOAL = 0.05
"""Seconds that the p95 may take."""

DOCTORS, DEPARTMENTS, DAYS, SLOTS, SEATS, WAITERS = 300, 20, 14, 8, 6, 2
FULL_DAYS = 5
"""On these every slot is full and has waiters; on the others every fourth slot has a seat."""
BUSY = 12
"""Each doctor whose id it divides is full but for the last day."""
FULL_DEPARTMENT = 7
PATIENTS = 20_000


def places(run: Run) -> list[Figure]:
    """What the form asks while a patient is booked into a full slot, and what `m` asks for one who waits."""
    path = run.folder / "large.db"
    slots = build(path)
    dice = random.Random(3)
    times = run.times(600, 150)
    wanted = [dice.choice(slots) for _ in range(times)]
    with hospital.opened(run.measured(path)):
        waiting = connection.current().database.execute_sql("SELECT id FROM token WHERE status = 'WAITING'").fetchall()
        tokens = [token for (token,) in dice.sample(waiting, times)]
        patients = [dice.randrange(1, PATIENTS) for _ in wanted]
        sources = [dice.choice(("WALKIN", "ONLINE", "PAID")) for _ in wanted]
        asked = list(map(PreviewBooking, wanted, sources, patients))
        return [
            _figure(PREVIEW, asked, preview.preview),
            _figure(PLACES, [FindAlternatives(token) for token in tokens], alternatives.of_token),
            _figure(FIND, _typed(dice, run.times(60, 15)), lambda text: finding.find(text, clock.today())),
        ]


def _typed(dice: random.Random, people: int) -> list[str]:
    """What stands in the field after each key, from the second on: names, numbers of tokens, ends of phones."""
    texts = []
    for _ in range(people):
        name, number = hospital.name_of(dice.randrange(1, PATIENTS)), str(dice.randrange(10_000, 99_999))
        texts += [name[:length] for length in range(2, len(name) + 1)]
        texts += [number[:length] for length in range(1, len(number) + 1)]
    return texts


def build(path: Path) -> list[int]:
    """The hospital; its full slots of full days."""
    hospital.build(path, PATIENTS)
    desk, slot, full = FileDesk(path), 0, []
    first = date.today() + timedelta(days=1)  # noqa: DTZ011 - the hospital's zone is UTC, and a day more or less no matter
    with closing(desk), desk.transaction():
        run = desk.connection.execute
        for doctor in range(len(hospital.DEPARTMENTS) + 1, DOCTORS + 1):
            department = f"Department {doctor % DEPARTMENTS}"
            run(
                "INSERT INTO doctor (id, name, department, room) VALUES (?, ?, ?, '')",
                (doctor, f"Dr {doctor}", department),
            )
        for doctor in range(1, DOCTORS + 1):
            for n in range(DAYS * SLOTS):
                slot, day = slot + 1, (first + timedelta(days=n // SLOTS)).isoformat()
                window = f"{day}T{9 + n % SLOTS:02}:00", f"{day}T{10 + n % SLOTS:02}:00"
                run(
                    'INSERT INTO slot (id, doctor_id, day, "start", "end", capacity) VALUES (?, ?, ?, ?, ?, ?)',
                    (slot, doctor, day, *window, SEATS),
                )
                is_full = n // SLOTS < _full_days(doctor)
                if is_full:
                    full.append(slot)
                _fill(desk, slot, doctor, day, SEATS + WAITERS if is_full else SEATS - (slot % 4 == 0))
    return full


def _full_days(doctor: int) -> int:
    if doctor % DEPARTMENTS == FULL_DEPARTMENT:
        return DAYS
    return DAYS - 1 if doctor % BUSY == 0 else FULL_DAYS


def _fill(desk: FileDesk, slot: int, doctor: int, day: str, tokens: int) -> None:
    desk.connection.executemany(
        "INSERT INTO token (slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called,"
        " preemptions) VALUES (?, ?, ?, ?, ?, 'ONLINE', 4, ?, ?, 0, 0)",
        (
            (
                *(slot, (slot * 31 + n * 7) % PATIENTS + 1, doctor, day, slot * 100 + n),
                *("ACTIVE" if n < SEATS else "WAITING", slot * 100 + n),
            )
            for n in range(tokens)
        ),
    )


def _figure(name: str, asked: Sequence[Any], ask: Callable[[Any], object]) -> Figure:
    took = []
    for each in asked:
        start = time.perf_counter()
        ask(each)
        took.append(time.perf_counter() - start)
    slow = p95(took)
    return Figure(name, f"p95 {ms(slow)} (median {ms(median(took))})", "–", None, f"p95 ≤ {ms(GOAL)}", slow <= GOAL)


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = (((PREVIEW, PLACES, FIND), places),)
