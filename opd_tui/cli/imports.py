"""`opd-tui import`: patients and doctors from a CSV file, a transaction per 1,000 rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from opd_tui.cli import standard_streams
from opd_tui.cli.context import open_database, say, tell

if TYPE_CHECKING:
    from opd_tui.domain.imports import ImportedRow, RowDone
    from opd_tui.domain.people import Actor

    Importer = Callable[[Sequence[ImportedRow], Actor], tuple[RowDone, ...]]

EXAMPLE = "Example: opd-tui import patients register.csv --dry-run"
imports = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

File = Annotated[Path, typer.Argument(help="A CSV file in UTF-8; its first line names the columns.", metavar="FILE")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")]


@imports.command(epilog=EXAMPLE)
def patients(context: typer.Context, file: File, dry_run: DryRun = False) -> None:
    """Register patients: name, phone, mrn, age or year_of_birth, sex, precedence, notes. Exit 1 if a row is refused."""
    from opd_tui.domain.imports import PATIENT_COLUMNS
    from opd_tui.services.patients.importing import import_patients

    _run(context, file, PATIENT_COLUMNS, import_patients, dry_run)


@imports.command(epilog="Example: opd-tui import doctors doctors.csv")
def doctors(context: typer.Context, file: File, dry_run: DryRun = False) -> None:
    """Add doctors: name, department, room. Exit 1 if a row is refused."""
    from opd_tui.domain.imports import DOCTOR_COLUMNS
    from opd_tui.services.slots.doctor_import import import_doctors

    _run(context, file, DOCTOR_COLUMNS, import_doctors, dry_run)


def _run(context: typer.Context, file: Path, columns: Sequence[str], importer: Importer, dry_run: bool) -> None:
    """Import the file; refused rows and likely duplicates on standard error, the summary on standard output."""
    from opd_tui.cli import csv_input
    from opd_tui.db import connection
    from opd_tui.domain.imports import MAX_ROWS_AT_ONCE, ImportedRow, RowState
    from opd_tui.messages import about_imports

    read = csv_input.rows(file, columns)
    rows = [row for row in read if isinstance(row, ImportedRow)]
    states, likely = Counter[str](), 0
    for problem in read:
        if isinstance(problem, str):
            say(problem)
            states[RowState.REFUSED] += 1
    with (
        open_database(context, create=True) as actor,
        connection.trial() if dry_run else nullcontext(),
        _progress(len(rows)) as advance,
    ):
        for first in range(0, len(rows), MAX_ROWS_AT_ONCE):
            some = rows[first : first + MAX_ROWS_AT_ONCE]
            for done in importer(some, actor):
                states[done.state] += 1
                likely += bool(done.likely)
                if told := about_imports.row(done):
                    say(told)
            advance(len(some))
    tell(about_imports.summary(states, likely, dry_run=dry_run))
    raise typer.Exit(1 if states[RowState.REFUSED] else 0)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A progress bar on standard error, if that is a terminal; what it yields is told how many rows are done."""
    if not standard_streams.error_is_terminal():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Importing", total=total)
        yield lambda rows: bar.advance(task, rows)
