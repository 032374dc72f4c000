"""Finding a patient's record as it is typed: the search of the register, and the choice of a record to merge."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from opd_tui.domain.errors import OpdError
from opd_tui.domain.patients import Match, Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.phones import digits_of
from opd_tui.domain.requests.patients import FindPatient
from opd_tui.domain.typed_patient import read
from opd_tui.messages import about_patients
from opd_tui.runtime import clock
from opd_tui.services.patients import duplicates, records
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.screens.dialog_screen import DialogScreen
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import text_field
from opd_tui.tui.widgets.lines import Column, Content, Line
from opd_tui.tui.widgets.list_pane import ListPane

MAX_FOUND = 30
"""How many patients are shown; who is not among them is found by typing more."""
LIKELY = "Likely the same person"
"""The title where nothing is typed yet and a duplicate is looked for."""
NEW = 0
"""The key of the line that registers somebody new: no patient has this id."""


class PatientsPane(ListPane):
    """Who was found."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name, hospital number, age and sex, phone, last visit: what tells namesakes apart."""
        return (
            Column("Patient", 0, name=True),
            Column("Hospital no.", 12),
            Column("Age", 4, right=True),
            Column("Phone", 17),
            Column("Seen", 11),
        )


class PatientSearch(Vertical):
    """A field and what it finds. `offers_new` adds a line for somebody new. The record `without` is never among them;
    before anything is typed, those that are probably of the same person as that one are.
    """

    DEFAULT_CSS = """
    PatientSearch #search { height: 1; border: none; padding: 0 1; background: ansi_default; color: ansi_default;
        & > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
        & > .input--placeholder { color: ansi_default; text-style: dim; } }
    """

    class Chosen(Message):
        """A record was chosen; None for somebody new."""

        def __init__(self, patient: Patient | None) -> None:
            super().__init__()
            self.patient = patient

    def __init__(self, runner: Runner, title: str, *, without: int | None = None, offers_new: bool = False) -> None:
        super().__init__()
        self.runner, self.title, self.without, self.offers_new = runner, title, without, offers_new
        self.found: tuple[Match, ...] = ()
        self.at = 0

    def compose(self) -> ComposeResult:
        """The field and the list."""
        field = text_field("search")
        field.placeholder = "Hospital number, last digits of a phone, or words of the name"
        yield field
        yield PatientsPane(id="patients", headings=True)

    def on_mount(self) -> None:
        """Show what there is before anything is typed, once it is laid out."""
        self.call_after_refresh(latest, self, "search", self._search, "")

    def on_resize(self) -> None:
        """Other columns."""
        self.call_after_refresh(self._paint)

    @property
    def _nothing_typed(self) -> str:
        return "" if self.without is None else "No likely duplicate. Type the name, a phone or the hospital number."

    @property
    def field(self) -> Input:
        """The field."""
        return self.query_one("#search", Input)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        event.stop()
        latest(self, "search", self._search, event.value)

    async def search_again(self) -> None:
        """A record has changed."""
        await self._search(self.field.value)

    async def _search(self, text: str) -> None:
        try:
            found = await self._found(text)
        except OpdError as e:
            self._paint(e.message)
            return
        if text == self.field.value:  # an older answer never overwrites a newer one
            self.found = tuple(match for match in found if match.patient.id != self.without)
            self.at = 0
            self._paint()

    async def _found(self, text: str) -> tuple[Match, ...]:
        if self.without is not None and not text.strip():
            return await self.runner(duplicates.of_record, self.without)
        return await self.runner(records.matches, FindPatient(text, MAX_FOUND))

    def _paint(self, problem: str = "") -> None:
        today = clock.today()
        text = self.field.value.strip()
        lines = [_line(match, text, today) for match in self.found]
        if text and self.offers_new:
            lines.append(Line(NEW, (about_patients.new_patient(read(text)),), spans=True))
        self.at = min(self.at, max(0, len(lines) - 1))
        pane = self.query_one(PatientsPane)
        top = max(0, self.at - pane.visible_rows + 1)
        more = "+" if len(self.found) == MAX_FOUND else ""
        cursor = lines[self.at].key if lines else None
        empty = problem or ("No patient found" if text else self._nothing_typed)
        title = self.title if text or self.without is None else LIKELY
        pane.show(
            Content(f"{title} · {len(self.found)}{more}", tuple(lines[top:]), len(lines), top, cursor, empty), True
        )

    def on_key(self, event: events.Key) -> None:
        """Move, or choose."""
        match event.key:
            case "up" | "down":
                self.at = max(0, self.at + (1 if event.key == "down" else -1))
                self._paint()
            case "enter":
                latest(self, "search", self._choose, self.field.value)
            case _:
                return
        event.stop()
        event.prevent_default()

    async def _choose(self, text: str) -> None:
        """Enter answers what was typed: the search for it may still be under way."""
        at = self.at
        await self._search(text)
        self.at = at
        self._paint()
        if self.at < len(self.found):
            self.post_message(self.Chosen(self.found[self.at].patient))
        elif text.strip() and self.offers_new:
            self.post_message(self.Chosen(None))

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse chooses; twice opens."""
        keys = [*(match.patient.id for match in self.found), NEW]
        if event.key in keys:
            self.at = keys.index(event.key)
            self._paint()
            if event.twice:
                latest(self, "search", self._choose, self.field.value)


class PatientPicker(DialogScreen[int | None]):
    """Answers the record that is the same person as a patient, or None."""

    def __init__(self, runner: Runner, actor: Actor, patient: Patient) -> None:
        super().__init__(runner, actor)
        self.patient = patient

    def content(self) -> ComposeResult:
        """The search, without the patient."""
        yield PatientSearch(self.runner, "Merge", without=self.patient.id)

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return Choice("Enter", "merge this one", ""), Choice("↑↓", "choose", "")

    def on_mount(self) -> None:
        """Type at once."""
        self.dialog.say(about_patients.ask_for_duplicate(self.patient))
        self.show_again()

    def show_again(self) -> None:
        """The field has the keys."""
        self.set_focus(self.query_one(PatientSearch).field)

    async def reread(self) -> None:
        """Search again."""
        await self.query_one(PatientSearch).search_again()

    def on_key(self, event: events.Key) -> None:
        """Leave."""
        if event.key == "escape":
            event.stop()
            event.prevent_default()
            self.dismiss(None)

    def on_patient_search_chosen(self, event: PatientSearch.Chosen) -> None:
        """That one."""
        if event.patient:
            self.dismiss(event.patient.id)


def _line(match: Match, text: str, today: str) -> Line:
    """A patient, with the phone that was typed, or else the first."""
    patient, digits = match.patient, digits_of(text)
    meant = (phone for phone in patient.phones if digits and (digits_of(phone) or "").endswith(digits))
    about = about_patients.age_and_sex(patient, today), next(meant, patient.phone or "")
    seen = about_patients.visited(match.last_visit, today)
    return Line(patient.id, (patient.name, patient.mrn or "", *about, seen))
