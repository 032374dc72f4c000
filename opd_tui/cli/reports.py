"""The command `report`: words and bars on a terminal, a table elsewhere, or JSON or CSV."""

from __future__ import annotations

import csv
import shutil
import sys

from opd_tui.cli import json_reports, tables
from opd_tui.cli.context import tell
from opd_tui.domain.report import ReportRow, Sums
from opd_tui.domain.requests.reports import MakeReport
from opd_tui.messages import about_reports
from opd_tui.reports import day_sums, report
from opd_tui.runtime import clock

MAX_WIDTH = 100


def keep_sums(request: MakeReport) -> None:
    """Keep the sums of the days that are over, so that the next report need not count them."""
    first = request.first or clock.today()
    for day in day_sums.to_sum(clock.parse_day(first), clock.parse_day(request.last or first)):
        day_sums.keep(day)


def show(request: MakeReport, *, as_json: bool, as_csv: bool) -> None:
    """Print the report."""
    made = report.report(request)
    if as_json:
        tables.print_json(json_reports.report(made))
        return
    if as_csv:
        head, *rows = (
            json_reports.flat(json_reports.row(row, made.by.value)) for row in (ReportRow("", "", Sums()), *made.rows)
        )
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([list(head), *(row.values() for row in rows)])
        return
    if sys.stdout.isatty():
        overview = report.overview(request)
        tell(about_reports.title(overview))
        tell("")
        for line in about_reports.lines(overview, min(MAX_WIDTH, shutil.get_terminal_size().columns)):
            tell(line)
        if not made.rows:
            return
        tell("")
    names = [about_reports.row_name(made.by, row) for row in made.rows]
    cells = [(name, *about_reports.cells(row)) for name, row in zip(names, made.rows, strict=True)]
    tables.print_table((made.by.value, *about_reports.COLUMNS), cells, about_reports.NOTHING)
    if sys.stdout.isatty():
        tell(about_reports.LEGEND)
