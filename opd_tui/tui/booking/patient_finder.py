"""Who a booking is for: a patient who is known, found as it is typed, or somebody new."""

from __future__ import annotations

import asyncio

from textual.widgets import Input

from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.phones import digits_of
from opd_tui.domain.previews import Elsewhere
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages.about_patients import likely_same
from opd_tui.services.forecast import preview
from opd_tui.services.patients import duplicates, records
from opd_tui.tui.booking.source_choice import SourceChoice
from opd_tui.tui.booking.text import is_meant, is_number
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.widgets.entry_form import Form


class PatientForm(Form):
    """The part of the booking form that finds out who is meant; what is said and booked is the other part's."""

    def __init__(self, runner: Runner) -> None:
        super().__init__(id="booking")
        self.runner = runner
        self.slot: SlotSummary | None = None
        self.given = "WALKIN"
        self.forget()

    def forget(self) -> None:
        """Nobody is meant, and nothing was looked up."""
        self.patient: Patient | None = None
        self.known: tuple[Patient, ...] = ()
        self.elsewhere: tuple[Elsewhere, ...] = ()
        self.picked = -1
        self.as_given = self.somebody_new = False
        self.answered = asyncio.Event()
        self.answered.set()
        self.error = self.unknown = ""

    @property
    def ended(self) -> bool:
        """Whether there is nobody to look for any more: answers that come late change nothing."""
        raise NotImplementedError

    def tell_all(self) -> None:
        """Say what there is to say."""
        raise NotImplementedError

    def refresh_preview(self) -> None:
        """Ask again what would happen: it is for somebody else."""
        raise NotImplementedError

    def refuse(self, e: OpdError) -> None:
        """Say what is wrong; what was typed stays."""
        self.error = e.message
        self.tell_all()

    def refuse_late(self, e: OpdError) -> None:
        """The same, unless it does not matter any more."""
        if not self.ended:
            self.refuse(e)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Somebody else is meant than the record that was picked; look who is known by that."""
        event.stop()
        was_known = self.patient is not None
        self.is_nobody()
        if self.slot:
            self.answered = asyncio.Event()
            latest(self, "look-up", self.look_up, event.value, self.answered)
            if was_known:
                self.refresh_preview()

    def is_nobody(self) -> None:
        """Nobody who is known is meant, so nobody comes again."""
        self.patient, self.elsewhere = None, ()
        self.as_given = self.somebody_new = False
        self.query_one(SourceChoice).show_source(self.given)

    def typed(self) -> tuple[str, str]:
        """Name and phone as they stand in the fields."""
        return self.query_one("#patient-name", Input).value, self.query_one("#patient-phone", Input).value

    async def look_up(self, text: str, answered: asyncio.Event) -> None:
        """Who is known by that; Enter waits until it is `answered`."""
        try:
            known = await self.runner(records.search, text, 5)
        except OpdError as e:
            self.refuse_late(e)
            return
        finally:
            answered.set()
        if self.ended:
            return
        if text in self.typed():  # an older answer never overwrites a newer one
            self.error = ""
            self.known, self.picked = known, -1
            self.unknown = text.strip() if not known and is_number(text) else ""
            same = self.same(*self.typed())
            if same:
                self.take_as(same)
            self.tell_all()

    def unclear(self, name: str) -> str:
        """What Enter cannot decide by itself; "" if it is clear who is meant."""
        if not name.strip():
            return "Type the patient's name first."
        if self.patient:
            return ""
        if is_number(name):
            several = f"{shown(name)} may be somebody known: ↓ chooses."
            if len(self.known) > 1:
                several = f"Several are known by {shown(name)}: ↓ chooses."
            return several if self.known else f"Nobody is known by {shown(name)}: type the patient's name."
        if len(self.known) > 1 and not self.somebody_new:
            self.somebody_new = True
            return "Several are known: ↓ chooses. Enter again books somebody new."
        return ""

    def only_one_meant(self) -> bool:
        """Whether what was typed says that the one who was found is meant: Enter picks nobody on a slip of a finger."""
        return len(self.known) == 1 and is_meant(self.known[0], *self.typed())

    def take(self, patient: Patient) -> None:
        """Take a record over: its name and phone stand in the fields."""
        name, phone = self.query_one("#patient-name", Input), self.query_one("#patient-phone", Input)
        with self.prevent(Input.Changed):
            name.value, phone.value = patient.name, patient.phone or ""
        name.cursor_position = len(name.value)
        self.take_as(patient)
        self.screen.set_focus(self.query_one(SourceChoice))  # where 1 to 5 take a better place
        self.tell_all()

    def take_as(self, patient: Patient) -> None:
        """The booking is for this record; see what else it holds at that time."""
        self.patient, self.known, self.picked, self.error = patient, (), -1, ""
        self.refresh_preview()
        if self.slot:
            latest(self, "elsewhere", self.look_elsewhere, patient.id, self.slot.id)

    def same(self, name: str, phone: str) -> Patient | None:
        """The one record with this very name and phone: the same person, not a second one."""
        digits = digits_of(phone)
        same = [
            known
            for known in self.known
            if known.name.casefold() == name.strip().casefold() and digits_of(known.phone) == digits
        ]
        return same[0] if digits and len(same) == 1 else None

    async def look_elsewhere(self, patient: int, slot: int) -> None:
        """What else the patient holds at the time of that slot."""
        try:
            elsewhere = await self.runner(preview.elsewhere, patient, slot)
        except OpdError as e:
            self.refuse_late(e)
            return
        if not self.ended:
            self.elsewhere = elsewhere
            self.tell_all()

    async def likely_known(self, patient: NewPatient) -> tuple[Patient, ...]:
        """Who has that phone already, to be pointed out before a second record is made."""
        try:
            return await self.runner(duplicates.likely, patient)
        except OpdError:
            return ()  # the booking will say what is wrong

    def point_out(self, same: tuple[Patient, ...]) -> None:
        """Show who is likely meant: Enter again books somebody new all the same."""
        self.known, self.picked, self.somebody_new = same, -1, True
        self.refuse(BadRequest(problem=f"{likely_same(same)} ↓ chooses. Enter again books somebody new."))
