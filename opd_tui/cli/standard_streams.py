"""Standard input, output and error as they may be: closed, full, cut off, or with a small character set."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from opd_tui.domain.errors import Storage


def prepare() -> None:
    """Make the streams usable. Raises Storage if nothing can be shown.

    A file opened in the place of a closed stream would receive everything that is printed, so the null device takes
    that place first. A terminal that cannot show Devanagari shows code points.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            _put_null_device(number)
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.dup(2), "w", buffering=1)
    if sys.stdout is None:
        raise Storage(problem="Standard output is closed: nothing can be shown. Nothing was done.")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def say_on_stderr(line: str) -> None:
    """Print a line on standard error, if anybody can read it."""
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):  # full, cut off, or closed by now
        with suppress(OSError):
            _put_null_device(2)


def flush_output() -> None:
    """Write the buffered output, so that a full disk or a closed pipe can still be reported. Raises OSError."""
    if sys.stdout is not None:
        sys.stdout.flush()


def discard_output() -> None:
    """Discard the buffered output; Python would try to write it at exit, and print an error."""
    _put_null_device(1)


def input_is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def error_is_terminal() -> bool:
    """Whether standard error is a terminal; it is not if it is closed."""
    return sys.stderr is not None and sys.stderr.isatty()


def need_input() -> None:
    """Raises Storage if there is no standard input."""
    if sys.stdin is None:
        raise Storage(problem="Standard input is closed: there is nothing to read. Nothing was done.")


def _put_null_device(number: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    if null != number:
        os.dup2(null, number)
        os.close(null)
