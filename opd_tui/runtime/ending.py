"""How a desk ends when it is ended from outside: by a signal, or because its terminal is gone.

If it can, it leaves as with `q`: it finishes what it is writing, and puts the terminal and the throwaway files in
order. If it waits for something (a locked database, a terminal that does not read), a thread of its own ends it
`LIMIT_SECONDS` later. A transaction that is not finished by then is rolled back.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

LIMIT_SECONDS = 1.3
SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)

_leave: Callable[[int], None] | None = None
_last_acts: list[Callable[[], object]] = []
_heard: list[int] = []


def listen() -> None:
    """End the process in time on SIGHUP, SIGINT or SIGTERM, with exit status 128 + the signal's number. A second call
    does nothing.

    Call it in the main thread. The system writes each signal's number into a pipe at once, whatever Python waits for;
    the guard thread reads it there.
    """
    if signal.getsignal(signal.SIGTERM) is _on_signal:
        return
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_guard, args=(reader,), name="opd-ending", daemon=True).start()
    for number in SIGNALS:
        signal.signal(number, _on_signal)


def leave_with(leave: Callable[[int], None]) -> None:
    """Set the function that makes a running desk leave with an exit status; it is called in the main thread.

    Until it is set, a signal raises SystemExit.
    """
    global _leave  # noqa: PLW0603 - signals belong to the process
    _leave = leave


def at_the_last(act: Callable[[], object]) -> None:
    """Add a function to be called before the process is ended by force; in the guard's thread, the last added first."""
    _last_acts.append(act)


def terminal_gone() -> None:
    """Report that the terminal is gone, because perhaps nothing else does. Any thread may call it."""
    os.kill(os.getpid(), signal.SIGHUP)


def end_if_told() -> None:
    """End the process if a signal asked for it; call this when everything is in order.

    Python's own shutdown may wait too: it may print a warning to a terminal that does not read.
    """
    if _heard:
        os._exit(128 + _heard[0])


def _on_signal(number: int, frame: FrameType | None) -> None:
    del frame
    if _heard:
        return  # it is ending already
    _heard.append(number)
    if _leave is None:
        raise SystemExit(128 + number)
    _leave(128 + number)


def _guard(reader: int) -> None:
    """Wait for a signal, then end the process if it does not end by itself."""
    while (number := os.read(reader, 1)[0]) not in SIGNALS:
        pass
    threading.Event().wait(LIMIT_SECONDS)
    for act in reversed(_last_acts):
        with suppress(Exception):
            act()
    os._exit(128 + number)
