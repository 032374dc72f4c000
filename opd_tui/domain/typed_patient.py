"""What is typed at the counter about whoever stands there, in one field and in any order: read word by word.

Words are a name, digits a phone or a hospital number, `34F` an age and a sex, `@rao` a doctor. Nothing is left out:
what cannot be read is `unclear`, and a number that belongs to a name (Twin 2) stays in it.
"""

from __future__ import annotations

import re

from msgspec import Struct

from opd_tui.domain.patients import OLDEST
from opd_tui.domain.phones import BETWEEN, ascii_digits, digits_of
from opd_tui.domain.typed_phones import begins_with, split

_EDGES = ",;"
_AGE = re.compile(r"(\d{1,4})(?: ?(?:y|yr|yrs|years?))?[ /-]?([fmx])?", re.IGNORECASE | re.ASCII)
_SEX_FIRST = re.compile(r"([fmx])[/-]?(\d{1,4})(?:y|yr|yrs|years?)?", re.IGNORECASE | re.ASCII)
_AGE_WORDS = 3
"""34 yrs F."""
_NUMBER = re.compile(r"[\d+(][\d()./+-]*", re.ASCII)
_EXTENSION = re.compile(r"(?:ext|extn|x)[.:]?(\d{1,6})?", re.IGNORECASE | re.ASCII)
_BETWEEN = frozenset(("/", "|", "&", "or", "and", "-"))


class TypedPatient(Struct, frozen=True):
    """What was understood. `digits` are the last digits of a phone or a hospital number, `mrn` a hospital number and
    nothing else. `doctor` is what follows an @, None without one; `unclear` are the words that say nothing clear.
    """

    name: str = ""
    phones: tuple[str, ...] = ()
    digits: str = ""
    mrn: str = ""
    age: int | None = None
    year_of_birth: int | None = None
    sex: str | None = None
    doctor: str | None = None
    unclear: tuple[str, ...] = ()

    @property
    def phone(self) -> str:
        """All phones in one text."""
        return BETWEEN.join(self.phones)

    @property
    def numbers(self) -> tuple[str, ...]:
        """All by which a patient can be found, but the name."""
        return (*self.phones, *filter(None, (self.mrn, self.digits)))

    @property
    def says_who(self) -> bool:
        """Whether anything says who it is."""
        return bool(self.name or self.numbers)


def without_doctor(text: str) -> str:
    """The text without its @word."""
    return " ".join(word for word in text.split() if not word.startswith("@"))


def read(text: str) -> TypedPatient:
    """Read what was typed."""
    return _Reading(text.split()).result()


class _Reading:
    """The words, taken one after the other."""

    def __init__(self, words: list[str]) -> None:
        self.words = [word.strip(_EDGES) or word for word in words]
        self.plain = list(map(ascii_digits, self.words))
        self.name: list[str] = []
        self.phones: list[str] = []
        self.numbers: dict[str, str] = {}
        self.years: dict[str, int] = {}
        self.sex: str | None = None
        self.doctor: str | None = None
        self.unclear: list[str] = []

    def result(self) -> TypedPatient:
        """All words read."""
        at = 0
        while at < len(self.words):
            at += self._take(at)
        return TypedPatient(
            " ".join(self.name),
            tuple(self.phones),
            self.numbers.get("digits", ""),
            self.numbers.get("mrn", ""),
            self.years.get("age"),
            self.years.get("year_of_birth"),
            self.sex,
            self.doctor,
            tuple(self.unclear),
        )

    def _take(self, at: int) -> int:
        """Read the word at that place, and those that belong to it; how many there were."""
        word, plain = self.words[at], self.plain[at]
        if word.startswith("@") and self.doctor is None:
            self.doctor = word[1:]
            return 1
        if number := plain.removeprefix("#").strip() if plain.startswith("#") else "":
            self._keep("mrn", number, word)
            return 1
        if taken := self._age(at):
            self._person(at, taken)
            return taken
        if _NUMBER.fullmatch(plain) and digits_of(plain):
            return self._run(at)
        letters = any(c.isalpha() for c in plain)
        if letters and len(digits_of(plain) or "") > 1:
            self._keep("mrn", plain, word)
        elif self._lies_between(at):
            pass
        else:
            self.name.append(word)
        return 1

    def _lies_between(self, at: int) -> bool:
        """Whether the word is a sign between two phone numbers."""
        around = self.plain[at - 1 : at + 2 : 2] if at else []
        return self.words[at].lower() in _BETWEEN and len(around) == 2 and all(map(_NUMBER.fullmatch, around))

    def _keep(self, kind: str, value: str, word: str) -> None:
        """Take a number, unless there is another of its kind."""
        if self.numbers.setdefault(kind, value) != value:
            self.unclear.append(word)

    # --- age and sex

    def _age(self, at: int) -> int:
        """How many words at that place are an age, with or without a sex."""
        for many in range(_AGE_WORDS, 0, -1):
            if at + many <= len(self.words) and _person(self._text(at, many)):
                return many
        return 0

    def _text(self, at: int, many: int) -> str:
        return " ".join(self.plain[at : at + many]).strip("()")

    def _person(self, at: int, many: int) -> None:
        """Take an age or a year of birth, and a sex, unless there is another."""
        years, sex = _person(self._text(at, many)) or ({}, None)
        if (self.years and self.years != years) or (self.sex and sex and self.sex != sex):
            self.unclear.append(" ".join(self.words[at : at + many]))
        else:
            self.years, self.sex = years, sex or self.sex

    # --- phones and hospital numbers

    def _run(self, at: int) -> int:
        """Read the groups of digits that follow each other; how many words they had."""
        end = at + 1
        while end < len(self.plain) and _NUMBER.fullmatch(self.plain[end]) and digits_of(self.plain[end]):
            if self._age(end):
                break
            end += 1
        first = at
        while first < end:
            many = begins_with(self.plain[first:end])
            if many:
                self.phones += [
                    each for each in split(" ".join(self.plain[first : first + many])) if each not in self.phones
                ]
            else:
                self._short(first, alone=end - at == 1)
            first += many or 1
        return end - at + self._extension(end)

    def _extension(self, end: int) -> int:
        """Read the extension of the phone just read; how many words it had."""
        if not self.phones or end >= len(self.plain) or not (found := _EXTENSION.fullmatch(self.plain[end])):
            return 0
        if found[1]:
            self.phones[-1] += f" ext {found[1]}"
            return 1
        if end + 1 < len(self.plain) and self.plain[end + 1].isdigit():
            self.phones[-1] += f" ext {self.plain[end + 1]}"
            return 2
        return 0

    def _short(self, at: int, *, alone: bool) -> None:
        """A number that is no whole phone: of a name, or last digits, or a hospital number."""
        plain = self.plain[at]
        if plain.isdigit():
            if alone and len(plain) < 3 and self.name and self.words[at - 1] == self.name[-1]:
                self.name.append(self.words[at])
            else:
                self._keep("digits", plain, self.words[at])
        else:
            self._keep("mrn", plain.strip("()"), self.words[at])


def _person(text: str) -> tuple[dict[str, int], str | None] | None:
    """The age or year of birth that a text says, and the sex; None if it says none."""
    if found := _SEX_FIRST.fullmatch(text):
        sex, number = found[1], int(found[2])
    elif (found := _AGE.fullmatch(text)) and found[0] != found[1]:
        number, sex = int(found[1]), found[2]
    else:
        return None
    kind = "age" if number <= OLDEST else "year_of_birth" if 1850 <= number < 2200 else ""
    return ({kind: number}, sex.upper() if sex else None) if kind else None
