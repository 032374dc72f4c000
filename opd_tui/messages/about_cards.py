"""What the cards say of a token and of a patient's visits."""

from __future__ import annotations

from datetime import date

from opd_tui.domain.cards import Card, Found, Visit
from opd_tui.domain.names import shown
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status
from opd_tui.messages.about_tokens import counted, nth, short

STATES = {Status.COMPLETED: "done", Status.CANCELLED: "cancelled", Status.NO_SHOW: "no-show"}
"""How a token ended, in words."""


def now(card: Card) -> str:
    """Where a token is: in the room, in the queue or on the waiting list, or how it ended."""
    token = card.token
    if token.status == Status.WAITING:
        return f"{nth(card.ahead + 1)} on the waiting list"
    if token.status == Status.ACTIVE:
        return "in the room" if token.called else f"has a seat, {nth(card.ahead + 1)} in the queue"
    return STATES[token.status]


def place(found: Found) -> str:
    """Where a token that was found is, in few cells: in room, seat 1st, waiting list 2nd, or how it ended."""
    token, place_in_order = found.token, nth(found.position)
    if token.status == Status.ACTIVE:
        return "in room" if token.called else f"seat {place_in_order}"
    return f"waiting list {place_in_order}" if token.status == Status.WAITING else STATES[token.status]


def slot(head: SlotSummary) -> str:
    """Dr Rao · Thu 26 Nov 09:00–10:00."""
    return f"{shown(head.doctor_name)} · {day(head.start)} {head.start[11:]}–{head.end[11:]}"


def day(wall: str) -> str:
    """Thu 26 Nov."""
    return f"{date.fromisoformat(wall[:10]):%a %d %b}"


def expected(card: Card) -> str:
    """When the patient will probably be called in; "" if that cannot be said."""
    when = card.token.expected
    if when is None or card.token.called:
        return ""
    return f"{when.label}, if a seat comes free" if card.token.status == Status.WAITING else when.label


def lost_seat(times: int) -> str:
    """How often a token lost its seat; "" for never."""
    return counted(times, "time") if times else ""


def visit(each: Visit) -> str:
    """A token of a patient, in a line of the card."""
    state = STATES.get(each.status) or ("has a seat" if each.status == Status.ACTIVE else "waiting list")
    when = f"{day(each.start)} {each.start[:4]} {each.start[11:]}"
    return f"{when}  №{each.number:<3} {each.source:<9} {state:<12} {short(each.doctor_name)}"
