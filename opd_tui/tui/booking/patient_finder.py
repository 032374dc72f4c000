"""Who a booking is for: a patient who is known, found as it is typed, or somebody new."""

from __future__ import annotations

import re

from opd_tui.domain.errors import OpdError
from opd_tui.domain.name_search import begins, fold
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.phones import digits_of
from opd_tui.domain.previews import Elsewhere
from opd_tui.domain.requests.patients import FindPatient, NewPatient
from opd_tui.services.forecast import preview
from opd_tui.services.patients import duplicates, records
from opd_tui.tui.runner import Runner

MAX_KNOWN = 5
"""How many patients who may be meant are listed."""


class PatientFinder:
    """Who is meant by what was typed, as far as it is known. `patient` is the record that the booking is for."""

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.forget()

    def forget(self) -> None:
        """Nobody is meant, and nothing was looked up."""
        self.patient: Patient | None = None
        self.known: tuple[Patient, ...] = ()
        self.elsewhere: tuple[Elsewhere, ...] = ()
        self.picked = -1
        self.unknown = ""
        self.somebody_new = False

    def is_nobody(self) -> None:
        """Nobody who is known is meant."""
        self.patient, self.elsewhere, self.somebody_new = None, (), False

    async def search(self, text: str) -> tuple[Patient, ...]:
        """Who is known by that. Raises OpdError."""
        return await self.runner(records.search, FindPatient(text, MAX_KNOWN))

    def offer(self, text: str, known: tuple[Patient, ...]) -> None:
        """These may be meant by the text."""
        self.known, self.picked = known, -1
        self.unknown = text.strip() if not known and is_number(text) else ""

    def take(self, patient: Patient) -> None:
        """The booking is for this record."""
        self.patient, self.known, self.picked = patient, (), -1

    def step(self, by: int) -> bool:
        """Pick the next of those who may be meant, or the one before; whether there is one."""
        there = bool(self.known) and -1 <= self.picked + by < len(self.known)
        self.picked += by if there else 0
        return there

    def chosen(self, name: str, phone: str) -> Patient | None:
        """Whom Enter takes over: who was picked, or the only one who is meant."""
        if self.patient:
            return None
        if self.picked >= 0:
            return self.known[self.picked]
        return self.known[0] if not self.somebody_new and self.only_one_meant(name, phone) else None

    def unclear(self, name: str) -> str:
        """What Enter cannot decide by itself; "" if it is clear who is meant."""
        if not name.strip():
            return "Type the patient's name first."
        if self.patient:
            return ""
        if is_number(name):
            several = f"{shown(name)} may be somebody known: ↓ chooses."
            if len(self.known) > 1:
                several = f"Several are known by {shown(name)}: ↓ chooses."
            return several if self.known else f"Nobody is known by {shown(name)}: type the patient's name."
        if len(self.known) > 1 and not self.somebody_new:
            self.somebody_new = True
            return "Several are known: ↓ chooses. Enter again books somebody new."
        return ""

    def only_one_meant(self, name: str, phone: str) -> bool:
        """Whether what was typed says that the one who was found is meant: Enter picks nobody on a slip of a finger."""
        return len(self.known) == 1 and is_meant(self.known[0], name, phone)

    def same(self, name: str, phone: str) -> Patient | None:
        """The one record with this very name and phone: the same person, not a second one."""
        digits = digits_of(phone)
        same = [
            known
            for known in self.known
            if known.name.casefold() == name.strip().casefold() and digits in map(digits_of, known.phones)
        ]
        return same[0] if digits and len(same) == 1 else None

    async def held_elsewhere(self, patient: int, slot: int) -> tuple[Elsewhere, ...]:
        """What else the patient holds at the time of that slot. Raises OpdError."""
        return await self.runner(preview.elsewhere, patient, slot)

    async def likely_known(self, patient: NewPatient) -> tuple[Patient, ...]:
        """Who has that phone already, to be pointed out before a second record is made."""
        try:
            return await self.runner(duplicates.likely, patient)
        except OpdError:
            return ()  # the booking will say what is wrong

    def point_out(self, same: tuple[Patient, ...]) -> None:
        """Offer who is likely meant; Enter again books somebody new all the same."""
        self.known, self.picked, self.somebody_new = same, -1, True


def is_meant(known: Patient, name: str, phone: str) -> bool:
    """Whether the fields say that it is this one: by words or beginnings of words of the name without a slip, by the
    hospital number or the end of the phone, and nothing in them speaks against it.
    """
    name, digits = name.strip(), digits_of(phone)
    if digits and not _ends(known, digits):
        return False
    if not name:
        return digits is not None
    numbered = name.casefold() == (known.mrn or "").casefold()
    by_phone = is_number(name) and _ends(known, digits_of(name) or "")
    words = fold(name).split()
    return numbered or by_phone or bool(words and begins(fold(known.name), words))


def _ends(known: Patient, digits: str) -> bool:
    """Whether a phone of the patient ends so, typed with or without what is dialled before it."""
    digits = digits.lstrip("0")
    for whole in filter(None, map(digits_of, known.phones)):
        if digits and (whole.endswith(digits) or (len(whole) > 7 and digits.endswith(whole))):
            return True
    return False


def is_number(text: str) -> bool:
    """Whether a text holds digits and no letter: a number, and nobody's name."""
    return bool(re.search(r"\d", text)) and not re.search(r"[^\W\d_]", text)
