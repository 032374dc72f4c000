"""Undo of an operation of several changes: from the last to the first, each as it is undone alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from opd_tui.db import connection
from opd_tui.domain.actions import OF_DOCTORS, SLOT_COLUMN, Action, noun
from opd_tui.domain.errors import Busy, CannotUndo, Gone, OpdError
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Status, Token
from opd_tui.domain.undo import NotUndone, Undoable, Undone
from opd_tui.services import allocation
from opd_tui.services.undo import of_change
from opd_tui.store import events, slots, tokens
from opd_tui.store.undo import Change


def main_of(found: Sequence[Change]) -> Change:
    """The change that names an operation: a hand-over, else its first change of a token, else of a doctor, else its
    first. `found` is newest first.
    """
    if handed_over := next((change for change in found if change.action == Action.HAND_OVER), None):
        return handed_over
    of_doctors = (change for change in found if change.action in OF_DOCTORS)
    return next((change for change in reversed(found) if change.token is not None), next(of_doctors, found[-1]))


def described(main: Change) -> Undoable:
    """The change as it is shown, even if it cannot be undone."""
    try:
        return of_change.undoable(main)
    except CannotUndo:
        return Undoable(main.event, main.operation, main.action, None, None, {}, {}, main.actor)


def put_back(found: Sequence[Change], actor: Actor) -> Undone:
    """Undo as many of an operation's changes as possible, newest first. Raises CannotUndo if none can be undone."""
    done: list[tuple[Change, Undone]] = []
    refused: list[NotUndone] = []
    with events.putting_back(found[0].operation):
        for position, change in enumerate(found):
            try:
                with connection.transaction():
                    last = of_change.allowed(of_change.undoable(change))
                    done.append((change, of_change.put_back(last, actor, _seats_to_go(found, position))))
            except (Busy, Gone):
                raise
            except OpdError as e:
                refused.append(_not_undone(change, e))
        main = main_of(found)
        if not done:
            first = next(each for each in reversed(refused))
            raise CannotUndo(
                action=noun(main.action),
                subject=of_change.subject(main),
                problem=f"none of its {len(found)} changes can be undone; {first.subject}: {first.why}",
            )
        for slot, cause in _causes([each for _, each in done]).items():
            moves = allocation.settle(actor, slot, cause, Action.UNDO)
            done.append((main, Undone(main.action, None, tuple(moves.promoted), tuple(moves.preempted))))
    return _together(main, done, refused)


def _causes(done: Sequence[Undone]) -> dict[int, int | None]:
    """The slots in which something was put back, each with the token that led to what moves there now; None where it is
    the slot's own change that was put back.
    """
    causes: dict[int, int | None] = {each.slot.id: each.token.id for each in done if each.slot and each.token}
    return causes | {each.slot.id: None for each in done if each.slot and not each.token}


def _seats_to_go(found: Sequence[Change], position: int) -> int:
    """How many seats were added to a slot for the change at this position; they are removed right after it."""
    change, opened = found[position], found[position + 1 : position + 2]
    if change.token is None or not opened or opened[0].action != Action.SET_CAPACITY or opened[0].slot != change.slot:
        return 0
    states = of_change.states(opened[0])
    return max(0, int(states["to"]["capacity"]) - int(states["from"]["capacity"]))


def _not_undone(change: Change, why: OpdError) -> NotUndone:
    problem = str(why.fields["problem"]) if isinstance(why, CannotUndo) else why.message
    subject = of_change.subject(change)
    return NotUndone(change.action, subject, problem, change.token, change.slot if change.token is None else None)


def _together(main: Change, done: list[tuple[Change, Undone]], refused: list[NotUndone]) -> Undone:
    """One answer for all changes, in their first order; tokens and slots as they are at the end."""
    made = [(change, each) for change, each in reversed(done) if _puts_back(each)]
    ids = list(dict.fromkeys(each.token.id for _, each in made if each.token))
    back = [tokens.token(token) for token in ids]
    changed = dict.fromkeys(each.slot.id for change, each in made if each.slot and change.action in SLOT_COLUMN)
    heads = tuple(slots.summary(slot) for slot in changed)
    weeks = tuple(each.week for _, each in made if each.week)
    promoted, preempted = _moved([each for _, each in done], set(ids))
    return Undone(
        main.action,
        back[0] if back else None,
        promoted,
        preempted,
        heads[0] if heads and not back else None,
        next((each.patient for _, each in made if each.patient), None),
        weeks[0] if weeks else None,
        tuple(back[1:]),
        heads,
        weeks,
        tuple(Counter(change.action for change, _ in made).items()),
        tuple(reversed(refused)),
        next((each.doctor for _, each in made if each.doctor), None),
    )


def _puts_back(done: Undone) -> bool:
    """Whether it names what was put back, and not only which tokens moved because of it."""
    return any(each is not None for each in (done.token, done.slot, done.week, done.patient, done.doctor))


def _moved(done: list[Undone], own: set[int]) -> tuple[tuple[Token, ...], tuple[Token, ...]]:
    """The tokens that have gained, and those that have lost a seat by all of it; `own` are the tokens put back."""
    before: dict[int, Status] = {}
    for each in done:
        for token in each.promoted:
            before.setdefault(token.id, Status.WAITING)
        for token in each.preempted:
            before.setdefault(token.id, Status.ACTIVE)
    now = {token: tokens.token(token) for token in before if token not in own}
    promoted = (t for t in now.values() if (before[t.id], t.status) == (Status.WAITING, Status.ACTIVE))
    preempted = (t for t in now.values() if (before[t.id], t.status) == (Status.ACTIVE, Status.WAITING))
    return tuple(promoted), tuple(preempted)
