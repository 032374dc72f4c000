"""A thread that waits for several things at once, one of them that it is to end."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable


class UntilClosed:
    """A thread that is told to end by a byte in a pipe, which it polls: `descriptor` is readable then."""

    def __init__(self, run: Callable[[], None], name: str) -> None:
        self.descriptor, self._end = os.pipe()
        self._thread = threading.Thread(target=run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def close(self) -> None:
        """Tell the thread to end. It has ended when this returns."""
        os.write(self._end, b".")
        self._thread.join()
        os.close(self.descriptor)
        os.close(self._end)
