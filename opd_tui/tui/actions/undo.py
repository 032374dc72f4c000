"""Undo: what it will put back is asked first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec.structs import replace

from opd_tui.domain.errors import OpdError
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.tokens import Token
from opd_tui.messages import about_seats, about_undo
from opd_tui.runtime import clock
from opd_tui.services.forecast import seats_lost
from opd_tui.services.undo import undo
from opd_tui.tui.day_opener import DaysAhead
from opd_tui.tui.dialog import Dialog


async def undo_last(dialog: Dialog, token: int | None = None, patient: int | None = None) -> None:
    """Put back what the operator did last, or the last change of one token or one patient's record."""
    asked = Undo(token, patient, at_this_desk=True)
    try:
        last = await dialog.runner(undo.preview, asked, dialog.actor)
    except OpdError as e:
        dialog.say(e.message)
        return
    whole = replace(asked, event=last.event)
    lost = await _would_lose(dialog, whole)
    if await dialog.confirm(about_undo.will_undo(last, clock.today()) + about_seats.besides(lost)):
        done = await dialog.do(about_undo.undone, undo.undo, whole, dialog.actor)
        if done is not None and done.week is not None:
            await open_days(dialog, about_undo.undone(done))


async def _would_lose(dialog: Dialog, asked: Undo) -> Sequence[Token]:
    """Who would lose a seat to what comes back."""
    try:
        tried = await dialog.runner(seats_lost.tried, partial(undo.undo, asked, dialog.actor))
    except OpdError:
        return ()  # the undo will say what is wrong
    own = {tried.token.id} if tried.token else set()
    return [token for token in seats_lost.losers(tried) if token.id not in own]


async def open_days(dialog: Dialog, said: str) -> None:
    """The week has changed: open the days ahead, and say so after what is `said`."""
    try:
        opened = await DaysAhead(dialog.runner, dialog.actor).open_and_say()
    except OpdError as e:
        dialog.say(f"{said} {e.message}", wrong=True)
        return
    if opened:
        await dialog.reread()
        dialog.say(said + opened)
