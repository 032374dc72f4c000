"""What commands share: settings, the open database, messages to the person who typed the command."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from opd_tui.cli import standard_streams
from opd_tui.domain.errors import OpdError

if TYPE_CHECKING:
    import typer

    from opd_tui.domain.people import Actor
    from opd_tui.runtime.config import Settings


@contextmanager
def errors_in_words() -> Iterator[None]:
    """Wraps the whole run: an error of the family, or an unexpected one, becomes one line and exit 1."""
    try:
        standard_streams.prepare()
        try:
            yield
        finally:
            standard_streams.flush_output()
    except OpdError as e:
        fail(e.message)
    except KeyboardInterrupt:
        raise SystemExit(128 + signal.SIGINT) from None
    except BrokenPipeError:
        standard_streams.discard_output()
        raise SystemExit(1) from None
    except Exception as e:
        from opd_tui.runtime import log_file

        log_file.logger().exception("the command failed")
        if isinstance(e, OSError):
            standard_streams.discard_output()
            fail(f"The system refused: {e.strerror or e}{f' ({e.filename})' if e.filename else ''}.")
        fail(f"Something unexpected went wrong ({type(e).__name__}); {log_file.path()} has the details.")


def say(message: str) -> None:
    """Print a line on standard error. Control characters in a path or name in it are replaced."""
    from opd_tui.domain.names import shown

    standard_streams.say_on_stderr(f"opd-tui: {shown(message)}")


def tell(message: str) -> None:
    """Print a sentence on standard output. Control characters in a path or name in it are replaced."""
    from opd_tui.domain.names import shown

    print(shown(message))


def fail(message: str) -> NoReturn:
    """Print why the command failed, and exit with 1."""
    say(message)
    raise SystemExit(1)


def settings_of(context: typer.Context) -> Settings:
    """The settings, read when a command first needs them, so that `--help` works with a broken settings file."""
    from opd_tui.runtime import config

    if isinstance(context.obj, tuple):
        context.obj = config.load(*context.obj)
    found: Settings = context.obj
    return found


@contextmanager
def _opened(settings: Settings, *, create: bool, reading: bool) -> Iterator[tuple[Actor, str | None]]:
    """Open the database of the settings; returns the actor, and what the operator should know about the file.

    With `create` what an earlier version's settings file says of the hospital is taken over, once.
    """
    from opd_tui.db import drivers
    from opd_tui.domain.database_url import is_server

    if not is_server(settings.db):
        drivers.load_for_file()
    from opd_tui.db import connection
    from opd_tui.domain.people import Actor
    from opd_tui.runtime import policy

    policy.use(settings.policy)
    opened = connection.connect(
        settings.db, create=create, reading=reading, file_mode=settings.file_mode, time_zone=settings.time_zone
    )
    try:
        from opd_tui.services import hospital_settings

        actor = Actor(settings.actor, settings.desk)
        if create:
            others = hospital_settings.take_over(settings.decided, actor)
        else:
            others = hospital_settings.differing(settings.decided)
        yield actor, opened.notice or _of_the_hospital(others)
    finally:
        connection.close()


def _of_the_hospital(names: Sequence[str]) -> str | None:
    """What to say of settings that an operator has otherwise than the hospital."""
    if not names:
        return None
    return (
        f"Your own settings for {', '.join(names)} are not used: the hospital has others, which `opd-tui set` shows."
        " Take yours out of the settings file or the environment."
    )


@contextmanager
def open_database(context: typer.Context, *, create: bool = False, write: bool = False) -> Iterator[Actor]:
    """Open the database that the flags name, and print what the operator should know about the file.

    With `create` it is made if it is not there; with `write` it must be there. With neither it is only read.
    """
    from opd_tui.runtime import damaged_rows

    with _opened(settings_of(context), create=create, reading=not (create or write)) as (actor, notice):
        if notice:
            say(notice)
        yield actor
        for left_out in damaged_rows.take():
            say(left_out)


def need_terminal() -> None:
    """Fail if there is no terminal to show the desk on."""
    if not (standard_streams.input_is_terminal() and sys.stdout.isatty()):
        fail("The desk needs a terminal; `opd-tui --help` lists the commands for other programs.")


def open_desk(settings: Settings, greeting: str | None = None) -> int:
    """Open the desk; returns its exit status. A missing database is created."""
    from opd_tui.runtime import ending

    need_terminal()
    ending.listen()
    with _opened(settings, create=True, reading=False) as (actor, notice):
        from opd_tui.sample import asleep
        from opd_tui.tui.app import DeskApp

        if asleep.is_asleep():
            from opd_tui.sample import hospital

            hospital.wake()
            greeting = greeting or "A sample hospital: its people are invented, and so is all that happened today."
        desk = DeskApp(settings, actor, notice or greeting)
        ending.leave_with(desk.end)
        ending.at_the_last(desk.give_up)
        desk.run()
        return desk.return_code or 0
