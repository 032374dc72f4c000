"""The log file: where a traceback goes instead of the screen. In the user's state folder, 0600, three files at most.

No patient's data stands in it: an exception is named by its kind and the lines of code it passed, without its message.
"""

from __future__ import annotations

import logging
import os
import traceback
from functools import cache
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from platformdirs import user_state_path


def path() -> Path:
    """Where the log file stands."""
    return user_state_path("opd-tui") / "opd-tui.log"


class _WithoutValues(logging.Formatter):
    """Tracebacks that say where and what kind, but not an exception's message: it may hold a patient's name."""

    def formatException(self, ei: object) -> str:
        error = ei[1] if isinstance(ei, tuple) else None
        parts: list[str] = []
        seen: set[int] = set()
        while isinstance(error, BaseException) and id(error) not in seen:
            seen.add(id(error))
            code = getattr(error, "sqlite_errorname", None) or getattr(error, "errno", None)
            frames = "".join(traceback.format_tb(error.__traceback__))
            parts.append(f"{frames}{type(error).__name__}{f' ({code})' if code else ''}")
            error = error.__cause__ or error.__context__
        return "\nwhile handling:\n".join(parts)


class _Private(RotatingFileHandler):
    """0600 from its first byte, after a rotation too; a full disk costs the line, never a traceback on the screen."""

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding, errors=self.errors)  # type: ignore[return-value]

    def handleError(self, record: logging.LogRecord) -> None:
        del record


@cache
def logger() -> logging.Logger:
    """The program's logger. If its file cannot be written the program works on without it."""
    made = logging.getLogger("opd_tui")
    made.propagate = False
    try:
        path().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler: logging.Handler = _Private(
            path(), maxBytes=1_000_000, backupCount=2, encoding="utf-8", errors="backslashreplace"
        )
        handler.setFormatter(_WithoutValues("%(asctime)s %(process)d %(levelname)s %(message)s"))
    except OSError:
        handler = logging.NullHandler()
    made.addHandler(handler)
    return made
