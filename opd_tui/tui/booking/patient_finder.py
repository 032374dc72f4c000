"""Who stands at the counter: a patient who is registered, found as it is typed, or somebody new."""

from __future__ import annotations

from opd_tui.domain import typed_patient
from opd_tui.domain.counter import AtTheCounter, Held, Known, Meant, WithDoctor, meant, same_person
from opd_tui.domain.errors import OpdError
from opd_tui.domain.patients import Patient
from opd_tui.domain.previews import Elsewhere
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.typed_patient import TypedPatient
from opd_tui.messages import about_counter
from opd_tui.runtime import clock
from opd_tui.services.forecast import preview
from opd_tui.services.patients import duplicates
from opd_tui.services.queries import bookable, counter
from opd_tui.services.queries.counter import LookUp
from opd_tui.tui.runner import Runner


class PatientFinder:
    """Who is meant by what was typed, as far as it is known. `patient` is the registered one that the entry is for.

    `by_itself` says that the text alone said so, and nobody chose; `somebody_new` that none of the `known` is meant.
    """

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.forget()

    def forget(self) -> None:
        """Nothing was typed."""
        self.typed = TypedPatient()
        self.answer = AtTheCounter()
        self.patient: Known | None = None
        self.elsewhere: tuple[Elsewhere, ...] = ()
        self.by_itself = self.somebody_new = False
        self.doctors: tuple[WithDoctor, ...] = ()

    @property
    def known(self) -> tuple[Known, ...]:
        """Who may be meant."""
        return self.answer.known

    async def look_up(self, text: str) -> AtTheCounter:
        """Who is registered by that. Raises OpdError."""
        if not typed_patient.read(text).says_who and not text.strip():
            return AtTheCounter()
        return await self.runner(counter.look_up, LookUp(text))

    async def with_doctors(self, typed: str) -> tuple[WithDoctor, ...]:
        """The doctors who are meant by that. Raises OpdError."""
        return await self.runner(bookable.with_doctors, typed)

    def offer(self, typed: TypedPatient, answer: AtTheCounter) -> None:
        """These may be meant by what was typed; who is meant for sure is taken."""
        self.typed, self.answer = typed, answer
        self.somebody_new = False
        sure = self._sure()
        self.patient, self.by_itself = sure, sure is not None
        if sure is None:
            self.elsewhere = ()

    def _sure(self) -> Known | None:
        same = [each for each in self.known if same_person(self.typed, each.patient)]
        if len(same) == 1:
            return same[0]
        likely = self.meant
        if len(likely) == 1 and meant(self.typed, likely[0].patient, clock.today()) is Meant.BY_NUMBER:
            return likely[0]
        return None

    @property
    def meant(self) -> tuple[Known, ...]:
        """Of the known those whom all that was typed means."""
        today = clock.today()
        return tuple(each for each in self.known if meant(self.typed, each.patient, today) is not Meant.NOT)

    @property
    def same(self) -> bool:
        """Whether name and phone were both typed: nobody need be shown who that is."""
        return self.patient is not None and same_person(self.typed, self.patient.patient)

    def take(self, known: Known) -> None:
        """The entry is for this patient."""
        self.patient, self.by_itself, self.somebody_new = known, False, False

    def is_new(self) -> None:
        """The entry is for somebody who is not registered."""
        self.patient, self.elsewhere, self.somebody_new, self.by_itself = None, (), True, False

    def only_one_meant(self) -> bool:
        """Whether all that was typed means the first who was found, and nobody else."""
        return len(self.meant) == 1 and self.known[0] == self.meant[0] and not self.somebody_new

    def unclear(self, *, emergency: bool) -> str:
        """Why Enter cannot book; "" if it can. Of several of that name it warns once."""
        typed = self.typed
        if typed.unclear:
            return about_counter.unclear(typed.unclear)
        if self.patient:
            return ""
        if not typed.name and not emergency:
            found = len(self.known)
            return about_counter.name_needed(typed, found) if typed.numbers else about_counter.NOBODY_TYPED
        if len(self.meant) > 1 and not self.somebody_new:
            self.somebody_new = True
            return about_counter.SEVERAL
        return about_counter.no_whole_phone(typed.digits) if typed.digits else ""

    def new_patient(self) -> NewPatient:
        """What was typed, as a record to be made."""
        typed = self.typed
        return NewPatient(
            typed.name,
            typed.phone or None,
            typed.mrn or None,
            age=typed.age,
            year_of_birth=typed.year_of_birth,
            sex=typed.sex,
        )

    def held_in(self, slot: int) -> Held | None:
        """What the patient holds in that slot today."""
        held = self.patient.today if self.patient else ()
        return next((each for each in held if each.token.slot == slot), None)

    async def held_elsewhere(self, patient: int, slot: int) -> tuple[Elsewhere, ...]:
        """What else the patient holds at the time of that slot. Raises OpdError."""
        return await self.runner(preview.elsewhere, patient, slot)

    async def likely_known(self, patient: NewPatient) -> tuple[Patient, ...]:
        """Who has that phone already, to be pointed out before a second record is made."""
        try:
            return await self.runner(duplicates.likely, patient)
        except OpdError:
            return ()  # the booking will say what is wrong

    def point_out(self, same: tuple[Patient, ...]) -> None:
        """Offer who is likely meant; Enter again registers a new patient all the same."""
        self.answer, self.somebody_new = AtTheCounter(tuple(map(Known, same))), True
