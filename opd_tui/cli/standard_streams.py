"""Standard input, output and error as they really are: closed, full, cut off, or of a small character set."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper

from opd_tui.domain.errors import Storage


def prepare() -> None:
    """Make the streams fit to be used. Raises Storage if nothing can be shown.

    A file of ours that was opened in the place of a closed stream would take whatever is printed; the null device is
    put there first. A terminal that cannot show Devanagari shows its code points.
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
    """Print a line for the person at the terminal, if there is anybody who can read it."""
    try:
        print(line, file=sys.stderr, flush=True)
    except (OSError, ValueError):  # full, cut off, or closed by now
        with suppress(OSError):
            _put_null_device(2)


def flush_output() -> None:
    """Write what is still buffered: here, a full disk or a closed pipe can still be told. Raises OSError."""
    if sys.stdout is not None:
        sys.stdout.flush()


def discard_output() -> None:
    """Give up what is still buffered; Python would try to write it at exit, and complain."""
    _put_null_device(1)


def input_is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def need_input() -> None:
    """Raises Storage if there is no standard input."""
    if sys.stdin is None:
        raise Storage(problem="Standard input is closed: there is nothing to read. Nothing was done.")


def _put_null_device(number: int) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    if null != number:
        os.dup2(null, number)
        os.close(null)
