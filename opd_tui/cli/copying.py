"""The command `copy`: a hospital moves to another database, and is checked there."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from opd_tui.cli.context import settings_of, tell

EXAMPLE = "Example: opd-tui copy opd.db postgresql://opd_owner@db.hospital/opd"


def copy(
    context: typer.Context,
    source: Annotated[str, typer.Argument(help="The database to copy, a file or a URL.", metavar="FROM")],
    target: Annotated[str, typer.Argument(help="A new or empty database, a file or a URL.", metavar="TO")],
) -> None:
    """Copy a whole hospital into another database, from a file to a server or back, and check it there."""
    from opd_tui.check import checking
    from opd_tui.db import connection, copying
    from opd_tui.domain import database_url
    from opd_tui.runtime import policy
    from opd_tui.services import hospital_settings

    for each in (source, target):
        database_url.check_argument(each)
    settings = settings_of(context)
    policy.use(settings.policy)
    watched = sys.stderr.isatty()
    try:
        rows = copying.copy(source, target, _show if watched else _silent, file_mode=settings.file_mode)
    finally:
        if watched:
            print("\r\x1b[K", end="", file=sys.stderr)
    opened = connection.connect(target, reading=True)
    try:
        hospital_settings.read()
        found = checking.check()
    finally:
        connection.close()
    for finding in found:
        tell(str(finding))
    checked = f"{len(found)} error(s) found; check the source, too." if found else "No errors found."
    tell(f"{rows} rows copied to {opened.where}. {checked}")
    raise typer.Exit(1 if found else 0)


def _silent(table: str, rows: int) -> None:
    """Nobody watches."""


def _show(table: str, rows: int) -> None:
    """On a terminal: which table is being copied, and how far."""
    print(f"\r\x1b[K{table}: {rows}", end="", file=sys.stderr, flush=True)
