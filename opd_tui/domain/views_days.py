"""Frozen dataclasses of the weeks and the ends of days: templates, holidays, what was opened, what is unresolved."""

from __future__ import annotations

from dataclasses import dataclass

from opd_tui.domain.views import Alternative, SlotHead, Token

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")


@dataclass(frozen=True, slots=True)
class Weekly:
    """A window asked for every week: `weekday` by its name in WEEKDAYS, `start` and `end` HH:MM, `capacity` 1 to 500,
    from the day `first` to the day `last`, both included; None is until further notice.

    It starts on the weekday; an `end` that is not after `start` is on the day after, and `last` is a day it starts on.
    """

    weekday: str
    start: str
    end: str
    capacity: int
    first: str
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A doctor's weekly template, as it stands."""

    id: int
    doctor: int
    doctor_name: str
    weekly: Weekly


@dataclass(frozen=True, slots=True)
class Passed:
    """A day on which a template's slot was not opened, and why."""

    template: Template
    day: str
    why: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening days did: how many slots are new, which were passed over, and whether more are still to open."""

    slots: int
    passed: tuple[Passed, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True)
class TemplateChanged:
    """A changed template: how many opened slots followed it, and those that stay as they were, for they have tokens
    or there is no room for them."""

    template: Template
    followed: int
    kept: tuple[SlotHead, ...]


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day off: of a doctor, or with None of the whole hospital."""

    id: int
    day: str
    name: str
    doctor: int | None = None
    doctor_name: str | None = None


@dataclass(frozen=True, slots=True)
class HolidayMade:
    """A new holiday: the slots that closed, and those that stay open because patients hold live tokens there."""

    holiday: Holiday
    closed: tuple[SlotHead, ...]
    kept: tuple[SlotHead, ...]


@dataclass(frozen=True, slots=True)
class HolidayRemoved:
    """A holiday that is none any more, and the slots that it had closed and that are open again."""

    holiday: Holiday
    reopened: tuple[SlotHead, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """A closed slot, and who still holds a live token in it: nobody, unless its doctor left before all were placed."""

    slot: SlotHead
    unplaced: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Unresolved:
    """A live token of a slot that has ended."""

    token: Token
    slot: SlotHead
    phone: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """Tokens that were settled together, and who was given a seat by it."""

    tokens: tuple[Token, ...]
    promoted: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """A live token of slots that a doctor leaves, and the place proposed for it; None: somebody has to phone."""

    token: Token
    phone: str | None
    slot: SlotHead
    place: Alternative | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """What it would mean that a doctor leaves: the slots, those that are closed already too, and all live tokens
    there with new places.
    """

    slots: tuple[SlotHead, ...]
    placements: tuple[Placement, ...]

    @property
    def still_open(self) -> tuple[SlotHead, ...]:
        """The slots that are still to close."""
        return tuple(slot for slot in self.slots if not slot.closed)

    @property
    def to_move(self) -> tuple[Placement, ...]:
        """Those with a place, in order."""
        return tuple(each for each in self.placements if each.place)

    @property
    def in_room(self) -> int:
        """How many are with the doctor."""
        return sum(each.token.called for each in self.placements)

    @property
    def to_phone(self) -> int:
        """How many have no place."""
        return len(self.placements) - len(self.to_move) - self.in_room


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of one placement: the token, where it stands now (None: it was cancelled, or no place was left and it
    stays where it was), whether that is another place than proposed, and the slot that closed with the last in it.

    `meanwhile`: somebody else moved it, ended it or called it in before; that is how it stands, and nothing was done.
    """

    token: Token
    slot: SlotHead | None
    otherwise: bool
    closed: SlotHead | None
    meanwhile: bool = False
