"""The booking as it stands: for whom, in which slot, as what; and what would come of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from opd_tui.domain import typed_patient
from opd_tui.domain.counter import AtTheCounter, Known, WithDoctor
from opd_tui.domain.errors import OpdError
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import DEFAULT_SOURCE
from opd_tui.messages import about_counter
from opd_tui.tui.booking import offers
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import Previewed, Turned
from opd_tui.tui.booking.offers import Offer, Offers
from opd_tui.tui.booking.patient_finder import PatientFinder
from opd_tui.tui.booking.preview import Outlook
from opd_tui.tui.runner import Runner, latest


class Draft:
    """Looks up who is meant by what stands in the field, and asks what a booking would do; `show` shows it.

    `answered` is set while it is known who is meant by what was typed.
    """

    def __init__(self, runner: Runner, fields: BookingFields, show: Callable[[], None]) -> None:
        self.fields, self.show = fields, show
        self.finder, self.outlook = PatientFinder(runner), Outlook(runner)
        self.start(None, DEFAULT_SOURCE)

    def start(self, slot: SlotSummary | None, source: str, note: str = "") -> None:
        """Begin anew, for this slot and source; None for no slot, where the form is not open. `note` stays in sight."""
        self.slot = self.chosen_slot = slot
        self.booked = False
        self.error, self.note, self.no_doctor = "", note, ""
        self.chosen: tuple[str, int] | None = None
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
            self.show()

    # --- what Enter can do

    @property
    def offers(self) -> Offers:
        """What Enter can do as it stands."""
        finder = self.finder
        places = self.outlook.would.alternatives if self.outlook.would else ()
        if finder.patient and self.slot:
            named = bool(finder.typed.name) and not finder.same
            return offers.for_patient(finder.patient, self.slot.id, places, named=named)
        if finder.known and not (finder.somebody_new and not self.error):
            return offers.among(finder.known, only_one=finder.only_one_meant())
        typing_doctor = (self.fields.typed().split(" ") or [""])[-1].startswith("@")
        others = [each for each in finder.doctors if each.slot != self.slot] if typing_doctor else []
        return offers.for_nobody_known(places, tuple(others))

    @property
    def at(self) -> int:
        """Which of the offers Enter takes; -1 for none of the lines."""
        now = self.offers
        return next((i for i, each in enumerate(now.lines) if each.key == self.chosen), now.first)

    @property
    def offer(self) -> Offer | None:
        """What Enter does."""
        return self.offers.lines[self.at] if self.at >= 0 else None

    def step(self, by: int) -> None:
        """Choose the next offer, or the one before."""
        lines, to = self.offers.lines, self.at + by
        if 0 <= to < len(lines):
            self.chosen = lines[to].key
            self.show()

    # --- who is meant

    def typed_anew(self, text: str) -> None:
        """Something else is typed; look who is known by that."""
        if self.slot:
            self.answered = asyncio.Event()
            latest(self.fields, "look-up", self.look_up, text, self.answered)

    async def look_up(self, text: str, answered: asyncio.Event) -> None:
        """Who is known by that, with which doctor; Enter waits until it is `answered`."""
        typed = typed_patient.read(text)
        doctors: tuple[WithDoctor, ...] = ()
        try:
            if typed.doctor is not None:
                doctors = await self.finder.with_doctors(typed.doctor)
            known = await self.finder.look_up(text) if typed.says_who or typed.sex else AtTheCounter()
        except OpdError as e:
            self.refuse(e.message)
            return
        finally:
            answered.set()
        if self.ended or text != self.fields.typed():  # an older answer never overwrites a newer one
            return
        before, slot = self.finder.patient, self.slot
        self.error, self.chosen = "", None
        self.finder.offer(typed, known)
        self._with_doctor(typed.doctor, doctors)
        if before != self.finder.patient or slot != self.slot:
            self._is_for_another()
        self.show()

    def _with_doctor(self, typed: str | None, doctors: tuple[WithDoctor, ...]) -> None:
        """The booking is with the first of these doctors; without an @, with the one chosen on the desk."""
        self.finder.doctors, self.no_doctor = doctors, ""
        found = next((each.slot for each in doctors if each.slot), None)
        if not typed:
            self._turn(self.chosen_slot)
        elif found is None:
            self.no_doctor = about_counter.no_doctor(typed)
        elif all(self.slot != each.slot for each in doctors):
            self._turn(found)

    def _is_for_another(self) -> None:
        """Another patient, or another slot: what would happen is asked again."""
        self.outlook.as_given = False
        if not self.finder.patient:
            self.fields.sources.show_source(self.outlook.given)
        self.ask_again()
        self._look_elsewhere()

    def take(self, known: Known) -> None:
        """The entry is for this patient, whom the operator chose."""
        self.finder.take(known)
        self.error, self.chosen = "", None
        self._is_for_another()
        self.show()

    def take_doctor(self, found: WithDoctor) -> None:
        """The booking is with this doctor."""
        if found.slot:
            self.chosen = None
            self._turn(found.slot)
            self._is_for_another()
            self.show()

    def is_new(self) -> None:
        """The entry is for somebody who is not registered."""
        self.finder.is_new()
        self.error, self.chosen = "", None
        self._is_for_another()
        self.show()

    def _look_elsewhere(self) -> None:
        self.finder.elsewhere = ()
        if self.slot and self.finder.patient:
            latest(self.fields, "elsewhere", self.look_elsewhere, self.finder.patient.patient.id, self.slot.id)

    async def look_elsewhere(self, patient: int, slot: int) -> None:
        """What else the patient holds at the time of that slot."""
        try:
            elsewhere = await self.finder.held_elsewhere(patient, slot)
        except OpdError as e:
            self.refuse(e.message)
            return
        if not self.ended and elsewhere:
            self.finder.elsewhere = elsewhere
            self.show()

    # --- what would happen

    def ask_again(self) -> None:
        """Ask again what would happen."""
        if self.slot and not self.ended:
            latest(self.fields, "preview", self.ask_outlook, self.slot.id)

    async def ask_outlook(self, slot: int) -> None:
        """What would happen in that slot; from now on the booking is for it. Who holds a token there gets no second."""
        patient = self.finder.patient
        if patient and self.finder.held_in(slot):
            self.outlook.would = None
            self.show()
            self.fields.post_message(Previewed(None))
            return
        try:
            would = await self.outlook.ask(slot, patient.patient.id if patient else None)
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
            self.chosen, self.chosen_slot = None, would.slot
            self._turn(would.slot)
            self._look_elsewhere()
        self.show()
        self.fields.post_message(Previewed(would))

    def _turn(self, slot: SlotSummary | None) -> None:
        """Book into another slot: the desk shows its queues."""
        if slot is not None and self.slot is not None and slot.id != self.slot.id:
            self.slot, self.note = slot, ""
            self.fields.open_for(slot)
            self.fields.post_message(Turned(slot))
