"""The register of patients: search as you type, open a record, register a new one."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult

from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.messages import about_patients
from opd_tui.runtime import clock
from opd_tui.services.patients import duplicates, records
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.dialog_screen import DialogScreen
from opd_tui.tui.screens.patient import Answer, PatientScreen
from opd_tui.tui.screens.patient_picker import PatientSearch
from opd_tui.tui.screens.record_fields import FIELDS, labelled, offered, parsed
from opd_tui.tui.widgets.choice import Choice


class RegistryScreen(DialogScreen[Answer]):
    """`R`. Answers a token that the desk should go to, or a patient for whom it should book."""

    fields = len(FIELDS)

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__(runner, actor)
        self._offered = self._registered = ""

    def content(self) -> ComposeResult:
        """The search."""
        yield PatientSearch(self.runner, "Patients", offers_new=True)

    @property
    def search(self) -> PatientSearch:
        """The search."""
        return self.query_one(PatientSearch)

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return Choice("Enter", "open", ""), Choice("↑↓", "choose", ""), Choice("^n", "new patient", "")

    def on_mount(self) -> None:
        """Type at once."""
        self.show_again()

    def show_again(self) -> None:
        """The field has the keys."""
        self.set_focus(self.search.field)

    async def reread(self) -> None:
        """Search again: a record has changed."""
        await self.search.search_again()
        self.show_keys()

    def on_key(self, event: events.Key) -> None:
        """Register, or leave."""
        match event.key:
            case "escape":
                self.dismiss(None)
            case "ctrl+n":
                self.dialog.start(self._offer())
            case _:
                return
        event.stop()
        event.prevent_default()

    def on_patient_search_chosen(self, event: PatientSearch.Chosen) -> None:
        """Open a record, or register somebody new."""
        if event.patient:
            self.app.push_screen(PatientScreen(self.runner, self.actor, event.patient.id), self._back)
        else:
            self.dialog.start(self._offer())

    def _back(self, answer: Answer) -> None:
        if answer is not None:
            self.dismiss(answer)
        else:
            self.run_worker(self.reread())

    async def _offer(self) -> None:
        """The form, with what was typed where it belongs, and the next hospital number."""
        try:
            self._offered = await self.runner(records.next_mrn)
        except OpdError as e:
            self.dialog.say(e.message, wrong=True)
            return
        text = "" if self.search.field.value == self._registered else self.search.field.value.strip()
        self.dialog.enter("New patient", labelled(offered(text, self._offered)), self._register)

    async def _register(self, values: tuple[str, ...]) -> None:
        """Register; likely duplicates are pointed out before."""
        fields = parsed(values)
        drawn = fields["mrn"].strip() == self._offered
        asked = NewPatient(
            name=fields["name"],
            phone=fields["phone"],
            mrn=None if drawn else fields["mrn"],
            age=fields["age"],
            year_of_birth=fields["year_of_birth"],
            sex=fields["sex"],
            precedence=fields["precedence"],
            notes=fields["notes"],
            draw_mrn=drawn,
        )
        same = await self.runner(duplicates.likely, asked)
        if same:
            known = about_patients.likely_same(same, clock.today())
            self.dialog.form.refuse(known)
            if not await self.dialog.confirm("Register a second record all the same?"):
                raise BadRequest(problem=f"{known} Nothing was registered; Esc leaves.")
        made = await self.runner(records.register, asked, self.actor)
        self.dialog.say(about_patients.registered(made, clock.today()))
        self._registered = made.mrn or made.name
        self.search.field.value = self._registered
