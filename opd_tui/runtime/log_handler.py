"""The handler of the log file and how it writes an error; log_file makes them when there is something to write."""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler


class WithoutValues(logging.Formatter):
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


class Private(RotatingFileHandler):
    """Creates its files with 0600, also after a rotation. A full disk loses the line, but prints no traceback on the
    screen.
    """

    def _open(self) -> TextIOWrapper:
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.fchmod(descriptor, 0o600)
        return os.fdopen(descriptor, self.mode, encoding=self.encoding, errors=self.errors)  # type: ignore[return-value]

    def handleError(self, record: logging.LogRecord) -> None:
        del record
