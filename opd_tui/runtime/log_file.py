"""The log file: tracebacks go here instead of the screen. It is in the user's state folder, 0600, three files at most.

It has no patient data: an exception is logged by its kind and its lines of code, without its message.
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
    """The path of the log file."""
    return user_state_path("opd-tui") / "opd-tui.log"


class _WithoutValues(logging.Formatter):
    """Formats tracebacks without the exception's message, which may contain a patient's name."""

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
    """Creates its files with 0600, also after a rotation. A full disk loses the line, but prints no traceback on the
    screen.
    """

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding, errors=self.errors)  # type: ignore[return-value]

    def handleError(self, record: logging.LogRecord) -> None:
        del record


@cache
def logger() -> logging.Logger:
    """The program's logger. If its file cannot be written, the program works without it."""
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
