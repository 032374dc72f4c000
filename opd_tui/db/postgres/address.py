"""The address of a database on a server: a URL as libpq takes it, and how it is named without its password."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

from msgspec import Struct

from opd_tui.domain.errors import Storage


class Address(Struct, frozen=True):
    """`url` is what the driver gets; `where` names the database in sentences, without a password."""

    url: str
    where: str
    name: str


def parse(target: str) -> Address:
    """The address that a URL names. Raises Storage for a URL that names no database."""
    try:
        parts = urlsplit(target)
    except ValueError as e:
        raise Storage(problem="The database's URL cannot be read. Give it as postgresql://user@host/database.") from e
    name = unquote(parts.path.lstrip("/"))
    if not name or "\0" in unquote(target):
        raise Storage(problem="The URL names no database. Give it as postgresql://user@host/database.")
    place = parts.netloc.rpartition("@")[2]
    user = parts.netloc.rpartition("@")[0].partition(":")[0]
    shown = urlunsplit(("postgresql", f"{user}@{place}" if user else place, "/" + quote(name), "", ""))
    if not place:  # urlunsplit leaves out two strokes before no host
        told = parse_qs(parts.query).get("host", [""])[0]
        host = f"?host={quote(told, safe='/,')}" if told else ""
        shown = f"postgresql://{user and user + '@'}/{quote(name)}{host}"
    return Address(urlunsplit(("postgresql", *parts[1:])) if place else target, shown, name)
