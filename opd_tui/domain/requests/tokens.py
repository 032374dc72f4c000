"""Requests about tokens, from the booking to the end."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from opd_tui.domain.requests.fields import (
    DESK_ONLY,
    Day,
    DoctorId,
    LateEntry,
    OutcomeName,
    PatientId,
    Precedence,
    Request,
    SlotId,
    SourceName,
    TokenId,
)
from opd_tui.domain.requests.patients import NewPatient

_AT_THE_DESK = Meta(extra={DESK_ONLY: True})
_OWN_KEY = "Your own key for this booking: the same key with the same content is the same booking."


class Book(Request, frozen=True, tag="book"):
    """Book a token for one patient: exactly one of `patient_id` and `patient`.

    `open_seat` adds one more seat in the same transaction, for an emergency in a full slot. `as_given` keeps the source
    even if the patient would come as a follow-up. `precedence` is written to the patient's record.
    """

    slot: SlotId
    source: SourceName
    patient_id: PatientId | None = None
    patient: NewPatient | None = None
    request: Annotated[str, Meta(description=_OWN_KEY)] | None = None
    open_seat: Annotated[bool, _AT_THE_DESK] = False
    as_given: Annotated[bool, _AT_THE_DESK] = False
    late_entry: LateEntry = False
    precedence: Precedence | None = None


class PreviewBooking(Request, frozen=True, tag="preview"):
    """Say what a booking would do, and write nothing. Without `patient_id` it is for a new patient."""

    slot: SlotId
    source: SourceName
    patient_id: PatientId | None = None
    open_seat: Annotated[bool, _AT_THE_DESK] = False
    as_given: Annotated[bool, _AT_THE_DESK] = False


class SweepNoShows(Request, frozen=True, tag="sweep-no-shows"):
    """Mark as no-show who is not checked in by the deadline; with `dry_run` only say who that would be."""

    yes: Annotated[bool, Meta(description="Also if they are more than ten at once.")] = False
    dry_run: Annotated[bool, Meta(description="Write nothing.")] = False


class FindAlternatives(Request, frozen=True, tag="alternatives"):
    """List better places for a live token, best first."""

    token: TokenId


class Cancel(Request, frozen=True, tag="cancel"):
    """Cancel a token: the patient will not come."""

    token: TokenId
    reason: str | None = None


class NoShow(Request, frozen=True, tag="no-show"):
    """Settle a token as no-show: the patient did not come."""

    token: TokenId


class Complete(Request, frozen=True, tag="complete"):
    """Settle a token as completed: the consultation took place."""

    token: TokenId


class Arrive(Request, frozen=True, tag="arrive"):
    """Check a patient in, or take the check-in back (`arrived` false)."""

    token: TokenId
    arrived: bool = True


class StepOut(Request, frozen=True, tag="step-out"):
    """A patient who was checked in or called in is out: does not answer, stepped out, or was sent for a test."""

    token: TokenId


class Call(Request, frozen=True, tag="call"):
    """Call in the next patient of a slot, or one token: exactly one of `slot` and `token`.

    `arrived_only` calls nobody who is not checked in.
    """

    slot: SlotId | None = None
    token: TokenId | None = None
    arrived_only: Annotated[bool, _AT_THE_DESK] = False


class Next(Request, frozen=True, tag="next"):
    """Complete the token of whoever was seen in a doctor's room, and call in the doctor's next patient.

    `completed` is None if nobody was in the room.
    """

    doctor: DoctorId
    completed: TokenId | None = None


class SetSource(Request, frozen=True, tag="set-source"):
    """Change the source of a live token, and with it the priority."""

    token: TokenId
    source: SourceName


class Move(Request, frozen=True, tag="move"):
    """Move a live token to another slot."""

    token: TokenId
    slot: SlotId


class Undo(Request, frozen=True, tag="undo"):
    """Undo your own last operation, or the last change of one token or of one patient's record.

    `at_this_desk` asks for the actor's last operation at this desk, not at any. `event` is the change that the caller
    saw in the preview: if another one is the last by now, the undo is refused.
    """

    token: TokenId | None = None
    patient: PatientId | None = None
    event: Annotated[int | None, _AT_THE_DESK] = None
    at_this_desk: Annotated[bool, _AT_THE_DESK] = False


class ListTokens(Request, frozen=True, tag="tokens"):
    """List the tokens of a day or of all days, in the order in which they were given out."""

    day: Day | None = None


class ShowLog(Request, frozen=True, tag="log"):
    """List the events of one token, oldest first."""

    token: TokenId


class ListUnresolved(Request, frozen=True, tag="unresolved"):
    """List the live tokens of slots of days before one day."""

    before: Day


class Settle(Request, frozen=True, tag="settle"):
    """Settle live tokens of slots that have ended."""

    tokens: Annotated[tuple[TokenId, ...], Meta(description="Ids of tokens.")]
    outcome: OutcomeName
