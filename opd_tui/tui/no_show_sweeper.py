"""Automatic no-shows while a desk is open: one look a minute; many at once are a question to the operator."""

from __future__ import annotations

from opd_tui.domain.errors import TooManyNoShows
from opd_tui.domain.no_shows import Swept
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import SweepNoShows
from opd_tui.tui.runner import Runner


class NoShowSweeper:
    """Marks who is past the deadline. Eight desks at once do no harm."""

    def __init__(self, runner: Runner, actor: Actor) -> None:
        self._runner, self._actor = runner, actor
        self._left = frozenset[int]()
        self.many = frozenset[int]()
        """The tokens about which a person must decide."""

    async def sweep(self) -> Swept:
        """Mark whose deadline has passed; nobody, where they are `many`. Raises OpdError."""
        from opd_tui.services.day import no_shows  # the desk's first picture does without

        self.many = frozenset()
        try:
            return await self._runner(no_shows.sweep, SweepNoShows(), self._actor, self._left)
        except TooManyNoShows:
            found = await self._runner(no_shows.overdue, self._left)
            self.many = frozenset(each.token for each in found)
            return Swept()

    async def mark_many(self) -> Swept:
        """Mark the `many`: a person has said so, and can undo it. Raises OpdError."""
        from opd_tui.services.day import no_shows

        return await self._runner(no_shows.sweep, SweepNoShows(yes=True), self._actor, self._left)

    def leave_many(self) -> None:
        """Leave the `many` in their queues; this desk does not mark them any more."""
        self._left |= self.many
