"""What a command works with: its settings, the open database, and how it speaks to the person who typed it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

import typer

if TYPE_CHECKING:
    from opd_tui.config import Settings
    from opd_tui.views import Actor


def say(message: str) -> None:
    from opd_tui.names import shown

    print(f"opd-tui: {shown(message)}", file=sys.stderr)


def fail(message: str) -> NoReturn:
    say(message)
    raise SystemExit(1)


def settings_of(context: typer.Context) -> Settings:
    """Read when a command needs them and not before: `--help` works beside a broken settings file."""
    from opd_tui import config

    if isinstance(context.obj, tuple):
        context.obj = config.load(*context.obj)
    found: Settings = context.obj
    return found


@contextmanager
def opened_database(context: typer.Context, *, create: bool = False) -> Iterator[tuple[Actor, str | None]]:
    """Open the database that the flags name; the actor for the services, and what is to be said about the file."""
    from opd_tui import db
    from opd_tui.views import Actor

    settings = settings_of(context)
    opened = db.connect(settings.db, create=create, file_mode=settings.file_mode, time_zone=settings.time_zone)
    try:
        yield Actor(settings.actor, settings.desk), opened.notice
    finally:
        db.close()


@contextmanager
def open_database(context: typer.Context, *, create: bool = False) -> Iterator[Actor]:
    """As `_opened`, for a command: what is to be said about the file goes to standard error."""
    with opened_database(context, create=create) as (actor, notice):
        if notice:
            say(notice)
        yield actor
