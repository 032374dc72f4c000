"""What Enter can do in the entry at the counter, as a list: the first, or the one chosen with ↓."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.counter import Held, Known, WithDoctor


class CheckIn(Struct, frozen=True):
    """Check in a token of today."""

    held: Held

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "check-in", self.held.token.id


class ComeBack(Struct, frozen=True):
    """Bring a token of today back that became a no-show by itself, and check it in."""

    held: Held

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "back", self.held.token.id


class BookHere(Struct, frozen=True):
    """Book in the chosen slot."""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "book", 0


class Pick(Struct, frozen=True):
    """Take a patient who may be meant."""

    known: Known

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "pick", self.known.patient.id


class RegisterNew(Struct, frozen=True):
    """Nobody who is registered is meant after all."""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "new", 0


class TakePlace(Struct, frozen=True):
    """Book in a better slot."""

    place: Alternative

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "place", self.place.slot


class TakeDoctor(Struct, frozen=True):
    """Book with another doctor."""

    found: WithDoctor

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from the others."""
        return "doctor", self.found.doctor.id


Offer = CheckIn | ComeBack | BookHere | Pick | RegisterNew | TakePlace | TakeDoctor


class Offers(Struct, frozen=True):
    """What Enter can do, in the order of the list; `first` is the index of what it does by itself, -1 for what no line
    says: to register somebody new.
    """

    lines: tuple[Offer, ...] = ()
    first: int = 0


def for_patient(known: Known, slot: int, places: tuple[Alternative, ...], *, named: bool) -> Offers:
    """For a patient who is registered: check in what is held today, or book; first whichever is likelier meant.

    `named`: the name that was typed could be somebody else's.
    """
    check_in: list[Offer] = [CheckIn(held) for held in known.today if held.begun and not held.token.arrived]
    book: list[Offer] = [] if any(held.token.slot == slot for held in known.today) else [BookHere()]
    check_in += map(ComeBack, known.missed)
    acts = [*book, *check_in] if any(held.token.arrived for held in known.today) else [*check_in, *book]
    lines = [*acts, *map(TakePlace, places if book else ())]
    return Offers((*lines, RegisterNew()) if named else tuple(lines), 0 if acts else -1)


def for_nobody_known(places: tuple[Alternative, ...], doctors: tuple[WithDoctor, ...]) -> Offers:
    """For somebody new, or nobody yet."""
    others: list[Offer] = [*map(TakeDoctor, doctors)] if doctors else [*map(TakePlace, places)]
    return Offers((BookHere(), *others))


def among(known: tuple[Known, ...], *, only_one: bool) -> Offers:
    """For several who may be meant; `only_one`: the first is the only one who is."""
    return Offers(tuple(map(Pick, known)), 0 if only_one else -1)
