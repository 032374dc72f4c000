"""Figures of the screen: the real program on a pseudo-terminal, beside a bare Textual app on another one."""

from __future__ import annotations

import os
import random
import re
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median

import hospital
from figures import Figure, Measurement, Run, at_most, kb, ms, p95, spread
from floor import Desk, floor
from terminal import Terminal

from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Book, Cancel
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.tokens import booking, visits
from opd_tui.tui.key_queue import BURST_SECONDS
from opd_tui.tui.widgets.status_line import READ_SECONDS

KEY = "key to screen: a no-show and its promotion"
KEY_LONG = "key to screen: 10,000 waiting vs 20"
BYTES = {
    (80, 24): "bytes when another desk books, 80×24",
    (120, 36): "bytes when another desk books, 120×36",
}
FORM = "bytes of a booking through the form, 80×24"
OTHERS = "another process's booking to this screen, p95"
START = "start to first usable screen"
CPU = "idle: CPU of a core"
MEMORY = "idle: memory (PSS)"

SMALL = (80, 24)
SEATS, WAITING, LONG = 5, 20, 10_000
OTHER = Actor("ravi", "bench:2")
REST = 0.25
"""Seconds without a byte after which a change is on the screen in full."""
PAUSE = 0.03
"""The same between two keys of one person: nobody types faster."""


# --- programs

_NOT_PASSED_ON = ("NO_COLOR", "TERM_PROGRAM", "PYTHONDONTWRITEBYTECODE")


def environment(folder: Path) -> dict[str, str]:
    """What the children get: a plain terminal, no settings of whoever runs this.

    Bytecode is kept, as it is wherever a program is installed: a start is not the compiling of a hundred files.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPD_", "TEXTUAL", "XDG_", "COLOR")) and name not in _NOT_PASSED_ON
    }
    settings = folder / "no-settings.toml"
    settings.touch()
    return {
        **kept,
        "TERM": "xterm-256color",
        "OPD_CONFIG": str(settings),
        "XDG_STATE_HOME": str(folder / "state"),
    }


def desk(target: str, folder: Path, size: tuple[int, int] = SMALL) -> Terminal:
    """The desk on that database."""
    argv = [sys.executable, "-m", "opd_tui", "--db", target, "--actor", "asha"]
    return Terminal(argv, *size, environment(folder), folder)


def bare(folder: Path, rows: int, size: tuple[int, int] = SMALL) -> Terminal:
    """The bare Textual app with a table of so many rows."""
    argv = [sys.executable, str(Path(__file__).with_name("floor_app.py")), str(rows)]
    return Terminal(argv, *size, environment(folder), folder)


# --- what is on the desk's screen

_Rows = Callable[[Terminal], list[str]]
_Seen = Callable[[Terminal], bool]
_KEYED = re.compile(r"K\d{5}")
_TOTAL = re.compile(r"Waiting · ([\d.,]+)")


def _queue_rows(terminal: Terminal, *, below: bool) -> list[str]:
    """The rows of the queues above or below the rule that says how many wait; they begin behind the left column."""
    rows = terminal.rows
    rule = next((y for y, row in enumerate(rows) if "Waiting · " in row), None)
    if rule is None:
        return []
    left = rows[rule].index("Waiting · ") - 2
    end = next((y for y, row in enumerate(rows) if "Last events" in row), len(rows) - 3)
    return [row[left:] for row in (rows[rule + 1 : end] if below else rows[1:rule])]


def active(terminal: Terminal) -> list[str]:
    """The rows of the active queue."""
    return _queue_rows(terminal, below=False)


def waiting(terminal: Terminal) -> list[str]:
    """The rows of the waiting queue that are in sight."""
    return _queue_rows(terminal, below=True)


def queues_in_sight(terminal: Terminal) -> list[str]:
    """The rows of both queues."""
    return active(terminal) + waiting(terminal)


def standing(name: str, rows: _Rows) -> _Seen:
    """Somebody of that name, or part of a name, is in those rows."""
    return lambda terminal: any(name in row for row in rows(terminal))


def gone(name: str) -> _Seen:
    """Nobody of that name is in a queue."""
    return lambda terminal: not standing(name, queues_in_sight)(terminal)


def showing(text: str) -> _Seen:
    """The text is anywhere on the screen."""
    return lambda terminal: terminal.shows(text)


def _keys(rows: list[str]) -> list[str]:
    return [found[0] for row in rows if (found := _KEYED.search(row))]


def _total(terminal: Terminal) -> int:
    """How many wait, as the pane's title says."""
    for row in terminal.rows:
        if found := _TOTAL.search(row):
            return int(re.sub(r"\D", "", found[1]))
    return -1


def key_of(patient: int) -> str:
    """The part of a name that is on the screen in any width."""
    return hospital.name_of(patient)[:6]


def usable(terminal: Terminal) -> bool:
    """Whether the patients of the slot stand in the active queue."""
    return len(_keys(active(terminal))) >= SEATS - 1


def bare_usable(terminal: Terminal) -> bool:
    """Whether the bare app shows its table."""
    return terminal.shows(key_of(1)) and terminal.shows(key_of(5))


# --- key to screen


def key_to_screen(run: Run) -> list[Figure]:
    """`n` is pressed and the question shown; from when `y` counts until the one is gone and the other has the seat.

    It counts once it is known to be no part of a burst, BURST_SECONDS after it was pressed.

    Three programs by turns: a desk with 20 waiting, the bare app, a desk with 10,000 waiting. After each no-show
    another process books, so that as many wait as before.
    """
    times, rows = run.times(40, 8), SEATS + WAITING
    short = run.measured(queue(run.folder / "short.db", WAITING))
    long = run.measured(queue(run.folder / "long.db", LONG))
    took: dict[str, list[float]] = {"short": [], "bare": [], "long": []}
    with (
        desk(short, run.folder) as few,
        bare(run.folder, rows) as plain,
        desk(long, run.folder) as many,
        closing(floor(short, "ravi", "bench:2")) as by_few,
        closing(floor(long, "ravi", "bench:2")) as by_many,
    ):
        few.until(usable)
        many.until(usable)
        plain.until(bare_usable)
        for terminal in (few, many, plain):
            terminal.drain(REST)
        for number in range(1, times + 2):
            took["short"].append(no_show(few, by_few, WAITING, number))
            took["bare"].append(_change_cell(plain, number))
            took["long"].append(no_show(many, by_many, LONG, number))
    few_times, bare_times, many_times = (values[1:] for values in took.values())
    goals = (
        at_most(KEY, median(few_times), median(bare_times), 1.5, ms, spread(few_times, ms)),
        at_most(KEY_LONG, median(many_times), median(few_times), 1.15, ms, spread(many_times, ms)),
    )
    return list(goals)


def queue(path: Path, waiting_there: int) -> Path:
    """A hospital whose shown slot is full, with so many waiting."""
    hospital.build(path, SEATS + waiting_there + 100)
    slot = hospital.add_day(path, SEATS)
    hospital.fill(path, slot, SEATS + waiting_there)
    return path


def no_show(terminal: Terminal, other: Desk, waiting_there: int, number: int) -> float:
    absent, promoted = _keys(active(terminal))[0], _keys(waiting(terminal))[0]
    terminal.write("n")
    terminal.until(showing("No-show: №"))
    terminal.drain(max(PAUSE, READ_SECONDS))

    def done(t: Terminal) -> bool:
        return standing(promoted, active)(t) and not standing(absent, active)(t)

    assert not done(terminal)
    at = terminal.write("y") + BURST_SECONDS
    took = terminal.until(done) - at
    terminal.drain(PAUSE)
    other.book(1, "WALKIN", SEATS + waiting_there + number)
    terminal.until(lambda t: _total(t) == waiting_there)
    terminal.drain(PAUSE)
    return took


def _change_cell(terminal: Terminal, number: int) -> float:
    at = terminal.write("x")
    took = terminal.until(showing(f"change {number} ")) - at
    terminal.drain(PAUSE)
    return took


# --- bytes


def bytes_of_others(run: Run) -> list[Figure]:
    """Another desk's booking that takes a seat, one that waits and one that preempts: the dearest of the three."""
    figures = []
    for size, goal in ((SMALL, 3_000), ((120, 36), 5_000)):
        path = run.folder / f"bytes{size[0]}.db"
        slot = _half_full(path)
        target = run.measured(path)
        kinds: dict[str, list[float]] = {"seat": [], "waits": [], "preempts": []}
        floors: list[float] = []
        with (
            hospital.opened(target),
            desk(target, run.folder, size) as terminal,
            bare(run.folder, SEATS + WAITING, size) as plain,
        ):
            terminal.until(usable)
            plain.until(bare_usable)
            terminal.drain(REST)
            plain.drain(REST)
            for number in range(1, run.times(5, 2) + 1):
                _three_bookings(terminal, slot, kinds)
                plain.sent = 0
                _change_cell(plain, number)
                plain.drain(REST)
                floors.append(plain.sent)
        dearest = max(kinds, key=lambda kind: median(kinds[kind]))
        ours, bare_bytes = median(kinds[dearest]), median(floors)
        told = kb(ours) + f" ({', '.join(f'{kind} {median(v) / 1e3:.2f}' for kind, v in kinds.items())})"
        goal_text = f"≤ {goal / 1e3:g} kB"
        figures.append(Figure(BYTES[size], told, kb(bare_bytes), ours / bare_bytes, goal_text, ours <= goal))
    return figures


def _half_full(path: Path) -> int:
    """A hospital whose shown slot has all seats but one taken; the slot."""
    hospital.build(path, 200)
    slot = hospital.add_day(path, SEATS)
    hospital.fill(path, slot, SEATS - 1)
    return slot


def _three_bookings(terminal: Terminal, slot: int, kinds: dict[str, list[float]]) -> None:
    made = []
    for patient, (kind, source) in enumerate(
        (("seat", "WALKIN"), ("waits", "WALKIN"), ("preempts", "PAID")), start=101
    ):
        rows = waiting if kind == "waits" else active
        terminal.drain(REST)
        terminal.sent = 0
        asked = Book(slot, source, patient_id=patient)
        made.append(booking.book(asked, OTHER).token.id)
        terminal.until(standing(key_of(patient), rows))
        terminal.drain(REST)
        kinds[kind].append(terminal.sent)
    for token in reversed(made):
        visits.cancel(Cancel(token), OTHER)
    for patient in (101, 102, 103):
        terminal.until(gone(key_of(patient)))


def bytes_of_form(run: Run) -> list[Figure]:
    """`b`, a name of twelve letters, Tab, ten digits, Enter, the result, Esc: key by key, each shown before the next.

    Three patients whose names begin in the same way are known already, so the form has something to propose.
    """
    path = run.folder / "form.db"
    slot = _half_full(path)
    target = run.measured(path)
    found: list[float] = []
    people = ("Lakshmi Iyer", "Joseph Raman", "Meenakshi Ra")[: run.times(3, 2)]
    with hospital.opened(target):
        for known in ("Lakshmi Nair", "Lakshman Rao", "Lata Kumar", "Joseph Mathew", "Meera Shah"):
            records.register(NewPatient(known, "98765 43210"), OTHER)
        for number, name in enumerate(people):
            with desk(target, run.folder) as terminal:
                terminal.until(usable)
                terminal.drain(REST)
                terminal.sent = 0
                _book_by_form(terminal, name, f"94471{number}2345")
                found.append(terminal.sent)
            for token in _tokens_of(slot, name):
                visits.cancel(Cancel(token), OTHER)
    ours = median(found)
    return [Figure(FORM, kb(ours), "–", None, "≤ 25 kB", ours <= 25_000)]


def _book_by_form(terminal: Terminal, name: str, phone: str) -> None:
    terminal.write("b")
    terminal.until(showing("Name, phone"))
    terminal.drain(PAUSE)
    text = f"{name} {phone}"
    for length, letter in enumerate(text, start=1):
        terminal.write(letter)
        typed = text[max(0, length - 20) : length].strip()
        terminal.until(showing(typed))
        terminal.drain(PAUSE)
    terminal.drain(REST)
    terminal.write("\r")
    terminal.until(standing(name, queues_in_sight))
    terminal.drain(REST)
    terminal.write("\x1b")
    terminal.until(showing("─ Doctors"))
    terminal.drain(REST)


def _tokens_of(slot: int, name: str) -> list[int]:
    shown = queues.slot(ShowSlot(slot))
    return [token.id for token in (*shown.active, *shown.waiting) if token.patient_name == name]


# --- how soon others are seen


def others_booking(run: Run) -> list[Figure]:
    """From the moment the other process has its answer until the row is on this screen, at any phase of the watch."""
    path = run.folder / "others.db"
    slot = _half_full(path)
    target = run.measured(path)
    dice, took = random.Random(5), []
    with hospital.opened(target), desk(target, run.folder) as terminal:
        terminal.until(usable)
        for number in range(run.times(60, 20)):
            terminal.take(PAUSE + dice.random() * 0.2)
            patient = 101 + number % 50
            name = key_of(patient)
            token = booking.book(Book(slot, "WALKIN", patient_id=patient), OTHER).token
            at = time.perf_counter()
            took.append(terminal.until(standing(name, active)) - at)
            visits.cancel(Cancel(token.id), OTHER)
            terminal.until(gone(name))
    worst, goal = p95(took), 0.25 if run.server else 0.1
    ours = f"{ms(worst)} (median {ms(median(took))})"
    return [Figure(OTHERS, ours, "–", None, f"≤ {ms(goal)}", worst <= goal)]


# --- start, rest


def start(run: Run) -> list[Figure]:
    """From before the process is made until the rows are on the screen; by turns, the first of each not counted."""
    target = run.measured(queue(run.folder / "start.db", WAITING))
    ours: list[float] = []
    floor: list[float] = []
    for _ in range(run.times(12, 4) + 1):
        for make, seen, took in (
            (lambda: desk(target, run.folder), usable, ours),
            (lambda: bare(run.folder, SEATS + WAITING), bare_usable, floor),
        ):
            with make() as terminal:
                took.append(terminal.until(seen) - terminal.started)
    return [at_most(START, median(ours[1:]), median(floor[1:]), 1.35, ms, spread(ours[1:], ms))]


def idle(run: Run) -> list[Figure]:
    """Both programs left alone for the same twenty seconds."""
    target = run.measured(queue(run.folder / "idle.db", WAITING))
    seconds = run.times(20, 6)
    with desk(target, run.folder) as terminal, bare(run.folder, SEATS + WAITING) as plain:
        terminal.until(usable)
        plain.until(bare_usable)
        terminal.drain(2 * REST)
        plain.drain(2 * REST)
        before, before_floor, began = _cpu(terminal.pid), _cpu(plain.pid), time.perf_counter()
        terminal.take(seconds)
        used, used_floor, lasted = (
            _cpu(terminal.pid) - before,
            _cpu(plain.pid) - before_floor,
            time.perf_counter() - began,
        )
        memory, memory_floor = _pss(terminal.pid), _pss(plain.pid)
    cpu, cpu_floor = 100 * used / lasted, 100 * used_floor / lasted
    return [
        at_most(CPU, cpu, cpu_floor, 1.5, lambda percent: f"{percent:.2f} %"),
        at_most(MEMORY, memory, memory_floor, 1.5, lambda size: f"{size / 1e6:.1f} MB"),
    ]


def _cpu(pid: int) -> float:
    """Seconds of CPU that the process's threads have used; to the nanosecond, where the usual count has 10 ms."""
    threads = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9


def _pss(pid: int) -> int:
    """Its proportional share of memory, in bytes."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)[1]) * 1024  # type: ignore[index]


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = (
    ((KEY, KEY_LONG), key_to_screen),
    (tuple(BYTES.values()), bytes_of_others),
    ((FORM,), bytes_of_form),
    ((OTHERS,), others_booking),
    ((START,), start),
    ((CPU, MEMORY), idle),
)
