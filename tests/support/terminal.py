"""The real program on a pseudo-terminal: started, hung up, waited for, and all that it wrote."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import sys
import termios
import time
from datetime import datetime
from pathlib import Path

import pytest

from opd_tui.runtime import clock
from opd_tui.tui.key_queue import BURST_SECONDS
from opd_tui.tui.widgets.status_line import READ_SECONDS
from tests.benchmarks.terminal import LIMIT, NotSeen, Terminal

STOPPED_CLOCK = """
from datetime import datetime
from opd_tui.runtime import clock
moment = datetime.fromisoformat({moment!r})
clock.replace(lambda: moment)
"""
"""Lines of a program whose clock stands at a moment."""


def program_at(moment: datetime, changes: str = "") -> tuple[str, ...]:
    """Python's arguments for `opd-tui` whose clock stands at a moment; `changes` are lines of Python to run first."""
    start = "from opd_tui.__main__ import main; main()"
    return ("-c", f"{STOPPED_CLOCK.format(moment=moment.isoformat())}\n{changes}\n{start}")


MACHINE = ("PATH", "HOME", "PYTHONPATH", "TZ", "LC_ALL", "LD_PRELOAD")
"""Variables of the machine that a desk is started with, and all whose names begin with FAKETIME: as the tests are."""


def desk_environment(**more: str) -> dict[str, str]:
    """The variables that a desk is started with."""
    kept = {name: value for name, value in os.environ.items() if name in MACHINE or name.startswith("FAKETIME")}
    kept |= {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
    kept |= {name: os.environ[name] for name in ("OPD_CONFIG", "XDG_STATE_HOME", "XDG_CONFIG_HOME")}
    return kept | more


class RealDesk(Terminal):
    """`opd-tui` at a terminal of its own; its clock stands where the test's stands. `raw` is all that came from it."""

    def __init__(
        self,
        path: Path,
        size: tuple[int, int] = (80, 24),
        *,
        actor: str = "asha",
        changes: str = "",
        command: tuple[str, ...] = (),
        **env: str,
    ) -> None:
        self.raw = b""
        argv = [sys.executable, *program_at(clock.now(), changes), "--db", str(path), "--actor", actor, *command]
        super().__init__(argv, *size, desk_environment(**env), Path.cwd())

    def _read(self, timeout: float) -> list[tuple[float, bytes]]:
        chunks = super()._read(timeout)
        self.raw += b"".join(data for _, data in chunks)
        return chunks

    def press(self, *keys: str) -> None:
        """Press keys as a hand does: further apart than a burst, and not before a question can have been read."""
        for key in keys:
            time.sleep(READ_SECONDS + BURST_SECONDS)
            self.write(key)

    def until_shown(self, *texts: str) -> None:
        """Wait until all of these are on the screen."""
        self.until(lambda _: all(self.shows(text) for text in texts))

    def ended(self) -> int:
        """Wait until the program has ended; its exit code, below 0 for a signal."""
        with pytest.raises(NotSeen, match=r"^the program ended"):
            self.until(lambda _: False)
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)

    def resize(self, columns: int, lines: int) -> None:
        """Another size of the terminal, as a window manager tells it."""
        self.screen.resize(lines, columns)
        self._rows = [""] * lines
        self.screen.dirty.update(range(lines))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def unplug(self) -> None:
        """The terminal is gone: a window closed, a line cut. Waits until the program has ended."""
        os.close(self._fd)
        self._fd = -1
        process = os.pidfd_open(self.pid)
        by_itself, _, _ = select.select([process], [], [], LIMIT)
        os.close(process)
        if not by_itself:
            os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self.pid = 0
        assert by_itself, "the program outlives its terminal"

    def close(self) -> None:
        """Also after the program has ended by itself."""
        if self.pid > 0:
            super().close()
        elif self._fd > 0:
            os.close(self._fd)
            self._fd = -1

    def in_order(self) -> bool:
        """Whether the terminal echoes and takes whole lines, as a shell needs it."""
        wanted = termios.ECHO | termios.ICANON
        return termios.tcgetattr(self._fd)[3] & wanted == wanted

    def colours(self) -> set[int]:
        """The numbers of all colour sequences that it wrote."""
        numbers: set[int] = set()
        for found in re.findall(rb"\x1b\[([\d;]*)m", self.raw):
            numbers |= {int(n) for n in found.split(b";") if n}
        return {n for n in numbers if 30 <= n <= 49 or 90 <= n <= 107}

    def columns_of(self, text: str) -> list[int]:
        """In which column of its row the last of these begins, in cells of the terminal."""
        found = []
        for y in range(self.screen.lines):
            cells = [self.screen.buffer[y][x].data for x in range(self.screen.columns)]
            starts = [x for x in range(len(cells)) if cells[x : x + len(text)] == list(text)]
            found += starts[-1:]
        return found
