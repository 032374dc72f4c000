"""The forms of the desk's left column: imported and mounted after the first picture, which does not need them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual.screen import Screen

if TYPE_CHECKING:
    from opd_tui.domain.people import Actor
    from opd_tui.tui.booking.form import BookingForm
    from opd_tui.tui.runner import Runner

REST_SECONDS = 0.05
"""How long after the first picture they are made: it must have reached the terminal."""


class LateForms:
    """Mounts the forms once: some time after the first picture, or before the first key is carried out."""

    def __init__(self, screen: Screen[None], runner: Runner, actor: Actor) -> None:
        self._screen, self._runner, self._actor = screen, runner, actor
        self._mounting: asyncio.Task[None] | None = None
        self.composed = asyncio.Event()
        """Set when the column is there that they go to."""
        self.booking: BookingForm | None = None
        """The booking form, None until it is there."""

    def mount_soon(self) -> None:
        """Mount them when the picture that is being made is on the terminal."""
        self._screen.call_after_refresh(self._screen.set_timer, REST_SECONDS, self.mount)

    async def mount(self) -> None:
        """Mount them, unless they are there; returns when they can be used."""
        if self._mounting is None:
            self._mounting = asyncio.create_task(self._mount())
        await asyncio.shield(self._mounting)

    async def _mount(self) -> None:
        from opd_tui.tui.booking.form import BookingForm
        from opd_tui.tui.widgets.entry_form import EntryForm

        await self.composed.wait()
        booking = BookingForm(self._runner, self._actor)
        await self._screen.query_one("#body").mount(booking, EntryForm(id="entry"))
        self.booking = booking
