"""Why a command cannot work on what is chosen; None where it can. What is refused here is dimmed on the key line."""

from __future__ import annotations

from opd_tui.domain.errors import NotLive
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.messages import about_tokens
from opd_tui.services.slots import slot_days

NO_DOCTOR = "There is no doctor yet: D adds one."
NO_SLOT = "No slot is chosen: S adds one, [ and ] go to other days."
NO_TOKEN = "No patient is chosen: go to a queue with Tab or →, then to the patient with ↑ ↓."  # noqa: S105 - no password


def close(slot: SlotSummary) -> str | None:
    """A slot with live tokens stays open."""
    if slot.closed:
        return _closed(slot)
    live = slot.active + slot.waiting
    if not live:
        return None
    return f"{_label(slot)} still has {about_tokens.counted(live, 'live token')}: cancel or settle them first."


def reopen(slot: SlotSummary) -> str | None:
    """Only a closed slot reopens."""
    return None if slot.closed else f"{_label(slot)} is not closed."


def remove(slot: SlotSummary) -> str | None:
    """A slot with tokens that live or are completed has a history, which stays; of others the service knows."""
    number = slot.active + slot.waiting + slot.completed
    return f"{_label(slot)} has {about_tokens.counted(number, 'token')} and cannot be removed." if number else None


def close_seat(slot: SlotSummary) -> str | None:
    """A seat that is used stays, and so does the last one."""
    if slot.capacity <= slot.completed + slot.called:
        return f"Every seat of {_label(slot)} is used or called in: none can be closed."
    if slot.capacity > 1:
        return None
    return "A slot needs at least one seat. Close the slot instead (^p, after its patients are moved)."


def other_day(slot: SlotSummary) -> str | None:
    """Nobody is checked in, called, seen or a no-show but on the slot's day."""
    day = about_tokens.day_of(slot.start)
    if not slot_days.has_begun(slot):
        return f"{_label(slot)} is{day}: check-in, call, done and no-show are possible from that day on."
    return f"{_label(slot)} was{day}: U lists whom to settle." if slot_days.is_past(slot) else None


def live(token: Token) -> str | None:
    """Only a token in a queue can be acted on."""
    return (
        None
        if token.status.live
        else NotLive(number=token.number, patient=token.patient_name, status=token.status).message
    )


def move(token: Token) -> str | None:
    """Who is in the room stays."""
    return f"{about_tokens.who(token)} is called in and cannot be moved: undo the call first." if token.called else None


def seated(token: Token) -> str | None:
    """Only who has a seat is called in or seen."""
    if token.status == "ACTIVE":
        return None
    return f"{about_tokens.who(token)} is on the waiting list, without a seat. +: add a seat"


def in_room(token: Token) -> str | None:
    """Who is in the room is here."""
    return f"{about_tokens.who(token)} is in the room: d is done, o is out." if token.called else None


def step_out(token: Token) -> str | None:
    """Only who is here steps out."""
    if token.out:
        return f"{about_tokens.who(token)} is out already: i when back."
    return None if token.arrived else f"{about_tokens.who(token)} is not here yet: i when the patient comes."


def _closed(slot: SlotSummary) -> str:
    return f"{_label(slot)} is closed: choose another slot, or reopen it (^p)."


def _label(slot: SlotSummary) -> str:
    return about_tokens.short(slot.label, 40)
