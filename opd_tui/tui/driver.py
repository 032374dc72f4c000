"""The terminal as it really is: it sends what is no key, does not read for hours, or is gone."""

from __future__ import annotations

import os
import select
import sys
import threading
from codecs import getincrementaldecoder
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TextIO

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from opd_tui.runtime import ending, log_file

READ_SECONDS = 0.1
"""How often an Esc is looked at that may be a key, or the beginning of one."""
STOP_SECONDS = 0.4
"""How long the last words to a terminal may take: one that does not read never takes them."""
UNREAD_BYTES = 1_000_000
"""What a terminal may leave unread before it gets a new picture instead."""


class DeskDriver(LinuxDriver):
    """Textual's driver, made to outlive what it cannot read, and never to outlive its terminal.

    Textual's own decodes strictly, in a thread whose error ends the program with a traceback on the screen; reads on
    without an end where the line was cut; and writes through a queue that fills up, and blocks the whole program, as
    soon as the terminal reads no more.
    """

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._file = sys.__stdout__  # never standard error: nobody says that it is a terminal, or there
        self._output = sys.stdout
        self._writer: Writer | None = None

    def start_application_mode(self) -> None:
        """Take the terminal over. One that is gone already ends the desk."""
        self._writer = Writer(self._output, gone=ending.terminal_gone, behind=self._repaint)
        super().start_application_mode()  # type: ignore[no-untyped-call] # Textual's has no types
        if self._writer_thread is None:  # Textual gave up without a word
            ending.terminal_gone()

    def write(self, data: str) -> None:
        """Write in the background; never waits. Textual's own thread for that gets nothing to do."""
        if self._writer is not None:
            self._writer.write(data)

    def close(self) -> None:
        """Let the terminal take the rest, for a moment."""
        super().close()
        if self._writer is not None:
            self._writer.stop()

    def give_up(self) -> None:
        """Put the terminal in order at once, from any thread, while the program hangs."""
        self._disable_mouse_support()
        self.stop_application_mode()
        if self._writer is not None:
            self._writer.stop()

    def run_input_thread(self) -> None:
        """Read keys until the end; what is no key is passed over. Where nothing more can come the desk ends."""
        while not self.exit_event.is_set():
            try:
                return self._read_keys()
            except OSError:
                return ending.terminal_gone()
            except Exception:  # Textual's parser has many kinds, none of which may end the desk
                log_file.logger().exception("the terminal sent what is no key")

    def _read_keys(self) -> None:
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        output = _watched_apart(self.fileno, self._output.fileno())
        while not self.exit_event.is_set():
            if output.poll(0):
                return ending.terminal_gone()
            if select.select([self.fileno], [], [], READ_SECONDS)[0]:
                try:
                    data = os.read(self.fileno, 4096)
                except BlockingIOError:  # somebody else was quicker
                    continue
                if not data:
                    return ending.terminal_gone()
                if text := decode(data):  # no text yet is the end to the parser
                    for event in parser.feed(text):
                        self.process_message(event)
            for event in parser.tick():
                self.process_message(event)

    def _repaint(self) -> None:
        with suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(lambda: self._app.refresh(layout=True))


def _watched_apart(input_: int, output: int) -> select.poll:
    """Its `poll` answers something once the output is cut off; never where the input comes from the same terminal."""
    watched = select.poll()
    if not os.path.samestat(os.fstat(input_), os.fstat(output)):
        watched.register(output, 0)
    return watched


class Writer:
    """Writes to the terminal in a thread of its own; nobody who gives it text ever waits.

    `gone` is called when the terminal takes nothing any more, `behind` when it reads again after so much was left
    unread that the rest was thrown away. Both in the writer's thread.
    """

    def __init__(self, file: TextIO, *, gone: Callable[[], None], behind: Callable[[], None]) -> None:
        self._descriptor, self._encoding = file.fileno(), file.encoding
        self._gone, self._behind = gone, behind
        self._unread: list[bytes] = []
        self._size = 0
        self._lost = self._stopped = self._dead = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="opd-output", daemon=True)
        self._thread.start()

    def write(self, text: str) -> None:
        """Write this after all that came before it. Each text holds whole control sequences."""
        data = text.encode(self._encoding, "backslashreplace")
        with self._changed:
            if self._dead:
                return
            self._unread.append(data)
            self._size += len(data)
            if self._size > UNREAD_BYTES and len(self._unread) > 1:
                self._unread, self._size, self._lost = [data], len(data), True
            self._changed.notify()

    def stop(self) -> None:
        """End when all is written, or soon without."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        try:
            while data := self._next():
                self._put(data)
        except OSError:
            with self._changed:
                self._dead = True
                self._unread.clear()
            self._gone()

    def _next(self) -> bytes:
        """All that waits to be written; nothing at the end."""
        with self._changed:
            lost, self._lost = self._lost, False
        if lost:
            self._behind()
        with self._changed:
            self._changed.wait_for(lambda: self._unread or self._stopped)
            data = b"".join(self._unread)
            self._unread.clear()
            self._size = 0
            return data

    def _put(self, data: bytes) -> None:
        while data:
            try:
                data = data[os.write(self._descriptor, data) :]
            except BlockingIOError:  # another program that has this terminal made it so
                select.select([], [self._descriptor], [])
