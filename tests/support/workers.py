"""What several processes run at once, and how they are started. Each worker opens the database for itself."""

from __future__ import annotations

import multiprocessing
import os
import random
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from opd_tui.db import connection, history
from opd_tui.domain.errors import OpdError, Unreachable
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddDoctor, AddSlot, SetCapacity
from opd_tui.domain.requests.tokens import (
    Book,
    Call,
    Cancel,
    Complete,
    FindAlternatives,
    Move,
    NoShow,
    PreviewBooking,
    SweepNoShows,
)
from opd_tui.runtime import clock
from opd_tui.services.day import no_shows
from opd_tui.services.forecast import alternatives, preview
from opd_tui.services.slots import capacity, doctors, schedule
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.services.weeks import opening
from tests.support.factories import MORNING, ZONE

PATIENCE = 60
"""Seconds after which a worker that never came is a failure and not a slow machine."""


class Here(NamedTuple):
    """A worker's place: its number, and the barrier at which all of them meet."""

    number: int
    barrier: Any

    @property
    def actor(self) -> Actor:
        return Actor(f"desk-{self.number}", f"worker:{self.number}")


def race(work: Callable[..., Any], *args: Any, processes: int = 8) -> list[Any]:
    """Run `work(here, *args)` in new processes at once; what each returned. Fails with their tracebacks."""
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(processes), context.Queue()
    started = [
        context.Process(target=_run, args=(work, Here(number, barrier), results, args), daemon=True)
        for number in range(processes)
    ]
    for process in started:
        process.start()
    answers = [results.get(timeout=PATIENCE) for _ in started]
    for process in started:
        process.join(PATIENCE)
    failures = [answer for came, answer in answers if not came]
    assert not failures, "\n".join(failures)
    return [answer for _, answer in answers]


def _run(work: Callable[..., Any], here: Here, results: Any, args: tuple[Any, ...]) -> None:
    try:
        results.put((True, work(here, *args)))
    except BaseException:
        here.barrier.abort()
        results.put((False, traceback.format_exc()))
    finally:
        connection.close()


def _open(path: str) -> None:
    connection.connect(path)
    clock.set_local(MORNING)


def book_each(here: Here, path: str, slots: list[int]) -> list[str]:
    """One booking in each slot, all workers in the same slot at the same moment; the status each got."""
    _open(path)
    got = []
    for slot in slots:
        here.barrier.wait()
        asked = Book(slot, "WALKIN", patient=NewPatient(f"Patient {here.number}"))
        got.append(booking.book(asked, here.actor).token.status)
    return got


def book_often(here: Here, path: str, slot: int, times: int) -> list[int]:
    """Bookings of every source in one slot; their numbers."""
    _open(path)
    dice = random.Random(here.number)
    here.barrier.wait()
    sources = dice.choices(["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"], k=times)
    asked = [Book(slot, source, patient=NewPatient(f"Patient {here.number}")) for source in sources]
    return [booking.book(each, here.actor).token.number for each in asked]


def book_one_request(here: Here, path: str, slot: int, patient: int) -> tuple[int, bool]:
    """The same booking under the same key; the token's id, and whether it was a replay."""
    _open(path)
    here.barrier.wait()
    done = booking.book(Book(slot, "PAID", patient_id=patient, request="one key"), here.actor)
    return done.token.id, done.replayed


def take_first_alternative(here: Here, path: str, slot: int) -> tuple[int, str, list[int]]:
    """All are told of the same best place and book there at once; it, the status each got, and what is better then."""
    _open(path)
    best = preview.preview(PreviewBooking(slot, "WALKIN")).alternatives[0].slot
    here.barrier.wait()
    token = booking.book(Book(best, "WALKIN", patient=NewPatient(f"Patient {here.number}")), here.actor).token
    here.barrier.wait()
    better = alternatives.of_token(FindAlternatives(token.id)) if token.status == "WAITING" else ()
    return best, token.status, [place.slot for place in better]


def add_overlapping(here: Here, path: str, doctor: int, days: list[str]) -> list[str]:
    """A slot a day that overlaps those of all other workers; "added", or the code of the refusal."""
    _open(path)
    got = []
    for day in days:
        here.barrier.wait()
        try:
            schedule.add(AddSlot(doctor, f"{day}T10:{here.number:02}", f"{day}T11:{here.number:02}", 5), here.actor)
            got.append("added")
        except OpdError as e:
            got.append(e.code)
    return got


def open_days(here: Here, path: str, days: list[str]) -> int:
    """Open all days piece by piece, all workers the same one at the same moment; how many slots this one opened."""
    _open(path)
    opened = 0
    for day in days:
        here.barrier.wait()
        more = True
        while more:
            done = opening.open_day(day, here.actor, 3)
            opened, more = opened + done.slots, done.more
    return opened


def sweep_often(here: Here, path: str, minutes: list[str]) -> list[int]:
    """Sweep at each of these wall times, all workers at the same moment; the tokens that this one marked."""
    _open(path)
    marked: list[int] = []
    for minute in minutes:
        here.barrier.wait()
        clock.set_local(minute)
        marked += [token.id for token in no_shows.sweep(SweepNoShows(), here.actor).marked]
    return marked


def open_each(here: Here, paths: list[str], migrations: str | None = None) -> list[connection.Opened]:
    """Open every file, all workers the same one at the same moment; what each was told."""
    if migrations:
        history.MIGRATIONS = Path(migrations)
    told = []
    for path in paths:
        here.barrier.wait()
        told.append(connection.connect(path, create=True, time_zone=ZONE))
        connection.close()
    return told


def a_mornings_work(here: Here, path: str, slots: list[int], steps: int) -> Counter[str]:
    """Random work on the same few slots; how often each verb was done and each code refused one."""
    _open(path)
    dice, mine, answers = random.Random(here.number), [], Counter[str]()
    here.barrier.wait()
    for _ in range(steps):
        slot, token = dice.choice(slots), dice.choice(mine or [1])
        verb = dice.choice(["book"] * 4 + ["cancel", "no-show", "complete", "call", "capacity"])
        try:
            match verb:
                case "book":
                    source = dice.choice(["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"])
                    asked = Book(slot, source, patient=NewPatient("Ravi Kumar"))
                    mine.append(booking.book(asked, here.actor).token.id)
                case "cancel":
                    visits.cancel(Cancel(token), here.actor)
                case "no-show":
                    visits.no_show(NoShow(token), here.actor)
                case "complete":
                    visits.complete(Complete(token), here.actor)
                case "call":
                    visits.call(Call(slot=slot), here.actor)
                case "capacity":
                    capacity.set_capacity(SetCapacity(slot, dice.randint(1, 12)), here.actor)
            answers[verb] += 1
        except OpdError as e:
            answers[e.code] += 1
    return answers


def move_to_and_fro(here: Here, path: str, token: int, slots: list[int], times: int) -> Counter[str]:
    """Move one token from slot to slot, half of the workers in the other direction; how often each answer came."""
    _open(path)
    token, answers = token + here.number, Counter[str]()
    here.barrier.wait()
    for step in range(times):
        try:
            moving.move(Move(token, slots[(here.number + step + 1) % 2]), here.actor)
            answers["moved"] += 1
        except OpdError as e:
            answers[e.code] += 1
    return answers


def book_until_it_is_gone(here: Here, path: str, slots: list[int]) -> list[tuple[int, int]]:
    """Book until the server does not answer; slot and number of each booking that was answered."""
    _open(path)
    answered = []
    here.barrier.wait()
    try:
        while True:
            slot = slots[here.number % len(slots)]
            token = booking.book(Book(slot, "WALKIN", patient=NewPatient("Ravi Kumar")), here.actor).token
            answered.append((token.slot, token.number))
    except Unreachable:
        return answered


def outlive_a_replacement(here: Here, path: str, other: str) -> list[str]:
    """All have the file open; one puts another in its place; then each adds a doctor. Whom each sees."""
    _open(path)
    doctors.add(AddDoctor(f"Lost {here.number}"), here.actor)
    here.barrier.wait()
    if here.number == 0:
        os.replace(other, path)
    here.barrier.wait()
    doctors.add(AddDoctor(f"Kept {here.number}"), here.actor)
    here.barrier.wait()
    return [doctor.name for doctor in doctors.all_doctors()]
