"""The benchmark: one table, each figure beside its floor measured in the same run, and their ratio.

    python tests/benchmarks/run.py [--quick] [--large] [--only NAME] [--folder FOLDER] [--db URL]

A goal that is missed is printed as such and is no error; the exit status is 1 if a figure could not be taken.
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import days
import engine
import history
import large
import reports
import screen
import searching
from figures import Figure, Run

from opd_tui.domain.database_url import check_argument
from opd_tui.domain.errors import PasswordShown

MEASUREMENTS = (
    *engine.MEASUREMENTS,
    *large.MEASUREMENTS,
    *searching.MEASUREMENTS,
    *days.MEASUREMENTS,
    *history.MEASUREMENTS,
    *reports.MEASUREMENTS,
    *screen.MEASUREMENTS,
)
HEADINGS = ("figure", "ours", "floor", "ratio", "goal", "met?")


def main() -> int:
    """Take the figures and print the table; 0 if each could be taken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions: under a minute")
    parser.add_argument("--large", action="store_true", help="besides, 6 million tokens: see docs/benchmark.md")
    parser.add_argument("--only", metavar="NAME", default="", help="only figures with this in their name")
    parser.add_argument("--folder", metavar="FOLDER", help="put the databases there (default: the temporary folder)")
    parser.add_argument("--db", metavar="URL", help="measure on that PostgreSQL server; it makes databases there")
    asked = parser.parse_args()
    known, measured = MEASUREMENTS + (history.LARGE + reports.LARGE if asked.large else ()), None
    if asked.db:
        try:
            check_argument(asked.db)
        except PasswordShown as e:
            parser.error(e.message)
        import on_server  # both need the driver
        from server import Server

        known, measured = known + on_server.MEASUREMENTS, Server(asked.db)
    chosen = [(names, take) for names, take in known if any(asked.only in name for name in names)]
    if not chosen:
        listed = "\n  ".join(name for names, _ in known for name in names)
        parser.error(f"no figure has {asked.only!r} in its name; there are\n  {listed}")
    began, figures, failed = time.perf_counter(), [], False
    for names, take in chosen:
        print(f"… {'; '.join(names)}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory(prefix="opd-bench-", dir=asked.folder) as folder:
            try:
                figures += [f for f in take(Run(Path(folder), asked.quick, measured)) if asked.only in f.name]
            except Exception:
                failed = True
                traceback.print_exc()
                figures += [Figure(name, "not taken", "–", None, "–", False) for name in names]
            finally:
                if measured:
                    measured.drop()
    print_table(figures)
    database = f"PostgreSQL {measured.version()}" if measured else f"SQLite {sqlite3.sqlite_version}"
    print(
        f"\n{time.perf_counter() - began:.0f} s on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python"
        f" {platform.python_version()}, {database}, Textual {version('textual')},"
        f" Peewee {version('peewee')}. Medians unless said otherwise."
    )
    return int(failed)


def print_table(figures: Sequence[Figure]) -> None:
    """The table, its columns as wide as they need to be."""
    rows = [
        (f.name, f.ours, f.floor, "–" if f.ratio is None else f"{f.ratio:.2f}", f.goal, "yes" if f.met else "NO")
        for f in figures
    ]
    widths = [max(len(row[n]) for row in (HEADINGS, *rows)) for n in range(len(HEADINGS))]
    for row in (HEADINGS, tuple("─" * width for width in widths), *rows):
        print(" │ ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


if __name__ == "__main__":
    sys.exit(main())
