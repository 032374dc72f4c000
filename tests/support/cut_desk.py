"""Desks whose terminal is taken away: on one or two pseudo-terminals, with and without a controlling one."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from opd_tui.runtime import clock
from tests.benchmarks.terminal import LIMIT
from tests.support.terminal import desk_environment, program_at


class CutDesk:
    """A desk at a terminal that can be taken away in every way there is; a context manager that leaves no process.

    `input` and `output` are the far ends of its terminal; they are one and the same unless `apart`. With `controlled`
    the system sends SIGHUP when the terminal goes. While `read` is False, nothing that the desk writes is read.
    `command` is a command instead of the desk, `changes` are lines of Python to run first.
    """

    def __init__(
        self,
        path: Path,
        *,
        controlled: bool = True,
        apart: bool = False,
        read: bool = True,
        command: str = "",
        changes: str = "",
    ) -> None:
        self.seen = b""
        self.read = read
        self.input, near = pty.openpty()
        self.output, out = pty.openpty() if apart else (self.input, near)
        for end in {near, out}:
            termios.tcsetwinsize(end, (30, 100))
        take = "import fcntl, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); " if controlled else ""
        code = f"import os, sys; {take}os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
        argv = [sys.executable, "-S", "-c", code, *program_at(clock.now(), changes)]
        argv += ["--db", str(path), "--actor", "asha", *command.split()]
        environment = desk_environment(TMPDIR=str(path.parent))
        self._process = subprocess.Popen(
            argv, stdin=near, stdout=out, stderr=out, env=environment, start_new_session=True
        )
        for end in {near, out}:
            os.close(end)

    def __enter__(self) -> CutDesk:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        self.hang_up()

    def type(self, keys: str) -> None:
        """Press keys; nobody minds if the desk has ended."""
        with suppress(OSError):
            os.write(self.input, keys.encode())

    def resize(self, lines: int, columns: int) -> None:
        """Another size of the window."""
        termios.tcsetwinsize(self.output, (lines, columns))

    def until(self, met: Callable[[], bool], seconds: float = LIMIT) -> bool:
        """Read until this is so; False if it is not within so many seconds."""
        end = time.monotonic() + seconds
        while not met():
            if time.monotonic() > end or self._process.poll() is not None:
                return met()
            if select.select([self.output] if self.read else [], [], [], 0.01)[0]:
                with suppress(OSError):
                    self.seen += os.read(self.output, 65536)
        return True

    def until_written(self, *words: str) -> None:
        """Wait until the desk has written these since the start."""
        assert self.until(lambda: all(word.encode() in self.seen for word in words)), self.seen[-2000:]

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        self._process.send_signal(number)

    def stop(self) -> None:
        """Stop it as Ctrl+Z does in a shell; SIGCONT makes it go on."""
        self.signal(signal.SIGTSTP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)

    def hang_up(self) -> None:
        """Take the terminal away."""
        for end in {self.input, self.output} - {-1}:
            os.close(end)
        self.input = self.output = -1

    def close_input(self) -> None:
        """Take away the terminal that it reads from; its output is another one."""
        os.close(self.input)
        self.input = -1

    def close_output(self) -> None:
        """Take away the terminal that it writes to; its input is another one."""
        os.close(self.output)
        self.output = -1

    def ended(self, seconds: float = LIMIT) -> int | None:
        """Wait until it has ended; its exit code, below 0 for a signal that it did not catch. None if it lives on."""
        end = time.monotonic() + seconds
        while self._process.poll() is None and time.monotonic() < end:
            if self.read and self.output != -1:
                self.until(lambda: False, 0.01)
            else:
                select.select([], [], [], 0.01)
        return self._process.poll()
