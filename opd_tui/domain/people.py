"""Values for the people of the hospital: who acts, and its doctors."""

from __future__ import annotations

from msgspec import Struct


class Actor(Struct, frozen=True):
    """Who does something, and from where; the log keeps all of it.

    `desk` is host and process. `account`, `connection` and `address` belong to somebody who has signed in or is
    connected over a network. `automatic`: the program acts by itself; undo of a person's last operation ignores it.
    """

    name: str
    desk: str = ""
    account: str | None = None
    connection: str | None = None
    address: str | None = None
    automatic: bool = False


class Doctor(Struct, frozen=True):
    """A doctor. One who is `retired` takes no slots. `known_as` is set where another doctor has the same name.

    `no_show_grace_minutes` is the doctor's own, None: as the hospital decides.
    """

    id: int
    name: str
    department: str = ""
    room: str = ""
    retired: bool = False
    known_as: str | None = None
    no_show_grace_minutes: int | None = None

    @property
    def shown(self) -> str:
        """The name by which the doctor is told apart from all others."""
        return self.known_as or self.name
