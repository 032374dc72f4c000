"""The frame of the screens about patients' records: what is read, a form in its place, a status line, the keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from opd_tui.domain.errors import BadRequest, OpdError, quoted
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Actor
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.entry_form import EntryForm, Form
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.status_line import StatusLine
from opd_tui.tui.widgets.styles import NARROW

T = TypeVar("T")
LABELS = ("Name", "Phone", "Hospital number", "Year of birth", "Sex (F, M or X)", "Notes")
FIELDS = ("name", "phone", "mrn", "year_of_birth", "sex", "notes")


def typed(patient: Patient) -> tuple[str, ...]:
    """The fields of a record as they stand in the form."""
    return tuple(str(getattr(patient, field) or "") for field in FIELDS)


def parsed(values: Sequence[str]) -> dict[str, Any]:
    """What was typed in the form, by field. Raises BadRequest for a year that is no number."""
    fields: dict[str, Any] = dict(zip(FIELDS, values, strict=True))
    year = fields["year_of_birth"].strip()
    if year and not (year.isascii() and year.isdigit() and len(year) == 4):
        raise BadRequest(problem=f"The year of birth is four digits, such as 1980, and not {quoted(year)}.")
    return {**fields, "year_of_birth": int(year) if year else None, "sex": fields["sex"].strip().upper()}


class RecordScreen(Screen[T]):
    """A screen of its own beside the desk."""

    AUTO_FOCUS = ""
    hints: tuple[Choice, ...] = ()

    def __init__(self, runner: Runner, actor: Actor) -> None:
        super().__init__()
        self.runner, self.actor = runner, actor
        self._then: Callable[[tuple[str, ...]], Coroutine[Any, Any, None]] | None = None
        self._behind = False

    def compose(self) -> ComposeResult:
        """What the screen is about, the form that takes its place, and the lines below."""
        self.set_class(self.app.size.width < NARROW, "narrow")
        with Vertical():
            yield from self.content()
            yield EntryForm(id="entry", fields=len(FIELDS))
        yield StatusLine(id="status")
        yield KeyLine(id="keys")

    def content(self) -> ComposeResult:
        """What the screen is about."""
        raise NotImplementedError

    def focus_content(self) -> None:
        """Give the keys back to what the screen is about."""
        raise NotImplementedError

    async def read(self) -> None:
        """Read again what is shown."""
        raise NotImplementedError

    async def catch_up(self) -> None:
        """Another desk changed something: read again, once nothing is asked or typed that the card belongs to."""
        self._behind = bool(self.status.question) or self.form.display
        if not self._behind:
            await self.read()

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.query_one(StatusLine)

    @property
    def form(self) -> EntryForm:
        """The form."""
        return self.query_one(EntryForm)

    def tell_keys(self) -> None:
        """The keys, the form's, or the answers to a question."""
        shown = self.status.choices or (self.form.hints if self.form.display else self.hints)
        self.query_one(KeyLine).tell((), frozenset(), shown)

    def on_resize(self) -> None:
        """Narrow below 100 columns."""
        self.set_class(self.size.width < NARROW, "narrow")
        self.call_after_refresh(self.tell_keys)

    async def ask(self, question: str, *choices: Choice) -> str | None:
        """Ask in the status line; the value of the answer, None for no."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self.status.ask(question, choices, answer.set_result)
        self.tell_keys()
        value = await answer
        self.tell_keys()
        if self.form.display:
            self.set_focus(self.form.fields()[0])
        else:
            self.focus_content()
        if value is None and self._behind:
            await self.catch_up()
        return value

    async def do(self, say: Callable[[Any], str], service: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Call a service, say what came of it, show it; whether it went well."""
        try:
            done = await self.runner(service, *args, **kwargs)
        except OpdError as e:
            self.status.say(e.message, wrong=True)
            return False
        self.status.say(say(done))
        await self.read()
        return True

    def enter(self, title: str, values: Sequence[str], then: Callable[[tuple[str, ...]], Any]) -> None:
        """Open the form of a record."""
        self._then = then
        self.form.fill(title, list(zip(LABELS, values, strict=True)))
        self.tell_keys()

    def on_entry_form_submitted(self, event: EntryForm.Submitted) -> None:
        """Carry out what the form was opened for, once however long Enter is held down."""
        event.stop()
        if self._then is not None and self.form.display and not self.form.saving:
            self.form.saving = True
            self.run_worker(self._save(event.values))

    async def _save(self, values: tuple[str, ...]) -> None:
        """If it is refused, the form stays as it is."""
        try:
            if self._then is not None:
                await self._then(values)
        except OpdError as e:
            self.form.refuse(e.message)
            return
        finally:
            self.form.saving = False
        self.form.leave()
        await self.read()

    def on_form_left(self, event: Form.Left) -> None:
        """The form is gone."""
        event.stop()
        self._then = None
        self.tell_keys()
        self.focus_content()
        if self._behind:
            self.call_after_refresh(self.catch_up)
