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
Lost = tuple[Token, ...]
"""Who would lose a seat."""


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
    agreed: frozenset[int] = frozenset()
    asked = partial(change, *args, **kwargs)
    while (tried := await attempt(dialog, agreed, asked)) is not None:
        done, lost = tried
        if not lost:
            await dialog.reread()
            dialog.tell(say(done))
            return done
        if not await dialog.confirm(question(lost)):
            return None
        agreed = frozenset(token.id for token in lost)
    return None


async def attempt(dialog: Dialog, agreed: frozenset[int], change: Callable[[], T]) -> tuple[T, Lost] | None:
    """Make a change if it costs nobody but the `agreed` tokens a seat: its answer, and nobody. Where it would cost
    others a seat, nothing was changed, and they are named. A refusal is said in words, and answers None.
    """
    from opd_tui.services.forecast import seats_lost  # the desk's first picture does without

    try:
        done, made = await dialog.answer_of(seats_lost.agreed_only, agreed, change)
    except OpdError as e:
        await dialog.refused(e)
        return None
    return done, () if made else seats_lost.losers(done)
