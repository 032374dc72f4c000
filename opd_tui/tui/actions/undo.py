"""Undo: what it will put back is asked first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from opd_tui.domain.errors import OpdError
from opd_tui.domain.requests.tokens import Undo
from opd_tui.domain.tokens import Token
from opd_tui.domain.undo import Undoable, Undone
from opd_tui.messages import about_seats, about_undo
from opd_tui.runtime import clock
from opd_tui.services.forecast import seats_lost
from opd_tui.services.undo import undo
from opd_tui.tui.actions import agreement
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
    change = partial(undo.undo, replace(asked, event=last.event), dialog.actor)
    lost = await _would_lose(dialog, change)
    while await dialog.confirm(about_undo.will_undo(last, clock.today()) + about_seats.besides(_others(lost, last))):
        tried = await agreement.attempt(dialog, frozenset(token.id for token in lost), change)
        if tried is None:
            return
        done, lost = tried
        if not lost:
            await dialog.reread()
            dialog.tell(about_undo.undone(done))
            if done.week is not None:
                await open_days(dialog, about_undo.undone(done))
            return


async def _would_lose(dialog: Dialog, change: Callable[[], Undone]) -> tuple[Token, ...]:
    """Who would lose a seat to what comes back."""
    try:
        return seats_lost.losers(await dialog.runner(seats_lost.tried, change))
    except OpdError:
        return ()  # the undo will say what is wrong


def _others(lost: tuple[Token, ...], last: Undoable) -> tuple[Token, ...]:
    """Those of whom the question says nothing yet."""
    return tuple(token for token in lost if last.token is None or token.id != last.token.id)


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
