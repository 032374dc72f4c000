"""The commands that are done to a token, on the desk and on the token's card alike."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.tui.actions import tokens, why_not
from opd_tui.tui.actions.rows import Chosen, Flow, Row
from opd_tui.tui.dialog import Dialog


def rows(
    dialog: Dialog, token: Chosen[Token], slot: Callable[[], SlotSummary | None], move: Callable[[Token], Flow]
) -> tuple[Row, ...]:
    """A row for each of these commands; `slot` is that of the chosen token, `move` asks where it goes."""

    def on_the_day(problem: Callable[[Token], str | None]) -> Callable[[Token], str | None]:
        """The same problem, for what is done on the slot's day only."""

        def why(token: Token) -> str | None:
            here = slot()
            return why_not.live(token) or (here and why_not.other_day(here)) or problem(token)

        return why

    def undo_last(token: Token) -> Flow:
        from opd_tui.tui.actions import undo  # the desk's first picture does without

        return undo.undo_last(dialog, token.id)

    return (
        token.row("cancel", partial(tokens.cancel, dialog), why_not.live),
        token.row("no-show", partial(tokens.no_show, dialog), on_the_day(lambda _: None)),
        token.row("done", partial(tokens.complete, dialog), on_the_day(why_not.seated)),
        token.row("arrived", partial(tokens.here_or_not, dialog), on_the_day(why_not.in_room)),
        token.row("step-out", partial(tokens.step_out, dialog), on_the_day(why_not.step_out)),
        token.row("call", partial(tokens.call, dialog), on_the_day(why_not.seated)),
        token.row("move", move, lambda token: why_not.live(token) or why_not.move(token)),
        token.row("source", partial(tokens.change_source, dialog), why_not.live),
        token.row("correct-patient", partial(tokens.correct_patient, dialog)),
        token.row("undo-token", undo_last),
    )
