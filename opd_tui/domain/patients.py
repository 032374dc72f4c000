"""A patient's record."""

from __future__ import annotations

from msgspec import Struct

SEXES = ("F", "M", "X")


class Patient(Struct, frozen=True):
    """A patient's record. `sex` is F, M or X; `merged_into` is the record that holds in place of this one."""

    id: int
    name: str
    phone: str | None = None
    mrn: str | None = None
    year_of_birth: int | None = None
    sex: str | None = None
    notes: str = ""
    merged_into: int | None = None


class Merged(Struct, frozen=True):
    """Two records made one: the one that was kept, as it is now, the one that points to it, and the tokens moved."""

    kept: Patient
    gone: Patient
    tokens: tuple[int, ...] = ()
