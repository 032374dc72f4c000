"""The commands that list: doctors, slots, one slot, tokens, the log."""

from __future__ import annotations

from typing import Annotated

import typer

from opd_tui.cli.context import open_database
from opd_tui.domain.requests.slots import ListSlots, ShowSlot
from opd_tui.domain.requests.tokens import ListTokens, ShowLog

listings = typer.Typer()

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Day = Annotated[str | None, typer.Option(help="Only this day, YYYY-MM-DD.", metavar="DAY")]


@listings.command(epilog="Example: opd-tui doctors --json")
def doctors(context: typer.Context, json: Json = False) -> None:
    """List the doctors, also the retired ones."""
    from opd_tui.cli import json_output, tables
    from opd_tui.services.slots import doctors as service

    with open_database(context):
        found = service.all_doctors()
    if json:
        return tables.print_json({"doctors": [json_output.doctor(d) for d in found]})
    rows = [(d.id, d.name, d.department, d.room, "retired" if d.retired else "") for d in found]
    columns = ("id", "name", "department", "room", "state")
    shown = len(columns) if any(d.retired for d in found) else len(columns) - 1
    tables.print_table(columns[:shown], [row[:shown] for row in rows], "There are no doctors yet.")


@listings.command(epilog="Example: opd-tui slots --doctor 1 --day 2026-11-23")
def slots(
    context: typer.Context,
    doctor: Annotated[int | None, typer.Option(help="Only this doctor's, by id.", metavar="ID")] = None,
    day: Day = None,
    json: Json = False,
) -> None:
    """List slots with what is taken in each."""
    from opd_tui.cli import json_output, tables
    from opd_tui.services.queries import queues

    with open_database(context):
        if json:
            return tables.print_json(
                {"slots": [json_output.slot(slot) for slot in queues.slots(ListSlots(doctor, day))]}
            )
        found = queues.summaries(doctor, day)
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


@listings.command(epilog="Example: opd-tui slot 3")
def slot(
    context: typer.Context,
    id: Annotated[int, typer.Argument(help="The slot's id.", metavar="ID")],
    json: Json = False,
) -> None:
    """Show one slot's queues, in order."""
    from opd_tui.cli import json_output, tables
    from opd_tui.services.queries import queues

    with open_database(context):
        found = queues.slot(ShowSlot(id))
        if json:
            return tables.print_json(json_output.slot(found))
    rows = [token_row(t) for t in (*found.active, *found.waiting)]
    tables.print_table(_TOKEN_COLUMNS, rows, f"Nobody holds a token for {found.head.label}.")


@listings.command(epilog="Example: opd-tui tokens --day 2026-11-23 --json")
def tokens(context: typer.Context, day: Day = None, json: Json = False) -> None:
    """List the tokens of a day, or all."""
    from opd_tui.cli import json_output, tables
    from opd_tui.services.queries import queues

    with open_database(context):
        found = queues.tokens(ListTokens(day))
        if json:
            return tables.print_json({"tokens": json_output.tokens(found)})
    tables.print_table(_TOKEN_COLUMNS, [token_row(t) for t in found], "There are no such tokens.")


def token_row(token: object) -> tuple[object, ...]:
    """A token as a row under _TOKEN_COLUMNS."""
    from opd_tui.domain.tokens import Token

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


@listings.command(epilog="Example: opd-tui log 5")
def log(
    context: typer.Context,
    token: Annotated[int | None, typer.Argument(help="Everything about this token.", metavar="TOKEN")] = None,
    slot: Annotated[int | None, typer.Option(help="Everything about this slot.", metavar="ID")] = None,
    last: Annotated[int, typer.Option(help="How many of the newest events.", min=1, metavar="N")] = 100,
    json: Json = False,
) -> None:
    """Show what happened, oldest first, and why."""
    from opd_tui.cli import json_output, tables
    from opd_tui.services.queries import log as service

    if token is not None and slot is not None:
        raise typer.BadParameter("give a token or --slot, not both")
    with open_database(context):
        if token is not None:
            found = service.of_token(ShowLog(token))
        else:
            found = service.of_slot(slot) if slot is not None else service.latest(last)
    if json:
        return tables.print_json({"events": [{**json_output.event(e), "desk": e.desk} for e in found]})
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
