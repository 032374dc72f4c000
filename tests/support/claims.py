"""What a sentence of the desk claims of tokens, and whether the database says so too."""

from __future__ import annotations

import re

from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.domain.tokens import Token
from opd_tui.services.queries import queues

_PLACE = re.compile(r"№(\d+) [^№:;.?]*? is (\d+)(?:st|nd|rd|th) on the waiting list")
_CLAIMS = {
    r"has (?:a|the) seat": lambda t: t.status == "ACTIVE",
    r"and is on the waiting list": lambda t: t.status == "WAITING",
    r"is waiting": lambda t: t.status == "WAITING",
    r"is cancelled": lambda t: t.status == "CANCELLED",
    r"is a no-show": lambda t: t.status == "NO_SHOW",
    r"consultation done": lambda t: t.status == "COMPLETED",
    r"called in": lambda t: t.called and t.status == "ACTIVE",
    r"is in the room": lambda t: t.called and t.status == "ACTIVE",
    r"is here": lambda t: t.arrived,
    r"is out": lambda t: t.out,
    r"is not checked in": lambda t: not t.arrived,
}


def contradicted(said: str) -> list[str]:
    """The claims in what the desk says, of tokens of one doctor on this day, that the database contradicts."""
    tokens = {t.number: t for t in queues.tokens(ListTokens())}
    wrong = [f"№{number} {claim}" for claim, holds in _CLAIMS.items() for number in _of(claim, said, tokens, holds)]
    for number, place in _PLACE.findall(said):
        token = tokens[int(number)]
        waiting = [t.number for t in queues.slot(ShowSlot(token.slot)).waiting]
        if token.number not in waiting[int(place) - 1 : int(place)]:
            wrong.append(f"№{number} is {place} on the waiting list")
    return wrong


def _of(claim: str, said: str, tokens: dict[int, Token], holds) -> list[str]:
    numbers = re.findall(rf"№(\d+) [^№:;.?]*?:? ?{claim}", said)
    return [number for number in numbers if not holds(tokens[int(number)])]
