"""A child program on a pseudo-terminal, its screen emulated by pyte: waits for what it shows, never for time."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pyte

LIMIT = 20.0
"""Seconds after which a screen that never came is a failure."""
TAIL = 0.001
"""After a chunk came, the rest of the burst is read first (each chunk with its own time) and emulated later: so what
pyte costs stands in no figure, and the child never waits for it."""


class NotSeen(Exception):
    """What was waited for never came on the screen."""


class Terminal:
    """A program on a terminal of `columns` × `lines`; a context manager that ends it.

    `sent` is the number of bytes that came from it; `started` the moment before it was started (perf_counter).
    """

    def __init__(self, argv: Sequence[str], columns: int, lines: int, env: Mapping[str, str], folder: Path) -> None:
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self._rows = [""] * lines
        self.sent = 0
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
                os.chdir(folder)
                os.execve(argv[0], list(argv), dict(env))
            finally:
                os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill the program, if it still runs, and wait until it is gone."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.close(self._fd)
            os.waitpid(self.pid, 0)
            self.pid = 0

    @property
    def rows(self) -> list[str]:
        """The lines of the screen as text; only those touched since the last look are built anew."""
        for y in self.screen.dirty:
            line = self.screen.buffer[y]
            self._rows[y] = "".join(line[x].data for x in range(self.screen.columns))
        self.screen.dirty.clear()
        return self._rows

    def shows(self, text: str) -> bool:
        """Whether the text is on the screen."""
        return any(text in row for row in self.rows)

    def write(self, keys: str | bytes) -> float:
        """Type; the moment before it (perf_counter)."""
        at = time.perf_counter()
        os.write(self._fd, keys.encode() if isinstance(keys, str) else keys)
        return at

    def until(self, seen: Callable[[Terminal], bool], limit: float = LIMIT) -> float:
        """Wait until `seen` holds; the moment at which the chunk that made it hold arrived. Raises NotSeen."""
        at = time.perf_counter()
        end = at + limit
        if seen(self):
            return at
        while (left := end - time.perf_counter()) > 0:
            found = None
            for arrived, data in self._read(left):
                self._stream.feed(data)
                if found is None and seen(self):
                    found = arrived
            if found is not None:
                return found
        raise NotSeen("\n".join(row.rstrip() for row in self.rows))

    def drain(self, quiet: float) -> None:
        """Take what comes until nothing came for `quiet` seconds: all bytes of a change are counted then."""
        while chunks := self._read(quiet):
            for _, data in chunks:
                self._stream.feed(data)

    def take(self, seconds: float) -> None:
        """Take what comes for so long."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            for _, data in self._read(left):
                self._stream.feed(data)

    def _read(self, timeout: float) -> list[tuple[float, bytes]]:
        chunks: list[tuple[float, bytes]] = []
        while select.select([self._fd], [], [], TAIL if chunks else timeout)[0]:
            try:
                data = os.read(self._fd, 65536)
            except OSError:
                data = b""
            if not data and chunks:
                break
            if not data:
                raise NotSeen("the program ended:\n" + "\n".join(row.rstrip() for row in self.rows))
            self.sent += len(data)
            chunks.append((time.perf_counter(), data))
        return chunks
