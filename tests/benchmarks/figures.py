"""A figure of the table, and how the measurements become one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from server import Server


class Figure(Struct, frozen=True):
    """One row of the table. `ratio` is ours over the floor, None where there is no floor."""

    name: str
    ours: str
    floor: str
    ratio: float | None
    goal: str
    met: bool


class Run(Struct, frozen=True):
    """One run of the benchmark: a folder of its own for files, whether it is the quick one, and the server that is
    measured, if any.
    """

    folder: Path
    quick: bool
    server: Server | None = None

    def measured(self, built: Path) -> str:
        """Where the hospital that was built in a file is measured, as `--db` names it: there, or on the server."""
        return str(built) if self.server is None else self.server.take_over(built)

    def times(self, full: int, quick: int) -> int:
        """How often to repeat something."""
        return quick if self.quick else full


Measurement = Callable[[Run], list[Figure]]


def at_most(name: str, ours: float, floor: float, goal: float, show: Callable[[float], str], note: str = "") -> Figure:
    """A figure whose ratio must not be above the goal."""
    ratio = ours / floor
    return Figure(name, show(ours) + note, show(floor), ratio, f"ratio ≤ {goal:g}", ratio <= goal)


def p95(values: Sequence[float]) -> float:
    """The smallest of the values that 95 % of them do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def p99(values: Sequence[float]) -> float:
    """The smallest of the values that 99 % of them do not exceed."""
    return sorted(values)[math.ceil(0.99 * len(values)) - 1]


def ms(seconds: float) -> str:
    """A time in milliseconds."""
    return f"{seconds * 1e3:.3g} ms"


def kb(count: float) -> str:
    """A number of bytes in kB (1000)."""
    return f"{count / 1e3:.2f} kB"


def spread(values: Sequence[float], show: Callable[[float], str]) -> str:
    """The p95 beside a median."""
    return f" (p95 {show(p95(values))})"
