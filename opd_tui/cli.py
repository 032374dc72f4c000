"""The command line. Each command is a few lines over a service; without one, the desk opens."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from opd_tui import __version__
from opd_tui.errors import OpdError

if TYPE_CHECKING:
    from opd_tui.config import Settings
    from opd_tui.views import Actor

app = typer.Typer(
    name="opd-tui",
    help="The out-patient desk: give out tokens, keep the queues. Without a command, the desk opens.",
    epilog="Example: opd-tui --db /srv/opd/opd.db --actor asha",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Day = Annotated[str | None, typer.Option(help="Only this day, YYYY-MM-DD.", metavar="DAY")]


def main() -> None:
    """Run the command line: errors of the family become one line and exit 1, usage errors exit 2."""
    for stream in (sys.stdout, sys.stderr):  # a terminal that cannot show Devanagari shows its code points
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        try:
            app(standalone_mode=True)
        finally:
            sys.stdout.flush()  # here, where a full disk or a closed pipe can still be told
    except OpdError as e:
        _fail(e.message)
    except BrokenPipeError:
        _discard_output()
        raise SystemExit(1) from None
    except Exception as e:
        from opd_tui import log_file

        log_file.logger().exception("the command failed")
        if isinstance(e, OSError):
            _discard_output()
            _fail(f"The system refused: {e.strerror or e}{f' ({e.filename})' if e.filename else ''}.")
        _fail(f"Something unexpected went wrong ({type(e).__name__}); {log_file.path()} has the details.")


def _discard_output() -> None:
    """Nobody can read what is still buffered; Python would try again at exit, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _say(message: str) -> None:
    from opd_tui.names import shown

    print(f"opd-tui: {shown(message)}", file=sys.stderr)


def _fail(message: str) -> NoReturn:
    _say(message)
    raise SystemExit(1)


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
        _need_terminal()
        with _opened(context, create=True) as (actor_view, notice):
            _run_desk(_settings(context), actor_view, notice)


def _settings(context: typer.Context) -> Settings:
    """Read when a command needs them and not before: `--help` works beside a broken settings file."""
    from opd_tui import config

    if isinstance(context.obj, tuple):
        context.obj = config.load(*context.obj)
    found: Settings = context.obj
    return found


def _need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _fail("The desk needs a terminal; `opd-tui --help` lists the commands for other programs.")


def _run_desk(settings: Settings, actor: Actor, notice: str | None = None) -> None:
    _need_terminal()
    from opd_tui.tui.app import DeskApp

    DeskApp(settings, actor, notice).run()


@contextmanager
def _opened(context: typer.Context, *, create: bool = False) -> Iterator[tuple[Actor, str | None]]:
    """Open the database that the flags name; the actor for the services, and what is to be said about the file."""
    from opd_tui import db
    from opd_tui.views import Actor

    settings = _settings(context)
    opened = db.connect(settings.db, create=create, file_mode=settings.file_mode, time_zone=settings.time_zone)
    try:
        yield Actor(settings.actor, settings.desk), opened.notice
    finally:
        db.close()


@contextmanager
def _open(context: typer.Context, *, create: bool = False) -> Iterator[Actor]:
    """As `_opened`, for a command: what is to be said about the file goes to standard error."""
    with _opened(context, create=create) as (actor, notice):
        if notice:
            _say(notice)
        yield actor


@app.command(epilog="Example: opd-tui --db /srv/opd/opd.db init --zone Asia/Kolkata")
def init(
    context: typer.Context,
    zone: Annotated[str | None, typer.Option(help="The hospital's time zone.", metavar="ZONE")] = None,
) -> None:
    """Make an empty database, or say that there is one."""
    from opd_tui import clock, db

    settings = _settings(context)
    clock.use_zone(zone or settings.time_zone)
    opened = db.connect(settings.db, create=True, file_mode=settings.file_mode, time_zone=zone or settings.time_zone)
    found = clock.zone().key
    db.close()
    if opened.notice:
        _say(opened.notice)
    print(f"{'Made' if opened.created else 'There already is'} {opened.path}, time zone {found}.")


@app.command(epilog="Example: opd-tui demo")
def demo(context: typer.Context) -> None:
    """Open the desk of a sample hospital in a throwaway database."""
    import tempfile
    from dataclasses import replace

    from opd_tui import clock
    from opd_tui.services import sample

    settings = _settings(context)
    with tempfile.TemporaryDirectory(prefix="opd-demo-") as folder:
        clock.use_zone(settings.time_zone)
        path = Path(folder) / "demo.db"
        sample.make(path, clock.today(), time_zone=settings.time_zone, past_days=1)
        context.obj = replace(settings, db=str(path))
        with _open(context) as actor:
            _run_desk(context.obj, actor, "A sample hospital. Nothing here is kept: try every key.")


@app.command(epilog="Example: opd-tui sample opd.db --day 2026-11-23")
def sample(
    path: Annotated[Path, typer.Argument(help="The file to make; it must not exist.", metavar="PATH")],
    day: Annotated[str, typer.Option(help="The sample's today, YYYY-MM-DD.", metavar="DAY")] = "",
) -> None:
    """Write the sample hospital into a new file; the same day gives the same rows."""
    from opd_tui import clock
    from opd_tui.services import sample as samples

    clock.use_zone(samples.ZONE)
    made = samples.make(path, clock.parse_day(day) if day else clock.today())
    print(f"Made {path}: {made}.")


@app.command(epilog="Example: opd-tui doctors --json")
def doctors(context: typer.Context, json: Json = False) -> None:
    """List the doctors."""
    from opd_tui import tables, wire
    from opd_tui.services import doctors as service

    with _open(context):
        found = service.all_doctors()
    if json:
        return tables.print_json({"doctors": [wire.doctor(d) for d in found]})
    rows = [(d.id, d.name, d.department, d.room) for d in found]
    tables.print_table(("id", "name", "department", "room"), rows, "There are no doctors yet.")


@app.command(epilog="Example: opd-tui slots --doctor 1 --day 2026-11-23")
def slots(
    context: typer.Context,
    doctor: Annotated[int | None, typer.Option(help="Only this doctor's, by id.", metavar="ID")] = None,
    day: Day = None,
    json: Json = False,
) -> None:
    """List slots with what is taken in each."""
    from opd_tui import db, tables, wire
    from opd_tui.services import queues, schedule

    with _open(context), db.reading():
        found = schedule.slots(doctor, day)
        if json:
            return tables.print_json({"slots": [wire.slot(queues.slot(head.id)) for head in found]})
    rows = [
        (
            s.id,
            s.doctor_name,
            s.day,
            f"{s.start[11:]}–{s.end[11:]}",
            s.capacity,
            s.active,
            s.completed,
            s.waiting,
        )
        for s in found
    ]
    columns = ("id", "doctor", "day", "time", "capacity", "active", "completed", "waiting")
    tables.print_table(columns, rows, "There are no such slots.")


_TOKEN_COLUMNS = ("id", "number", "slot", "patient", "source", "status", "called", "preemptions")


@app.command(epilog="Example: opd-tui slot 3")
def slot(
    context: typer.Context,
    id: Annotated[int, typer.Argument(help="The slot's id.", metavar="ID")],
    json: Json = False,
) -> None:
    """Show one slot's queues, in order."""
    from opd_tui import tables, wire
    from opd_tui.services import queues

    with _open(context):
        found = queues.slot(id)
    if json:
        return tables.print_json(wire.slot(found))
    rows = [wire_row(t) for t in (*found.active, *found.waiting)]
    tables.print_table(_TOKEN_COLUMNS, rows, f"Nobody holds a token for {found.head.label}.")


@app.command(epilog="Example: opd-tui tokens --day 2026-11-23 --json")
def tokens(context: typer.Context, day: Day = None, json: Json = False) -> None:
    """List the tokens of a day, or all."""
    from opd_tui import tables, wire
    from opd_tui.services import queues

    with _open(context):
        found = queues.tokens(day)
    if json:
        return tables.print_json({"tokens": wire.tokens(found)})
    tables.print_table(_TOKEN_COLUMNS, [wire_row(t) for t in found], "There are no such tokens.")


def wire_row(token: object) -> tuple[object, ...]:
    """A token as a row under _TOKEN_COLUMNS."""
    from opd_tui.views import Token

    assert isinstance(token, Token)  # noqa: S101 - imported late, for the start of the desk
    t = token
    return (
        t.id,
        t.number,
        t.slot,
        t.patient_name,
        t.source,
        t.status,
        "yes" if t.called else "",
        t.preemptions,
    )


@app.command(epilog="Example: opd-tui log 5")
def log(
    context: typer.Context,
    token: Annotated[int | None, typer.Argument(help="Everything about this token.", metavar="TOKEN")] = None,
    slot: Annotated[int | None, typer.Option(help="Everything about this slot.", metavar="ID")] = None,
    last: Annotated[int, typer.Option(help="How many of the newest events.", min=1, metavar="N")] = 100,
    json: Json = False,
) -> None:
    """Show what happened, oldest first, and why."""
    from opd_tui import tables, wire
    from opd_tui.services import log as service

    if token is not None and slot is not None:
        raise typer.BadParameter("give a token or --slot, not both")
    with _open(context):
        if token is not None:
            found = service.of_token(token)
        else:
            found = service.of_slot(slot) if slot is not None else service.latest(last)
    if json:
        return tables.print_json({"events": [{**wire.event(e), "desk": e.desk} for e in found]})
    rows = [
        (
            e.id,
            e.at[:16].replace("T", " "),
            e.actor,
            e.desk,
            e.action,
            e.token,
            e.slot,
            e.cause,
            tables.changes(e.detail),
        )
        for e in found
    ]
    columns = ("id", "at", "actor", "desk", "action", "token", "slot", "cause", "detail")
    tables.print_table(columns, rows, "Nothing has happened yet.")


@app.command(epilog='Example: echo \'{"do":"doctors"}\' | opd-tui batch -')
def batch(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A file of JSON lines, or - for standard input.", metavar="FILE")],
) -> None:
    """Carry out JSON lines, one answer a line; exit 1 if any was refused."""
    from opd_tui import batch as lines
    from opd_tui.errors import Storage

    try:
        source = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115 - the with below closes it
    except OSError as e:
        raise Storage(problem=f"{file} cannot be read: {e.strerror}.") from e
    with source, _open(context, create=True) as actor:
        all_well = lines.run(source, sys.stdout.buffer, actor)
    raise typer.Exit(0 if all_well else 1)


@app.command(epilog="Example: opd-tui --db /srv/opd/opd.db check")
def check(context: typer.Context) -> None:
    """Verify the invariants I1 to I7 and name every row that breaks one; exit 1 if any does."""
    from opd_tui.names import shown
    from opd_tui.services import checking

    with _open(context):
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
    from opd_tui import db

    with _open(context):
        db.backup(path)
    print(f"Copied to {path}.")
