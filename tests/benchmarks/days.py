"""Opening days from weekly templates in a hospital of 300 doctors, each with 8 slots a day, 14 days ahead."""

from __future__ import annotations

import time

import hospital
from figures import Figure, Measurement, Run, ms, p95
from peewee import chunked

from opd_tui.db import connection, tables
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.runtime import clock
from opd_tui.services.slots import doctors
from opd_tui.services.weeks import opening

DOCTORS, DAYS, SLOTS = 300, 14, 8
DAY = f"opening a day of {DOCTORS} × {SLOTS} slots from templates, piece by piece"
PIECE = f"the longest that another desk waits for a piece of {opening.PIECE} slots, p95"
NOTHING = f"finding that {DAYS} days of {DOCTORS} × {SLOTS} slots are open already"


def open_days(run: Run) -> list[Figure]:
    """Every day is opened as a desk does it; the first ones fill the tables before the last is taken."""
    path = run.folder / "days.db"
    connection.connect(str(path), create=True, time_zone="UTC")
    connection.close()
    with hospital.opened(run.measured(path)):
        with connection.transaction(of_many=True):
            made = [
                doctors.add(AddDoctor(f"Dr {n:03}", f"Department {n % 20}"), hospital.ACTOR).id for n in range(DOCTORS)
            ]
            rows = (
                (doctor, weekday, f"{9 + hour:02}:00", f"{10 + hour:02}:00", 10, clock.today())
                for doctor in made
                for weekday in range(7)
                for hour in range(SLOTS)
            )
            names = ("doctor", "weekday", "start", "end", "capacity", "valid_from")
            fields = [getattr(tables.Template, name) for name in names]
            for part in chunked(rows, 1000):  # a statement to a server has at most 65,535 parameters
                tables.Template.insert_many(part, fields=fields).execute()
        days = opening.days_ahead()[: run.times(DAYS, 2)]
        whole, pieces = [], []
        for day in days:
            began, more = time.perf_counter(), True
            while more:
                start = time.perf_counter()
                more = opening.open_day(day, hospital.ACTOR).more
                pieces.append(time.perf_counter() - start)
            whole.append(time.perf_counter() - began)
        start = time.perf_counter()
        for day in days:
            opening.open_day(day, hospital.ACTOR)
        nothing = time.perf_counter() - start
    worst = p95(pieces)
    return [
        Figure(DAY, ms(max(whole)), "–", None, "–", True),
        Figure(PIECE, ms(worst), "–", None, "≤ 50 ms", worst <= 0.05),
        Figure(NOTHING, ms(nothing), "–", None, "–", True),
    ]


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = (((DAY, PIECE, NOTHING), open_days),)
