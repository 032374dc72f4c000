"""The booking as it stands: for whom, in which slot, as what; and what would come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from opd_tui.domain.errors import OpdError
from opd_tui.domain.patients import Patient
from opd_tui.domain.slots import SlotSummary
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import Previewed, Turned
from opd_tui.tui.booking.patient_finder import PatientFinder
from opd_tui.tui.booking.preview import DEFAULT_SOURCE, Outlook
from opd_tui.tui.runner import Runner, latest


class Draft:
    """Looks up who is meant by what stands in the fields, and asks what a booking would do; `show` shows it.

    `answered` is set while it is known who is meant by what was typed.
    """

    def __init__(self, runner: Runner, fields: BookingFields, show: Callable[[], None]) -> None:
        self.fields, self._show = fields, show
        self.finder, self.outlook = PatientFinder(runner), Outlook(runner)
        self.start(None, DEFAULT_SOURCE)

    def start(self, slot: SlotSummary | None, source: str) -> None:
        """Begin anew, for this slot and source; None for no slot, where the form is not open."""
        self.slot = slot
        self.booked = False
        self.error = ""
        self.finder.forget()
        self.outlook.forget(source)
        self.answered = asyncio.Event()
        self.answered.set()

    @property
    def ended(self) -> bool:
        """Whether it was booked, or given up: answers that come late change nothing."""
        return self.booked or self.slot is None

    def refuse(self, error: str) -> None:
        """Say what is wrong, unless it does not matter any more; what was typed stays."""
        if not self.ended:
            self.error = error
            self._show()

    # --- who is meant

    def typed_anew(self, typed: str) -> None:
        """Somebody else is meant than the record that was picked; look who is known by that."""
        was_known = self.finder.patient is not None
        self.is_nobody()
        if self.slot:
            self.answered = asyncio.Event()
            latest(self.fields, "look-up", self.look_up, typed, self.answered)
            if was_known:
                self.ask_again()

    def is_nobody(self) -> None:
        """Nobody who is known is meant, so nobody comes again."""
        self.finder.is_nobody()
        self.outlook.as_given = False
        self.fields.sources.show_source(self.outlook.given)

    async def look_up(self, typed: str, answered: asyncio.Event) -> None:
        """Who is known by that; Enter waits until it is `answered`."""
        try:
            known = await self.finder.search(typed)
        except OpdError as e:
            self.refuse(e.message)
            return
        finally:
            answered.set()
        if not self.ended and typed in self.fields.typed():  # an older answer never overwrites a newer one
            self.error = ""
            self.finder.offer(typed, known)
            if same := self.finder.same(*self.fields.typed()):
                self._book_for(same)
            self._show()

    def take(self, patient: Patient) -> None:
        """Take a record over: its name and phone stand in the fields."""
        self.fields.fill(patient)
        self._book_for(patient)
        self.fields.screen.set_focus(self.fields.sources)  # where 1 to 5 take a better place
        self._show()

    def _book_for(self, patient: Patient) -> None:
        """The booking is for this record; see what else it holds at that time."""
        self.finder.take(patient)
        self.error = ""
        self.ask_again()
        self._look_elsewhere()

    def _look_elsewhere(self) -> None:
        if self.slot and self.finder.patient:
            latest(self.fields, "elsewhere", self.look_elsewhere, self.finder.patient.id, self.slot.id)

    async def look_elsewhere(self, patient: int, slot: int) -> None:
        """What else the patient holds at the time of that slot."""
        try:
            elsewhere = await self.finder.held_elsewhere(patient, slot)
        except OpdError as e:
            self.refuse(e.message)
            return
        if not self.ended:
            self.finder.elsewhere = elsewhere
            self._show()

    # --- what would happen

    # --- what would happen

    def ask_again(self) -> None:
        """Ask again what would happen."""
        if self.slot and not self.ended:
            latest(self.fields, "preview", self.ask_outlook, self.slot.id)

    async def ask_outlook(self, slot: int) -> None:
        """What would happen in that slot; from now on the booking is for it."""
        patient = self.finder.patient
        try:
            would = await self.outlook.ask(slot, patient.id if patient else None)
        except OpdError as e:
            if not self.ended:
                self.outlook.refuse(e)
                self.refuse(e.message)
                self.fields.post_message(Previewed(None))
            return
        if self.ended:
            return
        self.outlook.take(would)
        self.fields.sources.show_source(would.source)
        if self.slot and self.slot.id != slot:
            self._turn(would.slot)
        self._show()
        self.fields.post_message(Previewed(would))

    def _turn(self, slot: SlotSummary) -> None:
        """Book into another slot: the desk shows its queues."""
        self.slot = slot
        self.fields.open_for(slot)
        self._look_elsewhere()
        self.fields.post_message(Turned(slot))
