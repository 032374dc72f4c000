"""Sentences about automatic no-shows."""

from __future__ import annotations

from opd_tui.domain.no_shows import MAX_AT_ONCE, Swept
from opd_tui.messages.about_tokens import counted, who

OFF = "Automatic no-shows are off; `opd-tui set no_show_grace_minutes 20` turns them on."
NOBODY = "Nobody is past the deadline."
NAMED = 3
"""How many tokens a sentence names."""


def swept(done: Swept, *, dry_run: bool = False) -> tuple[str, ...]:
    """What a sweep did, a line each."""
    if not done.marked:
        return (NOBODY,)
    marked, got = ("would be a no-show", "would get a seat") if dry_run else ("is a no-show", "has a seat now")
    lines = [f"{who(token)} {marked}: not checked in by the deadline." for token in done.marked]
    lines += [f"{who(token)} {got}." for token in done.promoted]
    if dry_run and len(done.marked) > MAX_AT_ONCE:
        lines.append(f"They are more than {MAX_AT_ONCE}: only a person marks them, with --yes.")
    return tuple(lines)


def news(done: Swept) -> str:
    """What a sweep did, in one line for the desk."""
    named = ", ".join(who(token) for token in done.marked[:NAMED])
    more = f" and {len(done.marked) - NAMED} more" if len(done.marked) > NAMED else ""
    did = "did not come and is a no-show" if len(done.marked) == 1 else "did not come and are no-shows"
    got = f" {', '.join(who(token) for token in done.promoted[:NAMED])} got a seat." if done.promoted else ""
    return f"{named}{more} {did}.{got}"


def ask(number: int) -> str:
    """Asked before many are marked at once."""
    return (
        f"{counted(number, 'patient')} are past their deadline and not checked in. Did the clock jump, or did nobody"
        " check in? Mark them all as no-shows?"
    )
