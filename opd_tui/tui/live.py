"""What a screen over the desk does when the database has changed under it, or a minute has passed."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class LiveScreen(Protocol):
    """A screen that shows what other desks change."""

    async def follow(self) -> None:
        """Read again what is shown; the cursor stays on its line, and what is being typed or asked is left alone."""
