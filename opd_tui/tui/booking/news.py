"""What the booking form tells the desk."""

from __future__ import annotations

from textual.message import Message

from opd_tui.domain.previews import Preview
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token


class Previewed(Message, namespace="booking_form"):
    """What the booking would do as the form stands, None when there is nothing to show."""

    def __init__(self, preview: Preview | None) -> None:
        super().__init__()
        self.preview = preview


class Turned(Message, namespace="booking_form"):
    """The operator took another place: the booking is for this slot now."""

    def __init__(self, slot: SlotSummary) -> None:
        super().__init__()
        self.slot = slot


class LeftWaiting(Message, namespace="booking_form"):
    """The form was left while its booking waits for another desk (`said`), or came to nothing after that."""

    def __init__(self, said: str, wrong: bool = False) -> None:
        super().__init__()
        self.said, self.wrong = said, wrong


class Done(Message, namespace="booking_form"):
    """A token was given out."""

    def __init__(self, booked: Booked, position: int) -> None:
        super().__init__()
        self.booked, self.position = booked, position


class CheckedIn(Message, namespace="booking_form"):
    """Who stands at the counter was checked in: the token, its slot, and whether it came `back` as a no-show."""

    def __init__(self, token: Token, slot: SlotSummary, *, back: bool = False) -> None:
        super().__init__()
        self.token, self.slot, self.back = token, slot, back


class Hinted(Message, namespace="booking_form"):
    """What the keys do may be another thing now."""


News = Previewed | Turned | CheckedIn | LeftWaiting | Done
"""What moves the desk's cursor, or is said there."""
