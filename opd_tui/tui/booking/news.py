"""What the booking form tells the desk."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from opd_tui.domain.previews import Preview
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary


@dataclass
class Previewed(Message, namespace="booking_form"):
    """What the booking would do as the form stands, None when there is nothing to show."""

    preview: Preview | None


@dataclass
class Turned(Message, namespace="booking_form"):
    """The operator took another place: the booking is for this slot now."""

    slot: SlotSummary


@dataclass
class LeftWaiting(Message, namespace="booking_form"):
    """The form was left while its booking waits for another desk (`said`), or came to nothing after that."""

    said: str
    wrong: bool = False


@dataclass
class Done(Message, namespace="booking_form"):
    """A token was given out."""

    booked: Booked
    position: int
