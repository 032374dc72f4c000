"""The terminal's input as it really comes: bytes that are no UTF-8, and sequences that are no keys."""

from __future__ import annotations

from codecs import getincrementaldecoder
from functools import partial
from typing import Any

from textual.drivers import linux_driver

from opd_tui.runtime import log_file


def _forgiving(encoding: str) -> Any:
    """A decoder that shows what it cannot read as �: a Latin-1 terminal or paste must not end the desk."""
    return partial(getincrementaldecoder(encoding), errors="replace")


class DeskDriver(linux_driver.LinuxDriver):
    """Textual's driver, whose input outlives what it cannot read.

    Textual reads strictly, in a thread whose error ends the program with a traceback on the screen.
    """

    def run_input_thread(self) -> None:
        """Read until the end; after a malformed sequence go on with what comes next."""
        linux_driver.getincrementaldecoder = _forgiving  # type: ignore[attr-defined] # the only place to say so
        while not self.exit_event.is_set():
            try:
                super().run_input_thread()
                return
            except (ValueError, OverflowError):
                log_file.logger().exception("the terminal sent what is no key")
