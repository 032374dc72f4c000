"""Gives out a token from the form: once, however often Enter is pressed, and however long another desk takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

from msgspec.structs import replace

from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import Arrive, Book
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.services import expecting
from opd_tui.services.queries import queues
from opd_tui.services.tokens import booking, visits
from opd_tui.tui.booking.patient_finder import PatientFinder
from opd_tui.tui.booking.preview import Outlook
from opd_tui.tui.runner import PATIENCE_SECONDS, Runner


class Sending:
    """What was sent last, under a key made with the first Enter: held down, or again after trouble, it books once."""

    def __init__(self, runner: Runner, actor: Actor) -> None:
        self.runner, self.actor = runner, actor
        self.forget()

    def forget(self) -> None:
        """Nothing was sent."""
        self.last: Book | None = None
        self.request = ""

    def asked_for(self, slot: SlotSummary, finder: PatientFinder, outlook: Outlook) -> Book:
        """What the form asks for, with its key: one for one booking, however often it is tried; another is another."""
        asked = Book(
            slot.id,
            outlook.given,
            patient_id=finder.patient.patient.id if finder.patient else None,
            patient=None if finder.patient else finder.new_patient(),
            open_seat=outlook.open_seat,
            as_given=outlook.as_given,
        )
        if asked != self.last:
            self.last, self.request = asked, uuid4().hex
        return replace(asked, request=self.request)

    async def send(self, asked: Book, waits: Callable[[], None]) -> tuple[Booked, int]:
        """Book; the token and its place in its queue. `waits` is called where it takes long. Raises OpdError."""
        answer = asyncio.ensure_future(self.runner(_book_and_place, asked, self.actor))
        if not (await asyncio.wait({answer}, timeout=PATIENCE_SECONDS))[0]:
            waits()
        return await answer

    async def check_in(self, token: int) -> Token:
        """Check a token in. Raises OpdError."""
        return await self.runner(visits.arrive, Arrive(token), self.actor)

    async def come_back(self, token: int) -> Token:
        """Bring a token back that became a no-show by itself, and check it in. Raises OpdError."""
        from opd_tui.services.undo import coming_back  # rare

        return await self.runner(coming_back.come_back, token, self.actor)


def _book_and_place(asked: Book, actor: Actor) -> tuple[Booked, int]:
    done = booking.book(asked, actor)
    [token] = expecting.with_expected_times((done.token,))
    return replace(done, token=token), queues.position(token) + 1
