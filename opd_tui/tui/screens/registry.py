"""The register of patients: search as you type, open a record, register a new one."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.widgets import Input

from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.messages import about_patients, about_tokens
from opd_tui.services.patients import duplicates, records
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.screens.patient import PatientScreen
from opd_tui.tui.screens.record import RecordScreen, parsed
from opd_tui.tui.widgets.choice import YES, Choice
from opd_tui.tui.widgets.entry_form import text_field
from opd_tui.tui.widgets.list_pane import Column, Content, Line, ListPane

FOUND = 30
"""How many patients are shown; who is not among them is found by typing more."""
NEW = 0
"""The key of the line that registers somebody new: no patient has this id."""


class PatientsPane(ListPane):
    """Who was found."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name, phone, hospital number, year of birth, sex."""
        return (
            Column("Patient", 0),
            Column("Phone", 18),
            Column("Hospital no.", 12),
            Column("Born", 4),
            Column("Sex", 3),
        )


class RegistryScreen(RecordScreen[int | None]):
    """`R`. Answers a token that the desk should go to; while choosing a record to merge, that record."""

    DEFAULT_CSS = """
    RegistryScreen #search { height: 1; border: none; padding: 0 1; background: ansi_default; color: ansi_default;
        & > .input--cursor { background: ansi_default; color: ansi_default; text-style: reverse; }
        & > .input--placeholder { color: ansi_default; text-style: dim; } }
    """

    def __init__(self, runner: Runner, actor: Actor, merging: Patient | None = None) -> None:
        super().__init__(runner, actor)
        self.merging = merging
        self.hints = (Choice("Enter", "merge this one" if merging else "open", ""), Choice("↑↓", "choose", ""))
        if not merging:
            self.hints += (Choice("^n", "new patient", ""),)
        self.found: tuple[Patient, ...] = ()
        self.at = 0
        self._offered = self._registered = ""

    def content(self) -> ComposeResult:
        """A field and what it finds."""
        field = text_field("search")
        field.placeholder = "Hospital number, last digits of a phone, or words of the name"
        yield field
        yield PatientsPane(id="patients", headings=True)

    def on_mount(self) -> None:
        """Type at once."""
        if self.merging:
            name = about_tokens.short(self.merging.name)
            self.status.say(f"Which record is the same person as {name}? What it has moves to {name}'s.")
        self.focus_content()
        self.call_after_refresh(self._paint)

    def focus_content(self) -> None:
        """The field."""
        self.set_focus(self.query_one("#search"))

    def on_resize(self) -> None:
        """Other columns."""
        super().on_resize()
        self.call_after_refresh(self._paint)

    @property
    def text(self) -> str:
        """What is searched."""
        return self.query_one("#search", Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as it is typed."""
        event.stop()
        if event.input.id == "search":
            latest(self, "search", self._search, event.value)

    async def read(self) -> None:
        """Search again: a record has changed."""
        await self._search(self.text)

    async def _search(self, text: str) -> None:
        try:
            found = await self.runner(records.search, text, FOUND)
        except OpdError as e:
            self._paint(e.message)
            return
        if text == self.text:  # an older answer never overwrites a newer one
            self.found = tuple(p for p in found if self.merging is None or p.id != self.merging.id)
            self.at = 0
            self._paint()

    def _paint(self, problem: str = "") -> None:
        lines = [_line(patient) for patient in self.found]
        if self.text.strip() and not self.merging:
            lines.append(Line(NEW, (f"+ new patient: {shown(self.text.strip())}",)))
        self.at = min(self.at, max(0, len(lines) - 1))
        pane = self.query_one(PatientsPane)
        top = max(0, self.at - pane.visible_rows + 1)
        more = "+" if len(self.found) == FOUND else ""
        title = f"Merge · {len(self.found)}{more}" if self.merging else f"Patients · {len(self.found)}{more}"
        cursor = lines[self.at].key if lines else None
        empty = problem or ("nobody is found by that" if self.text.strip() else "")
        pane.show(Content(title, tuple(lines[top:]), len(lines), top, cursor, empty), True)
        self.tell_keys()

    def on_key(self, event: events.Key) -> None:
        """Choose, open, register, or leave."""
        match event.key:
            case "escape":
                self.dismiss(None)
            case "up" | "down":
                self.at = max(0, self.at + (1 if event.key == "down" else -1))
                self._paint()
            case "enter":
                latest(self, "search", self._open, self.text)
            case "ctrl+n" if not self.merging:
                self._new()
            case _:
                return
        event.stop()
        event.prevent_default()

    async def _open(self, text: str) -> None:
        """Enter answers what was typed: the search for it may still be under way."""
        at = self.at
        await self._search(text)
        self.at = at
        self._paint()
        if self.at < len(self.found):
            self.choose(self.found[self.at])
        elif text.strip() and not self.merging:
            self._new()

    def choose(self, patient: Patient) -> None:
        """Open a record, or hand it back to be merged."""
        if self.merging:
            self.dismiss(patient.id)
        else:
            self.app.push_screen(PatientScreen(self.runner, self.actor, patient.id), self._back)

    def _back(self, token: int | None) -> None:
        if token is not None:
            self.dismiss(token)
        else:
            self.run_worker(self.read(), group="search", exclusive=True)

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse chooses; twice opens."""
        keys = [*(patient.id for patient in self.found), NEW]
        if event.key in keys:
            self.at = keys.index(event.key)
            self._paint()
            if event.twice:
                latest(self, "search", self._open, self.text)

    # --- somebody new

    def _new(self) -> None:
        self.run_worker(self._offer())

    async def _offer(self) -> None:
        """The form, with what was typed where it belongs, and the next hospital number."""
        try:
            self._offered = await self.runner(records.next_mrn)
        except OpdError as e:
            self.status.say(e.message, wrong=True)
            return
        text = "" if self.text == self._registered else self.text.strip()
        number = not any(c.isalpha() for c in text)
        self.enter(
            "New patient", ("" if number else text, text if number else "", self._offered, "", "", ""), self._register
        )

    async def _register(self, values: tuple[str, ...]) -> None:
        """Register; likely duplicates are pointed out before."""
        fields = parsed(values)
        drawn = fields["mrn"].strip() == self._offered
        asked = NewPatient(**{**fields, "mrn": None if drawn else fields["mrn"]}, draw_mrn=drawn)
        same = await self.runner(duplicates.likely, asked)
        if same:
            self.form.refuse(about_patients.likely_same(same))
            if not await self.ask("Register a second record all the same?", YES):
                raise BadRequest(problem=f"{about_patients.likely_same(same)} Nothing was registered; Esc leaves.")
        made = await self.runner(records.register, asked, self.actor)
        self.status.say(about_patients.registered(made))
        self._registered = made.mrn or made.name
        self.query_one("#search", Input).value = self._registered


def _line(patient: Patient) -> Line:
    born = str(patient.year_of_birth or "")
    return Line(patient.id, (patient.name, patient.phone or "", patient.mrn or "", born, patient.sex or ""))
