"""What `space` does: the consultation is done, and the doctor's next patient is called in."""

from __future__ import annotations

from datetime import datetime, timedelta

from opd_tui.domain.errors import OpdError
from opd_tui.domain.next_patient import HASTY
from opd_tui.domain.requests.tokens import Next
from opd_tui.domain.results import NextCalled
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.messages import about_tokens
from opd_tui.runtime import clock
from opd_tui.services.tokens import next_patient, visits
from opd_tui.services.tokens.next_patient import AtTheDoor
from opd_tui.tui.actions import tokens
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.widgets.choice import Choice


async def call_next(dialog: Dialog, slot: SlotSummary) -> None:
    """Complete whoever is in the room of the slot's doctor, and call in the next; asks first where it is not clear."""
    try:
        door = await dialog.runner(next_patient.at_the_door, slot.doctor)
        first = None if door.in_room or door.next else await dialog.runner(visits.next_to_call, slot.id)
    except OpdError as e:
        dialog.say(e.message, wrong=True)
        return
    if not door.in_room and door.next is None:
        await _call_absent(dialog, slot, first)
        return
    seen = door.in_room[0] if door.in_room else None
    if len(door.in_room) > 1 and (seen := await _which(dialog, door)) is None:
        return
    if len(door.in_room) == 1 and seen and not await _is_done(dialog, seen):
        return
    if door.next and door.early and not await dialog.confirm(about_tokens.ask_to_call_early(door.next, door.early)):
        return
    request = Next(slot.doctor, seen.id if seen else None)
    await dialog.do_and_follow(about_tokens.next_called, _called, next_patient.next_patient, request, dialog.actor)


def _called(done: NextCalled) -> Token | None:
    return done.called


async def _call_absent(dialog: Dialog, slot: SlotSummary, first: Token | None) -> None:
    """Nobody is checked in: the first of the slot on the screen is called only after a question."""
    if first is None:
        dialog.say(about_tokens.nobody_to_call(slot))
    else:
        await tokens.call(dialog, first)


async def _which(dialog: Dialog, door: AtTheDoor) -> Token | None:
    """Whose consultation is done, of several in the room."""
    inside = {str(place): token for place, token in enumerate(door.in_room[:9], start=1)}
    choices = [Choice(key, about_tokens.who(token), key) for key, token in inside.items()]
    return inside.get(await dialog.ask(about_tokens.ask_who_is_done(door.in_room), *choices) or "")


async def _is_done(dialog: Dialog, seen: Token) -> bool:
    """Whether the consultation is done; asks if it has just begun."""
    since = clock.now() - datetime.fromisoformat(seen.called_at) if seen.called_at else HASTY
    if timedelta(0) <= since < HASTY:
        return await dialog.confirm(about_tokens.ask_if_done(seen, since.seconds))
    return True
