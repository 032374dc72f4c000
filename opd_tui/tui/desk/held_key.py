"""A key that is held down, told from one that is pressed again."""

from __future__ import annotations

HELD_SECONDS = 0.7
"""A key that acts without asking, pressed again sooner than this, is taken for held down: a keyboard's first repeat
comes after up to 0.66 s, the others every few hundredths of a second."""


class HeldKey:
    """Remembers the last command that acted at once on one patient."""

    def __init__(self) -> None:
        self._last: tuple[str, float] = ("", 0.0)

    def repeats(self, id: str, came: float) -> bool:
        """Whether the key of this command seems to be held down: it must not go on to the next patient.

        `came` is when the key came in, in seconds of a clock that is never set. When it is carried out does not count:
        a slow machine carries out the repeats of a held key seconds apart.
        """
        (before, then), self._last = self._last, (id, came)
        return before == id and came - then <= HELD_SECONDS
