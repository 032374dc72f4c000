"""The log file: tracebacks go here instead of the screen. It is in the user's state folder, 0600, three files at most.

It has no patient data: an exception is logged by its kind and its lines of code, without its message.
"""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from platformdirs import user_state_path


def path() -> Path:
    """The path of the log file."""
    return user_state_path("opd-tui") / "opd-tui.log"


@cache
def logger() -> logging.Logger:
    """The program's logger. If its file cannot be written, the program works without it."""
    from opd_tui.runtime.log_handler import Private, WithoutValues

    made = logging.getLogger("opd_tui")
    made.propagate = False
    try:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler: logging.Handler = Private(
            path(), maxBytes=1_000_000, backupCount=2, encoding="utf-8", errors="backslashreplace"
        )
        handler.setFormatter(WithoutValues("%(asctime)s %(process)d %(levelname)s %(message)s"))
    except OSError:
        handler = logging.NullHandler()
    made.addHandler(handler)
    return made
