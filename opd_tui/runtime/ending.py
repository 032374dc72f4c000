"""How a desk ends when it is told to from outside: by a signal, or because its terminal is gone.

It leaves as `q` does if it can: what is being written is finished, the terminal and the throwaway files are put in
order. Whatever it waits for meanwhile (a locked database, a terminal that does not read), it has ended `LIMIT_SECONDS`
later: a thread of its own sees to that. A transaction that has not ended by then never happened.
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
    """End in time from now on, with exit status 128 + the signal's number. A second call does nothing.

    To be called in the main thread. The system writes each signal's number into a pipe at once, whatever Python waits
    for; the guard reads it there.
    """
    if signal.getsignal(signal.SIGTERM) is _on_signal:
        return
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    signal.set_wakeup_fd(tell, warn_on_full_buffer=False)
    threading.Thread(target=_guard, args=(told,), name="opd-ending", daemon=True).start()
    for number in SIGNALS:
        signal.signal(number, _on_signal)


def leave_with(leave: Callable[[int], None]) -> None:
    """How a running desk is told to leave, with its exit status; called in the main thread between any two steps.

    Before this is known, SystemExit is raised where the program is.
    """
    global _leave  # noqa: PLW0603 - signals belong to the process
    _leave = leave


def at_the_last(act: Callable[[], object]) -> None:
    """What is still to be done where the program could not end in order; called in the guard's thread, latest first."""
    _last_acts.append(act)


def terminal_gone() -> None:
    """The terminal is gone, and perhaps nobody else says so. Any thread."""
    os.kill(os.getpid(), signal.SIGHUP)


def end_if_told() -> None:
    """End at once if a signal said so; to be called when all is put in order.

    What Python does at its own end may wait as well: a warning is printed on a terminal that does not read.
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


def _guard(told: int) -> None:
    """Wait for a signal that ends the program, then end it if it does not do so itself."""
    while (number := os.read(told, 1)[0]) not in SIGNALS:
        pass
    threading.Event().wait(LIMIT_SECONDS)
    for act in reversed(_last_acts):
        with suppress(Exception):
            act()
    os._exit(128 + number)
