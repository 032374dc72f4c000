"""What Enter does in the booking form, and what comes of it: a search ended, a check-in, a booking, or why not."""

from __future__ import annotations

from collections.abc import Callable

from opd_tui.domain.counter import Held
from opd_tui.domain.errors import BadRequest, OpdError
from opd_tui.domain.patients import Patient
from opd_tui.domain.requests.tokens import Book
from opd_tui.domain.results import Booked
from opd_tui.messages import about_counter, about_tokens
from opd_tui.messages.about_patients import likely_same
from opd_tui.runtime import clock
from opd_tui.tui.booking import text
from opd_tui.tui.booking.draft import Draft
from opd_tui.tui.booking.fields import BookingFields
from opd_tui.tui.booking.news import CheckedIn, Done, LeftWaiting, Previewed
from opd_tui.tui.booking.offers import CheckIn, ComeBack, Pick, RegisterNew, TakeDoctor, TakePlace
from opd_tui.tui.booking.sending import Sending
from opd_tui.tui.runner import WAITING, latest

READ_SECONDS = 0.3
"""Nobody has read sooner who was found: an Enter that comes before only ends the search."""


class Submission:
    """Does what the `draft` offers, and shows in the `fields` what came of it; `close` closes the form.

    `done` is the booking, once it is made; `waiting`, whether another desk keeps it waiting.
    """

    def __init__(self, fields: BookingFields, draft: Draft, sending: Sending, close: Callable[[], None]) -> None:
        self._fields, self._draft, self._sending, self._close = fields, draft, sending, close
        self.done: Booked | None = None
        self.waiting = False

    def forget(self) -> None:
        """Nothing was sent."""
        self._fields.saving = self.waiting = False
        self.done = None
        self._sending.forget()

    def enter(self, when: float, offered_since: float, *, in_burst: bool) -> None:
        """Do what is offered since that moment: check in, take a patient or a slot, or book.

        An Enter of a burst, or one that comes before anybody could read who was found, only ends the search.
        """
        draft, offer = self._draft, self._draft.offer
        if self._fields.saving or draft.slot is None:
            return
        early = draft.finder.by_itself and not draft.finder.same and when - offered_since < READ_SECONDS
        if in_burst or early:
            self._fields.end_word()
            if not isinstance(offer, Pick):
                draft.finder.by_itself = False
                draft.refuse(about_counter.SEARCHED)
                return
        match offer:
            case CheckIn(held):
                self._fields.saving = True
                self._fields.run_worker(self._check_in(held), group="book")
            case ComeBack(held):
                self._fields.saving = True
                self._fields.run_worker(self._check_in(held, back=True), group="book")
            case Pick(known):
                self._fields.end_word()
                draft.take(known)
            case RegisterNew():
                draft.is_new()
            case TakePlace(place):
                draft.outlook.open_seat = False
                latest(self._fields, "preview", draft.ask_outlook, place.slot)
            case TakeDoctor(found):
                draft.take_doctor(found)
            case _:
                self._book_what_is_typed()

    def left_waiting(self) -> LeftWaiting | None:
        """What to say where the form is left while it is still being booked; None where it is not."""
        if self._fields.saving and self._sending.last:
            return LeftWaiting(f"{self._whom(self._sending.last)} is still being booked: {WAITING}")
        return None

    def _book_what_is_typed(self) -> None:
        draft, finder = self._draft, self._draft.finder
        if draft.slot is None:
            return
        held = finder.held_in(draft.slot.id)
        problem = about_counter.is_here(held) if held else draft.no_doctor
        if problem := problem or finder.unclear(emergency=draft.outlook.given == "EMERGENCY"):
            self._fields.end_word()
            draft.refuse(problem)
            self._fields.screen.set_focus(self._fields.name_field)
        else:
            self._fields.saving = True
            asked = self._sending.asked_for(draft.slot, finder, draft.outlook)
            self._fields.run_worker(self._book(asked), group="book")

    async def _check_in(self, held: Held, *, back: bool = False) -> None:
        try:
            token = await (self._sending.come_back if back else self._sending.check_in)(held.token.id)
        except OpdError as e:
            self._draft.refuse(e.message)
            self._fields.drop_typed_ahead()
            return
        finally:
            self._fields.saving = False
        if self._draft.slot:
            self._close()
        self._fields.post_message(CheckedIn(token, held.slot, back=back))

    async def _book(self, asked: Book) -> None:
        new = asked.patient if not self._draft.finder.somebody_new else None
        if new and (same := await self._draft.finder.likely_known(new)):
            self._not_booked(asked, BadRequest(problem=likely_same(same, clock.today())), same)
            return
        try:
            done, position = await self._sending.send(asked, self._show_waiting)
        except OpdError as e:
            self._not_booked(asked, e)
            return
        if not self._left(asked):  # else the status line says it
            self._show_result(done, position)
        self._fields.post_message(Done(done, position))

    def _show_waiting(self) -> None:
        self.waiting = True
        self._draft.show()

    def _not_booked(self, asked: Book, e: OpdError, same: tuple[Patient, ...] = ()) -> None:
        """It was refused, or the patient is likely one of the `same`: what was typed stays, what came after goes."""
        if self._left(asked):
            said = f"{self._whom(asked)} was not booked. {e.message}"
            self._fields.post_message(LeftWaiting(said, wrong=True))
            return
        self._fields.saving = self.waiting = False
        if same:
            self._draft.finder.point_out(same)
            e = BadRequest(problem=f"{e.message} ↓ to choose; Enter again registers a new patient.")
        self._draft.refuse(e.message)
        self._fields.drop_typed_ahead()

    def _show_result(self, done: Booked, position: int) -> None:
        self._fields.saving = self.waiting = False
        self.done, self._draft.booked = done, True
        self._fields.show_number(done.token.number, text.result(done, position, self._draft.slot))
        self._fields.post_message(Previewed(None))

    def _left(self, asked: Book) -> bool:
        """Whether the form was left since, and maybe opened for somebody else."""
        return self._draft.slot is None or self._sending.request != asked.request

    def _whom(self, asked: Book) -> str:
        return about_tokens.short((asked.patient and asked.patient.name) or self._fields.typed())
