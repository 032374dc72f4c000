"""Does what may cost somebody a seat, and asks first, naming who: nobody loses a seat unnamed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from opd_tui.domain.errors import OpdError
from opd_tui.domain.tokens import Token
from opd_tui.tui.dialog import Dialog

if TYPE_CHECKING:
    from opd_tui.services.forecast.seats_lost import TakesSeats

P = ParamSpec("P")
T = TypeVar("T", bound="TakesSeats")


async def do(
    dialog: Dialog,
    question: Callable[[Sequence[Token]], str],
    say: Callable[[T], str],
    change: Callable[P, T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T | None:
    """Make a change; where it costs somebody a seat, the `question` names who first, and again where that is somebody
    else by the time of the answer. The answer of the change, None if it was not made.
    """
    from opd_tui.services.forecast import seats_lost  # the desk's first picture does without

    agreed: frozenset[int] = frozenset()
    asked = partial(change, *args, **kwargs)
    while True:
        try:
            done, made = await dialog.runner(seats_lost.agreed_only, agreed, asked)
        except OpdError as e:
            await dialog.reread()
            dialog.say(e.message, wrong=True)
            return None
        if made:
            await dialog.reread()
            dialog.tell(say(done))
            return done
        lost = seats_lost.losers(done)
        if not await dialog.confirm(question(lost)):
            return None
        agreed = frozenset(token.id for token in lost)
