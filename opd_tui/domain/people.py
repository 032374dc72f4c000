"""Who acts, and who sits."""

from __future__ import annotations

from msgspec import Struct


class Actor(Struct, frozen=True):
    """Who does something, and from where: all of it goes into the log.

    `desk` is host and process. `account`, `connection` and `address` are of whoever has signed in or comes over a line.
    `automatic`: the program does it by itself, and it is nobody's last operation.
    """

    name: str
    desk: str = ""
    account: str | None = None
    connection: str | None = None
    address: str | None = None
    automatic: bool = False


class Doctor(Struct, frozen=True):
    """A doctor."""

    id: int
    name: str
    department: str = ""
    room: str = ""
