"""The command line. Each command calls one service and prints its answer; without a command, the desk opens."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from opd_tui import __version__
from opd_tui.cli import copying, standard_streams
from opd_tui.cli.context import need_terminal, open_database, open_desk, say, settings_of, tell
from opd_tui.cli.imports import EXAMPLE, imports
from opd_tui.cli.listings import listings

app = typer.Typer(
    name="opd-tui",
    help="The out-patient desk: give out tokens, keep the queues. Without a command, it opens the desk.",
    epilog="Example: opd-tui --db /srv/opd/opd.db --actor asha",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.command(name="copy", epilog=copying.EXAMPLE)(copying.copy)
app.add_typer(listings)
app.add_typer(imports, name="import", help="Take patients or doctors from a CSV file.", epilog=EXAMPLE)


@app.callback(invoke_without_command=True)
def _desk(
    context: typer.Context,
    db: Annotated[str | None, typer.Option(help="Database file, or postgresql:// URL.", metavar="PATH")] = None,
    actor: Annotated[str | None, typer.Option(help="Your name, for the log.", metavar="NAME")] = None,
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
    """Create an empty database."""
    from opd_tui.db import connection
    from opd_tui.domain.errors import OtherZone
    from opd_tui.runtime import clock

    settings = settings_of(context)
    clock.use_zone(zone or settings.time_zone)
    opened = connection.connect(
        settings.db,
        create=True,
        file_mode=settings.file_mode,
        time_zone=zone or settings.time_zone,
        as_owner=True,
    )
    found = clock.zone().key
    connection.close()
    if zone and found != zone:
        raise OtherZone(path=opened.where, zone=found, given=zone)
    if opened.notice:
        say(opened.notice)
    tell(f"{opened.where} {'created' if opened.created else 'already exists'}; its time zone is {found}.")


@app.command(epilog="Example: opd-tui demo")
def demo(context: typer.Context) -> None:
    """Open the desk of a sample hospital in a throwaway database."""
    import tempfile
    from functools import partial
    from shutil import rmtree

    from msgspec.structs import replace

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
        greeting = "A sample hospital. Nothing is kept: try every key."
        raise typer.Exit(open_desk(replace(settings, db=str(path)), greeting))


@app.command(epilog="Example: opd-tui sample opd.db --day 2026-11-23")
def sample(
    path: Annotated[Path, typer.Argument(help="The new file; it must not exist.", metavar="PATH")],
    day: Annotated[str, typer.Option(help="The first day on which it is opened, YYYY-MM-DD.", metavar="DAY")] = "",
) -> None:
    """Write a sample hospital to a new file. The first desk that opens it finds a day under way."""
    from opd_tui.runtime import clock
    from opd_tui.sample import hospital as samples

    clock.use_zone(samples.ZONE)
    made = samples.make(path, clock.parse_day(day) if day else clock.today())
    tell(f"{path} created: {made}.")


@app.command("set", epilog="Example: opd-tui set hold_arrived true")
def set_(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A setting of the hospital.", metavar="NAME")] = None,
    value: Annotated[str | None, typer.Argument(help="Its new value.", metavar="VALUE")] = None,
    doctor: Annotated[
        int | None,
        typer.Option(help="This doctor's own no_show_grace_minutes; the value `hospital` gives it up.", metavar="ID"),
    ] = None,
) -> None:
    """Show the hospital's settings, or change one for every desk."""
    from opd_tui.cli import hospital_settings

    hospital_settings.show(context, doctor) if name is None else hospital_settings.set_one(context, name, value, doctor)


@app.command(epilog="Example: opd-tui report --from 2026-11-01 --to 2026-11-30 --by department")
def report(
    context: typer.Context,
    first: Annotated[str | None, typer.Option("--from", help="The first day; today without.", metavar="DAY")] = None,
    last: Annotated[str | None, typer.Option("--to", help="The last day; the first without.", metavar="DAY")] = None,
    by: Annotated[
        str, typer.Option(help="day, doctor, department, slot, hour, weekday or source.", metavar="WHAT")
    ] = "doctor",
    doctor: Annotated[int | None, typer.Option(help="Only this doctor's, by id.", metavar="ID")] = None,
    department: Annotated[str | None, typer.Option(help="Only this department's.", metavar="NAME")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Report some days: waiting times, seats, no-shows; docs/reports.md defines each number."""
    from opd_tui.cli import reports
    from opd_tui.domain.requests.reports import MakeReport

    if csv and json:
        raise typer.BadParameter("give --csv or --json, not both")
    asked = MakeReport(first, last, by, doctor, department)
    with open_database(context, write=True):
        reports.keep_sums(asked)
        reports.show(asked, as_json=json, as_csv=csv)


@app.command(epilog="Example: opd-tui activity cancelled rao --follow")
def activity(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="An operator, a patient, a doctor, a kind such as cancelled, a number.")
    ] = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with what happens from now on.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show what every desk did today."""
    from opd_tui.cli import activity as lines

    if follow and json:
        raise typer.BadParameter("give --follow or --json, not both")
    with open_database(context):
        lines.show(" ".join(words or ()), follow=follow, as_json=json)


@app.command("no-shows", epilog="Example: opd-tui --db /srv/opd/opd.db no-shows --dry-run")
def no_shows(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say who that would be.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Also if they are more than ten at once.")] = False,
) -> None:
    """Mark as no-show who is not checked in by the deadline, as an open desk does each minute."""
    from opd_tui.domain.requests.tokens import SweepNoShows
    from opd_tui.messages import about_no_shows
    from opd_tui.services.day import no_shows as service

    with open_database(context, write=True) as actor:
        on, done = service.are_automatic(), service.sweep(SweepNoShows(yes, dry_run), actor)
    if not on:
        return tell(about_no_shows.OFF)
    for line in about_no_shows.swept(done, dry_run=dry_run):
        tell(line)


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
    """Carry out requests, one JSON object a line; exit 1 if any was refused."""
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
    """Check every row of the database and name what is wrong; exit 1 if anything is."""
    from opd_tui.check import checking

    with open_database(context):
        found = checking.check()
    for finding in found:
        tell(str(finding))
    tell(f"{len(found)} error(s) found." if found else "No errors found.")
    raise typer.Exit(1 if found else 0)


@app.command(epilog="Example: opd-tui backup /srv/backup/opd-monday.db")
def backup(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="The new file; it must not exist.", metavar="PATH")],
) -> None:
    """Write a copy of the database. Desks can stay open."""
    from opd_tui.db import connection

    with open_database(context):
        connection.backup(path)
    tell(f"Backup written to {path}.")
