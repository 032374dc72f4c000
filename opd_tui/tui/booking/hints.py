"""Which keys the booking form names, as it stands."""

from __future__ import annotations

from opd_tui.tui.booking.offers import CheckIn, ComeBack, Offers, Pick, TakePlace
from opd_tui.tui.widgets.choice import Choice

BOOK, SOURCE = Choice("Enter", "book", ""), Choice("Tab", "source", "")
CHECK_IN, PICK = Choice("Enter", "check in", ""), Choice("Enter", "pick", "")
CHOOSE, OTHER_SLOT = Choice("↓", "choose", ""), Choice("↓ Enter", "other slot", "")
CLEAR, GO_ON = Choice("^u", "clear", ""), Choice("→", "go on typing", "")
AFTER_BOOKING = (Choice("Enter", "next patient", ""), Choice("e", "emergency", ""))
CLOSE, KEEP = "close", "close (the draft is kept)"


def while_typing(offers: Offers, chosen: object, *, draft_is_back: bool) -> tuple[Choice, ...]:
    """The keys while it is typed who it is. `chosen` is the offer that Enter takes; `draft_is_back`: what stands in the
    field was kept, and the next letter begins anew.
    """
    enter = CHECK_IN if isinstance(chosen, CheckIn | ComeBack) else PICK if isinstance(chosen, Pick) else BOOK
    if draft_is_back:
        return enter, GO_ON, CLEAR
    if any(isinstance(each, TakePlace) for each in offers.lines):
        return enter, OTHER_SLOT, SOURCE
    return (enter, CHOOSE, SOURCE) if len(offers.lines) > 1 else (enter, SOURCE, CLEAR)
