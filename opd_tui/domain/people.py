"""Who acts, and who sits."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, and at which desk (host and process): both go into the log."""

    name: str
    desk: str = ""


@dataclass(frozen=True, slots=True)
class Doctor:
    """A doctor."""

    id: int
    name: str
    department: str = ""
    room: str = ""
