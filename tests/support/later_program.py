"""A later version of this program: the same migrations and one more, named 9999_test."""

from __future__ import annotations

import shutil
from pathlib import Path

from opd_tui.db import history


def with_migration(folder: Path, script: str) -> Path:
    """Copy the migrations into a new folder below `folder`, beside `script`, and name the new folder.

    Compiled files stay behind: another test may be writing one at this moment.
    """
    later = folder / "migrations"
    shutil.copytree(history.MIGRATIONS, later, ignore=shutil.ignore_patterns("__pycache__"))
    (later / "9999_test.py").write_text(script)
    return later
