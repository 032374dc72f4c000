"""The sentences of the desk: what happened and why, from views alone. Plain text; whoever shows it keeps it plain."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from opd_tui.domain.names import shown
from opd_tui.domain.previews import Elsewhere, Preview
from opd_tui.domain.results import (
    Booked,
    NextCalled,
    SourceChanged,
    SteppedOut,
    TokenEnded,
    TokenMoved,
)
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Expected, Status, Token

ENDED = {"CANCELLED": "cancelled", "NO_SHOW": "a no-show", "COMPLETED": "completed"}


def counted(number: int, what: str) -> str:
    """1 slot, 2 slots."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def short(name: str, longest: int = 24) -> str:
    """A name fit for a sentence: harmless, and cut with … where it is very long."""
    name = shown(name)
    return name if len(name) <= longest else name[: longest - 1] + "…"


def person(name: str, longest: int = 24) -> str:
    """A patient's name fit for a sentence. A very long one is cut in the middle: its end may be all that tells twins
    apart.

    >>> person("Baby of Anita Deshmukh Twin 2")
    'Baby of Anita De… Twin 2'
    """
    name = shown(name)
    if len(name) <= longest:
        return name
    tail = name[-(longest // 3) :]
    while tail and unicodedata.category(tail[0]).startswith("M"):  # a sign belongs to the letter before it
        tail = tail[1:]
    return f"{name[: longest - 1 - len(tail)]}…{tail}"


def who(token: Token) -> str:
    """№14 Ravi Kumar."""
    return f"№{token.number} {person(token.patient_name)}"


def preview(would: Preview) -> str:
    """What a booking would do, before it is made."""
    slot = would.slot
    if would.promoted:
        first = f"a seat is added, but {who(would.promoted)} is first for it"
        return f"{first}; this token waits, {nth(would.position)}"
    if would.opened:
        return f"a seat is added: gets it ({slot.taken + 1} of {slot.capacity + 1})"
    if would.gives_way:
        return f"gets the seat of {who(would.gives_way)} ({would.gives_way.source}), who goes to the waiting list"
    if would.status == "ACTIVE":
        return f"gets a seat ({slot.taken + 1} of {slot.capacity})"
    return f"waiting list, position {would.position}"


def nth(position: int) -> str:
    """1st, 2nd, 11th, 102nd."""
    tail = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{tail}"


def expected(when: Expected | None, status: Status) -> str:
    """When somebody will probably be called in; "" where it cannot be told."""
    if when is None:
        return ""
    return f"expected {when.label}{', if a seat comes free' if status == 'WAITING' else ''}"


def elsewhere(tokens: tuple[Elsewhere, ...]) -> str:
    """A patient's tokens at the same time with somebody else."""
    held = ", ".join(f"№{t.number} {short(t.doctor_name)} {t.start[11:]}" for t in tokens)
    return f"Also holds {held}" if held else ""


def booked(done: Booked, position: int) -> str:
    """A booking, and whom it moved."""
    token = done.token
    again = " (booked before, nothing was booked twice)" if done.replayed else ""
    if done.promoted:
        return f"{opened(done)} {who(token)} is {nth(position)} on the waiting list."
    if done.opened:
        return opened(done)
    if done.preempted:
        return (
            f"{who(done.preempted)} lost the seat to {who(token)} ({token.source}) and is on the waiting list.{again}"
        )
    if token.status == "WAITING":
        return f"{who(token)} is {nth(position)} on the waiting list: the slot is full.{again}"
    return f"{who(token)} has a seat.{again}"


def opened(done: Booked) -> str:
    """The seat that was opened with a booking, and who got it."""
    return f"A seat was opened: {who(done.promoted or done.token)} has it."


def freed(done: TokenEnded, seat_was_held: bool) -> str:
    """A cancellation or no-show, and who got the seat."""
    left = f"{who(done.token)} is {ENDED[done.token.status]}"
    if done.promoted:
        return f"{left}; {who(done.promoted)} has the seat."
    return f"{left}; the seat is free." if seat_was_held else f"{left}. It was on the waiting list; no seat changed."


def completed(token: Token) -> str:
    """The end of a consultation."""
    return f"{who(token)}: consultation done."


def called(token: Token) -> str:
    """Who was called in."""
    return f"{who(token)}: called in."


def next_called(done: NextCalled) -> str:
    """Whose consultation is done, and who was called in."""
    parts = [completed(done.completed)] if done.completed else []
    return " ".join([*parts, called(done.called) if done.called else "Nobody else is checked in."])


def nobody_to_call(slot: SlotSummary) -> str:
    """Nobody who has a seat is left to call in a slot."""
    return f"Nobody is left to call in {short(slot.label, 40)}."


def ask_who_is_done(inside: Sequence[Token]) -> str:
    """Asked where several patients are in the room."""
    return f"{len(inside)} patients are in the room. Whose consultation is done?"


def ask_if_done(token: Token, seconds: int) -> str:
    """Asked before a consultation is done that has just begun."""
    return f"{who(token)} was called in {seconds} s ago. Consultation done?"


def ask_to_call(token: Token) -> str:
    """Asked before one is called who is not checked in."""
    return f"{who(token)} is not checked in. Call in anyway?"


def ask_to_call_early(token: Token, slot: SlotSummary) -> str:
    """Asked before one is called whose slot has not begun."""
    return f"{who(token)} is next, of {slot.start[11:]}–{slot.end[11:]}, which has not begun. Call in anyway?"


def arrived(token: Token) -> str:
    """Who came, and when they may expect to be called in."""
    if token.status == "WAITING":
        return f"{who(token)} is here, and waits for a seat."
    return f"{who(token)} is here."


def not_here(token: Token) -> str:
    """A check-in was taken back."""
    seat = "" if token.status == "ACTIVE" else " and waits for a seat"
    return f"{who(token)} is not checked in any more{seat}."


def stepped_out(done: SteppedOut) -> str:
    """Who is out, and who moved by it."""
    parts = [f"{who(done.token)} is out: i when back"]
    if done.promoted and done.promoted.id != done.token.id:
        parts.append(f"{who(done.promoted)} has the seat")
    return "; ".join(parts) + "."


def resourced(done: SourceChanged) -> str:
    """Another source, and who moved by it."""
    parts = [f"{who(done.token)} is {done.token.source} now"]
    if done.promoted:
        parts.append(f"{who(done.promoted)} has a seat")
    if done.preempted:
        parts.append(f"{who(done.preempted)} is waiting")
    return "; ".join(parts) + "."


def moved(done: TokenMoved) -> str:
    """A token in another slot, and who moved by it."""
    slot = done.slot
    place = "has a seat" if done.token.status == "ACTIVE" else "waits"
    told = f"{who(done.token)} {place} with {short(slot.label, 40)}{day_of(slot.start)}"
    return told + moved_too(_one(done.promoted), _one(done.preempted)) + "."


def day_of(start: str) -> str:
    """The day of a slot for a sentence: " on Tue 24 Nov"."""
    return f" on {date.fromisoformat(start[:10]):%a %d %b}"


def _one(token: Token | None) -> tuple[Token, ...]:
    return (token,) if token else ()


def moved_too(promoted: tuple[Token, ...], preempted: tuple[Token, ...]) -> str:
    """Who moved by a change, for the end of its sentence: "; №3 Asha Rao has a seat"; "" for nobody."""
    parts = []
    for tokens, what in ((promoted, "has a seat"), (preempted, "is waiting")):
        if len(tokens) == 1:
            parts.append(f"; {who(tokens[0])} {what}")
        elif tokens:
            several = {"has a seat": "have seats", "is waiting": "are waiting"}[what]
            parts.append(f"; {', '.join(f'№{t.number}' for t in tokens[:8])} {several}")
    return "".join(parts)
