"""Where a token may be moved: better slots, and what a move to each slot of a doctor's day would do."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.allocation import NEWCOMER_ARRIVAL
from opd_tui.domain.previews import OpenSlot, Places
from opd_tui.domain.requests.tokens import FindAlternatives
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock
from opd_tui.services import expecting
from opd_tui.services.forecast import alternatives
from opd_tui.services.slots import closing
from opd_tui.services.tokens import booking
from opd_tui.store import doctors, queues, seating, slots, tokens


def places(token: int, doctor: int | None = None, day: str | None = None) -> Places:
    """The slots to which a live token may be moved: better ones, and those of a doctor's day (None: its own doctor and
    day).

    Raises UnknownToken, NotLive, UnknownDoctor or BadWindow.
    """
    with connection.reading():
        better = alternatives.of_token(FindAlternatives(token))
        to_move = tokens.token(token)
        left = slots.summary(to_move.slot)
        sits = doctors.doctor(left.doctor if doctor is None else doctor)
        day = left.day if day is None else clock.parse_day(day)
        open_to = tuple(
            _open_to(slot, to_move)
            for slot in slots.of_day(sits.id, day)
            if slot.id != left.id and not slot.closed and not closing.has_ended(slot.end)
        )
        working = tuple(each for each in doctors.in_order() if not each.retired)
        return Places(to_move, better, working, sits, day, open_to)


def _open_to(slot: SlotSummary, token: Token) -> OpenSlot:
    """What moving the token to the slot would do, by the one rule."""
    placed = booking.place_for(token.source, seating.seat_state(slot.id))
    waits_at = 0
    if placed.status is Status.WAITING:
        waits_at = queues.count_ahead(slot.id, placed.status, token.priority, NEWCOMER_ARRIVAL) + 1
    gives_way = tokens.token(placed.victim.token) if placed.victim else None
    expected = expecting.for_new_booking(slot.id, token.priority, placed.status)
    return OpenSlot(slot, placed.status, waits_at, gives_way, expected)
