"""What the desk says when it has just opened, and in its title."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from opd_tui.domain.desk import Desk
from opd_tui.domain.people import Actor
from opd_tui.messages import about_tokens
from opd_tui.runtime import clock
from opd_tui.tui.keys import Command
from opd_tui.tui.widgets.title_bar import TitleBar


def greeting(view: Desk | None, commands: Iterable[Command]) -> str:
    """What to do first on a desk that shows this."""
    key = {command.id: command.display for command in commands}
    days = f"{key['previous-day']} and {key['next-day']}"
    if view is None or not view.doctors:
        return f"Good morning. This hospital has no doctors yet: press {key['add-doctor']} to add the first."
    if view.unresolved:
        past = about_tokens.counted(view.unresolved, "token")
        return f"Unresolved from past days: {past}; {key['unresolved']} settles them. {key['help']} shows every key."
    if not view.slots:
        return f"Nobody sits on this day yet: press {key['add-slot']} to open a slot, {days} for other days."
    if view.day != view.today:
        day = day_text(view.day, view.today)
        return f"Nobody sits today; this is {day}. {days} go to other days, {key['help']} is help."
    return f"{key['book']} books, {key['help']} shows every key."


def show_title(title: TitleBar, view: Desk | None, actor: Actor, *, live: bool) -> None:
    """The day that is shown, who sits here, whether it is live, and the hospital's clock."""
    today = clock.today()
    day = view.day if view else today
    time = clock.local_now().strftime("%H:%M")
    title.show_title(
        day=day_text(day, today),
        other_day=day != today,
        actor=actor.name,
        live=live,
        time=time,
        counts=_counts(view) if view and day == today else (),
        urgent=f"{view.unresolved} to settle!" if view and view.unresolved else "",
    )


def _counts(view: Desk) -> tuple[str, ...]:
    """How many of all doctors' patients are here, in a room, on a waiting list and seen, and the seats still free."""
    here, inside = sum(row.here for row in view.doctors), sum(len(row.in_room) for row in view.doctors)
    waiting = sum(row.waiting for row in view.doctors)
    seen, free = sum(row.seen for row in view.doctors), sum(row.free for row in view.doctors)
    return f"here {here}", f"in room {inside}", f"waiting {waiting}", f"seen {seen}", f"free {free}"


def day_text(day: str, today: str) -> str:
    """A day, and how far it is from today.

    >>> day_text("2026-11-27", "2026-11-26")
    'Fri 27 Nov (tomorrow)'
    """
    then = date.fromisoformat(day)
    year = f" {then.year}" if day[:4] != today[:4] else ""
    text = f"{then:%a %d %b}{year}"
    away = (then - date.fromisoformat(today)).days
    return f"{text} ({'tomorrow' if away == 1 else 'yesterday' if away == -1 else f'{away:+} days'})" if away else text
