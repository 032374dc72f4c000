"""The engine for a database on a PostgreSQL server. It needs the extra `postgres`, which holds the driver."""

from __future__ import annotations

from opd_tui.db.engine import Engine, Prepared
from opd_tui.db.postgres import errors, schema
from opd_tui.db.postgres.address import parse
from opd_tui.db.postgres.server import Server, session


def connect(target: str, *, as_owner: bool, reading: bool, time_zone: str | None) -> tuple[Engine, Prepared]:
    """Open the database that a URL names; `as_owner` makes its schema or brings it up to date first.

    Raises Missing, Older, Newer, NotOurs, Unreachable, Storage or Busy.
    """
    address = parse(target)
    try:
        prepared = Prepared(address.where)
        if as_owner:
            created, migrated, problems = schema.make(address, time_zone)
            prepared = Prepared(address.where, created, migrated, None, problems)
        else:
            with session(address) as connection:
                schema.check(connection, address.where)
        return Server(address, reading=reading), prepared
    except Exception as e:
        if (words := errors.in_words(e, address.where)) is not None:
            raise words from e
        raise
