"""The command line. Each command is a few lines over a service; without one, the desk opens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from opd_tui import __version__
from opd_tui.cli import standard_streams
from opd_tui.cli.context import need_terminal, open_database, open_desk, say, settings_of
from opd_tui.cli.listings import listings

app = typer.Typer(
    name="opd-tui",
    help="The out-patient desk: give out tokens, keep the queues. Without a command, the desk opens.",
    epilog="Example: opd-tui --db /srv/opd/opd.db --actor asha",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.add_typer(listings)


@app.callback(invoke_without_command=True)
def _desk(
    context: typer.Context,
    db: Annotated[str | None, typer.Option(help="Database file or sqlite:/// URL.", metavar="PATH")] = None,
    actor: Annotated[str | None, typer.Option(help="Who is at the desk; goes into the log.", metavar="NAME")] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        print(f"opd-tui {__version__}")
        raise typer.Exit
    context.obj = (db, actor)
    if context.invoked_subcommand is None:
        raise typer.Exit(open_desk(settings_of(context)))


@app.command(epilog="Example: opd-tui --db /srv/opd/opd.db init --zone Asia/Kolkata")
def init(
    context: typer.Context,
    zone: Annotated[str | None, typer.Option(help="The hospital's time zone.", metavar="ZONE")] = None,
) -> None:
    """Make an empty database, or say that there is one."""
    from opd_tui.db import connection
    from opd_tui.domain.errors import OtherZone
    from opd_tui.runtime import clock

    settings = settings_of(context)
    clock.use_zone(zone or settings.time_zone)
    opened = connection.connect(
        settings.db, create=True, file_mode=settings.file_mode, time_zone=zone or settings.time_zone
    )
    found = clock.zone().key
    connection.close()
    if zone and found != zone:
        raise OtherZone(path=opened.where, zone=found, given=zone)
    if opened.notice:
        say(opened.notice)
    print(f"{'Made' if opened.created else 'There already is'} {opened.where}, time zone {found}.")


@app.command(epilog="Example: opd-tui demo")
def demo(context: typer.Context) -> None:
    """Open the desk of a sample hospital in a throwaway database."""
    import tempfile
    from dataclasses import replace
    from functools import partial
    from shutil import rmtree

    from opd_tui.runtime import clock, ending
    from opd_tui.sample import hospital

    need_terminal()
    ending.listen()
    settings = settings_of(context)
    with tempfile.TemporaryDirectory(prefix="opd-demo-") as folder:
        ending.at_the_last(partial(rmtree, folder, ignore_errors=True))
        clock.use_zone(settings.time_zone)
        path = Path(folder) / "demo.db"
        hospital.make(path, clock.today(), time_zone=settings.time_zone, past_days=1)
        told = "A sample hospital. Nothing here is kept: try every key."
        raise typer.Exit(open_desk(replace(settings, db=str(path)), told))


@app.command(epilog="Example: opd-tui sample opd.db --day 2026-11-23")
def sample(
    path: Annotated[Path, typer.Argument(help="The file to make; it must not exist.", metavar="PATH")],
    day: Annotated[
        str, typer.Option(help="The first day on which it is to be opened, YYYY-MM-DD.", metavar="DAY")
    ] = "",
) -> None:
    """Write the sample hospital into a new file; the first desk that opens it finds a day under way."""
    from opd_tui.runtime import clock
    from opd_tui.sample import hospital as samples

    clock.use_zone(samples.ZONE)
    made = samples.make(path, clock.parse_day(day) if day else clock.today())
    print(f"Made {path}: {made}.")


def _print_schema(asked: bool) -> None:
    if asked:
        from opd_tui.cli import json_schema, tables

        tables.print_json(json_schema.schema())
        raise typer.Exit


@app.command(epilog='Example: echo \'{"do":"doctors"}\' | opd-tui batch -')
def batch(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A file of JSON lines, or - for standard input.", metavar="FILE")],
    _schema: Annotated[
        bool,
        typer.Option("--schema", help="Print the JSON Schema of a line.", is_eager=True, callback=_print_schema),
    ] = False,
) -> None:
    """Carry out JSON lines, one answer a line; exit 1 if any was refused."""
    from opd_tui.cli import batch as lines
    from opd_tui.domain.errors import Storage

    if file == "-":
        standard_streams.need_input()
    try:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115 - the with below closes it
    except OSError as e:
        raise Storage(problem=f"{file} cannot be read: {e.strerror}.") from e
    with source, open_database(context, create=True) as actor:
        all_well = lines.run(source, sys.stdout.buffer, actor)
    raise typer.Exit(0 if all_well else 1)


@app.command(epilog="Example: opd-tui --db /srv/opd/opd.db check")
def check(context: typer.Context) -> None:
    """Verify the invariants I1 to I7 and name every row that breaks one; exit 1 if any does."""
    from opd_tui.check import checking
    from opd_tui.domain.names import shown

    with open_database(context):
        found = checking.check()
    for finding in found:
        print(shown(str(finding)))
    print(f"{len(found)} finding(s)." if found else "Clean: I1 to I7 hold.")
    raise typer.Exit(1 if found else 0)


@app.command(epilog="Example: opd-tui backup /srv/backup/opd-monday.db")
def backup(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The copy to write; it must not exist.", metavar="PATH")],
) -> None:
    """Write a consistent copy while the desk is in use."""
    from opd_tui.db import connection

    with open_database(context):
        connection.backup(path)
    print(f"Copied to {path}.")
