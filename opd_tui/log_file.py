"""The log file: where a traceback goes instead of the screen. In the user's state folder, 0600, three files at most."""

from __future__ import annotations

import logging
import os
from functools import cache
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_state_path


def path() -> Path:
    """Where the log file stands."""
    return user_state_path("opd-tui") / "opd-tui.log"


@cache
def logger() -> logging.Logger:
    """The program's logger. If its file cannot be written the program works on without it."""
    made = logging.getLogger("opd_tui")
    made.propagate = False
    try:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler: logging.Handler = RotatingFileHandler(
            path(), maxBytes=1_000_000, backupCount=2, encoding="utf-8", errors="backslashreplace", delay=False
        )
        os.chmod(path(), 0o600)  # noqa: PTH101
        handler.setFormatter(logging.Formatter("%(asctime)s %(process)d %(levelname)s %(message)s"))
    except OSError:
        handler = logging.NullHandler()
    made.addHandler(handler)
    return made
