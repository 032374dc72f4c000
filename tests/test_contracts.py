"""The contracts on imports hold: a wrong import of each kind, and what nobody has given a place, fails the check."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
LINT = Path(sys.executable).with_name("lint-imports")

pytestmark = pytest.mark.long

WRONG = {
    "domain asks the clock": ("domain/tokens.py", "from opd_tui.runtime import clock"),
    "domain asks the database": ("domain/slots.py", "from opd_tui.db import connection"),
    "runtime asks the database": ("runtime/clock.py", "from opd_tui.db import connection"),
    "db asks the store": ("db/connection.py", "from opd_tui.store import tokens"),
    "store asks a service": ("store/tokens.py", "from opd_tui.services.tokens import booking"),
    "a service asks the screen": ("services/tokens/booking.py", "from opd_tui.tui import keys"),
    "a service asks for words": ("services/tokens/booking.py", "from opd_tui.messages import about_tokens"),
    "a service asks check": ("services/tokens/booking.py", "from opd_tui.check import checking"),
    "words ask a service": ("messages/about_tokens.py", "from opd_tui.services.queries import desk"),
    "words ask the store": ("messages/about_tokens.py", "from opd_tui.store import tokens"),
    "words ask the clock": ("messages/about_tokens.py", "from opd_tui.runtime import clock"),
    "check asks the sample": ("check/checking.py", "from opd_tui.sample import hospital"),
    "the sample asks the store": ("sample/hospital.py", "from opd_tui.store import tokens"),
    "the desk asks the command line": ("tui/app.py", "from opd_tui.cli import batch"),
    "the desk asks the store": ("tui/app.py", "from opd_tui.store import tokens"),
    "the desk asks a table": ("tui/app.py", "from opd_tui.db import tables"),
    "the command line asks the store": ("cli/batch.py", "from opd_tui.store import tokens"),
    "tokens ask the forecast": ("services/tokens/booking.py", "from opd_tui.services.forecast import preview"),
    "slots ask tokens": ("services/slots/closing.py", "from opd_tui.services.tokens import booking"),
    "slots ask patients": ("services/slots/closing.py", "from opd_tui.services.patients import records"),
    "allocation asks slots": ("services/allocation.py", "from opd_tui.services.slots import closing"),
    "undo asks queries": ("services/undo/undo.py", "from opd_tui.services.queries import desk"),
    "an action asks a screen": ("tui/actions/tokens.py", "from opd_tui.tui.screens import move"),
    "an action asks the desk": ("tui/actions/tokens.py", "from opd_tui.tui.desk import selection"),
    "a screen asks the desk": ("tui/screens/card.py", "from opd_tui.tui.desk import selection"),
    "a widget asks the dialog": ("tui/widgets/cells.py", "from opd_tui.tui import dialog"),
    "two screens ask each other": ("tui/screens/text_screen.py", "from opd_tui.tui.screens import help"),
    "a service knows Textual": ("services/tokens/booking.py", "import textual"),
    "the command line knows Textual": ("cli/batch.py", "import textual"),
    "a service knows Peewee": ("services/tokens/booking.py", "import peewee"),
    "the desk knows Peewee": ("tui/app.py", "import peewee"),
    "a service builds a query": ("services/tokens/booking.py", "from opd_tui.db.prepared import prepared"),
    "the store knows the driver": ("store/tokens.py", "import sqlite3"),
    "the engine's door knows the driver": ("db/connection.py", "import sqlite3"),
    "the store knows SQLite's own": ("store/tokens.py", "from opd_tui.db.sqlite import triggers"),
    "a service watches the file itself": ("services/tokens/booking.py", "import inotify_simple"),
    "a module without a place": ("stray.py", "VALUE = 1"),
    "a package without a place": ("nowhere/__init__.py", "VALUE = 1"),
    "a service without a place": ("services/stray.py", "VALUE = 1"),
    "a package of the desk without a place": ("tui/board/__init__.py", "VALUE = 1"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, to plant imports in."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(TOP / "opd_tui", folder / "opd_tui", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(TOP / "pyproject.toml", folder / "pyproject.toml")
    return folder


def checked(house: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINT, "--no-cache"], cwd=house, capture_output=True, text=True)


def test_the_program_as_it_is_breaks_no_contract(house: Path):
    done = checked(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("file", "line"), WRONG.values(), ids=list(WRONG))
def test_a_wrong_import_fails_the_check(house: Path, file: str, line: str):
    path = house / "opd_tui" / file
    before = path.read_text(encoding="utf-8") if path.exists() else None
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{before or ''}\n{line}\n", encoding="utf-8")
    try:
        done = checked(house)
    finally:
        if before is not None:
            path.write_text(before, encoding="utf-8")
        elif path.name == "__init__.py":
            shutil.rmtree(path.parent)
        else:
            path.unlink()
    assert done.returncode == 1, f"nothing noticed that {line!r} stands in {file}:\n{done.stdout}"
