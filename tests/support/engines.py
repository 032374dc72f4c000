"""Which tests run on both engines, and which of those a short run leaves out.

Every test of a folder of BOTH that asks for the fixture `database` runs on SQLite and on PostgreSQL, unless it is
marked `sqlite` with the reason why it speaks of SQLite alone. Those of db/postgres/ run on PostgreSQL alone. Of the
tests on both, an ordinary run has the first FEW of each file on PostgreSQL; there is a file for each service, so none
is missed. The others are marked `long`.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.support import server
from tests.support.cluster import NoServer

BOTH = ("services", "reports", "check", "store", "cli", "messages", "db")
FEW = 1
_TESTS = Path(__file__).parents[1]
_taken: Counter[str] = Counter()
_problem = ""


def pytest_configure(config: pytest.Config) -> None:
    """Start the server, once a run: xdist's workers find it in their environment."""
    global _problem  # noqa: PLW0603
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    try:
        server.start()
    except (NoServer, OSError, subprocess.CalledProcessError) as e:
        _problem = str(e)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line says that a part was left out, and why."""
    if _problem:
        terminalreporter.write_line(f"The tests on PostgreSQL were skipped: {_problem}.")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each test that can run on both engines its engines."""
    if "engine" not in metafunc.fixturenames:
        return
    folder, *below = metafunc.definition.path.relative_to(_TESTS).parts
    only = next(metafunc.definition.iter_markers("sqlite"), None)
    if folder not in BOTH or only is not None:
        return
    marks = [pytest.mark.skipif(server.SERVER not in os.environ, reason="no PostgreSQL server")]
    if below[0] == "postgres":
        metafunc.parametrize("engine", [pytest.param("postgres", marks=marks)], indirect=True)
        return
    file = str(metafunc.definition.path)
    _taken[file] += 1
    if _taken[file] > FEW:
        marks.append(pytest.mark.long)
    metafunc.parametrize("engine", ["sqlite", pytest.param("postgres", marks=marks)], indirect=True)
