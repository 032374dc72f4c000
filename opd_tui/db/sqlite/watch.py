"""Reports when the database file may have changed, so that an idle desk need not look ten times a second.

On Linux the kernel reports it (inotify). Elsewhere a thread compares the time stamps of the file and its WAL every
LOOK_SECONDS. On a network file system neither notices other machines, so the caller must also look from time to time.
"""

from __future__ import annotations

import os
import select
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from opd_tui.db.sqlite.file import wal_of
from opd_tui.db.until_closed import UntilClosed

if TYPE_CHECKING:
    from inotify_simple import Event, INotify

LOOK_SECONDS = 0.1
SYNC_SECONDS = 0.03
SLOW_SYNC_SECONDS = 0.25
_BY_DESCRIPTOR = os.utime in os.supports_fd

_Stamp = tuple[int, int, int] | None
"""Inode, size and time of the last change of a file; None of one that is not there."""


class Bell:
    """Wakes those who watch a WAL, which it keeps open: that halves the time of a ring."""

    def __init__(self, wal: str) -> None:
        self._wal = wal
        self._descriptor: int | None = None

    def ring(self) -> None:
        """Touch the WAL after a commit: others can read the change only now, some milliseconds after it was written
        there.
        """
        try:
            if self._descriptor is None and _BY_DESCRIPTOR:
                self._descriptor = os.open(self._wal, os.O_RDONLY)
            os.utime(self._wal if self._descriptor is None else self._descriptor)
        except OSError:
            return  # the change is noticed all the same, somewhat later

    def __del__(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)


class FileWatch:
    """A thread that calls `on_change` once when it starts, and then whenever another process may have committed."""

    def __init__(self, path: Path, on_change: Callable[[], None]) -> None:
        self._file, self._wal = path.resolve(), wal_of(path)
        self._on_change = on_change
        self._thread = UntilClosed(self._run, "opd-watch")
        self._thread.start()

    def close(self) -> None:
        """Stop watching. `on_change` is not called afterwards."""
        self._thread.close()

    def _run(self) -> None:
        inotify, seen = _listening_in(self._file.parent), self._stamps()
        self._on_change()
        if inotify is None:
            self._look(seen)
        else:
            with inotify:
                self._listen(inotify)

    def _listen(self, inotify: INotify) -> None:
        """Desks ring after each commit. Another program only writes to the WAL, and commits a moment later."""
        ready = select.poll()
        ready.register(self._thread.descriptor, select.POLLIN)
        ready.register(inotify.fileno(), select.POLLIN)
        due: list[float] = []
        while True:
            timeout = None if not due else max(0.0, due[0] - time.monotonic()) * 1000
            descriptors = [descriptor for descriptor, _ in ready.poll(timeout)]
            if self._thread.descriptor in descriptors:
                return
            rung, written = self._heard(inotify.read(timeout=0) if descriptors else ())
            now = time.monotonic()
            if rung:
                due = []
                self._on_change()
            elif written:
                due = [due[0] if due else now + SYNC_SECONDS, now + SLOW_SYNC_SECONDS]
            if due and due[0] <= now:
                del due[0]
                self._on_change()

    def _heard(self, events: Iterable[Event]) -> tuple[bool, bool]:
        """Whether a desk rang or a file appeared or vanished, and whether something was written to the WAL."""
        from inotify_simple import flags

        rung = written = False
        for event in events:
            if event.mask & flags.Q_OVERFLOW:
                rung = True
            elif event.name == self._wal.name and event.mask & flags.MODIFY:
                written = True
            elif event.name in (self._wal.name, self._file.name) and not event.mask & flags.MODIFY:
                rung = True
        return rung, written

    def _look(self, seen: list[_Stamp]) -> None:
        """Without inotify: compare the time stamps. A desk that rings changes them once more."""
        ready = select.poll()
        ready.register(self._thread.descriptor, select.POLLIN)
        while not ready.poll(LOOK_SECONDS * 1000):
            stamps = self._stamps()
            if stamps != seen:
                seen = stamps
                self._on_change()

    def _stamps(self) -> list[_Stamp]:
        return [_stamp(self._file), _stamp(self._wal)]


def _stamp(path: Path) -> _Stamp:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _listening_in(folder: Path) -> INotify | None:
    """An inotify watch of that folder; None if the system has none, or no more of them."""
    try:
        from inotify_simple import INotify, flags

        inotify = INotify()
    except (ImportError, OSError, AttributeError, TypeError):  # no Linux, or a C library of its own kind
        return None
    wanted = flags.MODIFY | flags.ATTRIB | flags.CREATE | flags.DELETE | flags.MOVED_FROM | flags.MOVED_TO
    try:
        inotify.add_watch(folder, wanted)
    except OSError:
        inotify.close()
        return None
    return inotify
