"""A key that is held down, told from one that is pressed again."""

from __future__ import annotations

import time

HELD_SECONDS = 0.7
"""A key that acts without asking, pressed again sooner than this, is taken for held down: a keyboard's first repeat
comes after up to 0.66 s, the others every few hundredths of a second."""


class HeldKey:
    """Remembers the last command that acted at once on one patient."""

    def __init__(self) -> None:
        self._last: tuple[str, float] = ("", 0.0)

    def repeats(self, id: str) -> bool:
        """Whether the key of this command seems to be held down: it must not go on to the next patient."""
        now = time.monotonic()
        (before, then), self._last = self._last, (id, now)
        return before == id and now - then <= HELD_SECONDS
