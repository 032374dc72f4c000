"""Figures that only a server has: the desk on it beside the desk on a file, and what many idle desks ask of it."""

from __future__ import annotations

import sys
import time
from contextlib import ExitStack, closing
from statistics import median

from figures import Figure, Measurement, Run, at_most, ms, spread
from floor import floor
from screen import REST, WAITING, desk, no_show, queue, usable
from statements import Counted
from terminal import Terminal

KEY = "key to screen: PostgreSQL vs SQLite"
IDLE = "50 idle desks: statements/s of each"
DESKS = 50


def key_to_screen(run: Run) -> list[Figure]:
    """As screen.key_to_screen, by turns on the server and on the file that was copied there."""
    times, file = run.times(40, 8), queue(run.folder / "both.db", WAITING)
    took: dict[str, list[float]] = {run.measured(file): [], str(file): []}
    with ExitStack() as opened:
        pairs = []
        for target in took:
            terminal = opened.enter_context(desk(target, run.folder))
            terminal.until(usable)
            terminal.drain(REST)
            pairs.append((target, terminal, opened.enter_context(closing(floor(target, "ravi", "bench:2")))))
        for number in range(1, times + 2):
            for target, terminal, other in pairs:
                took[target].append(no_show(terminal, other, WAITING, number))
    on_server, on_file = (values[1:] for values in took.values())
    return [at_most(KEY, median(on_server), median(on_file), 1.5, ms, spread(on_server, ms))]


def idle_desks(run: Run) -> list[Figure]:
    """Fifty desks are left alone for two minutes; the statements that they sent meanwhile, divided by them."""
    target = run.measured(queue(run.folder / "idle.db", WAITING))
    desks, seconds = run.times(DESKS, 10), run.times(120, 60)
    with Counted(target, run.folder) as counted, ExitStack() as opened:
        terminals = []
        for _ in range(desks):
            terminals.append(opened.enter_context(desk(counted.url, run.folder)))
            terminals[-1].until(usable)
        _read_all(terminals, 3)
        before, began = counted.count, time.perf_counter()
        _read_all(terminals, seconds)
        each = (counted.count - before) / (time.perf_counter() - began) / desks
    if desks < DESKS:
        print(f"    with {desks} desks", file=sys.stderr)
    return [Figure(IDLE, f"{each:.2f}", "–", None, "< 1", each < 1)]


def _read_all(terminals: list[Terminal], seconds: float) -> None:
    """Let them run, and read what they write, so that none waits for its terminal."""
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for terminal in terminals:
            terminal.take(0.02)


MEASUREMENTS: tuple[tuple[tuple[str, ...], Measurement], ...] = (((KEY,), key_to_screen), ((IDLE,), idle_desks))
