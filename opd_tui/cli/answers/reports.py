"""The answers that are reports."""

from __future__ import annotations

from opd_tui.cli import json_output, json_reports, reports
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.reports import ListActivity, MakeReport
from opd_tui.reports import report
from opd_tui.services.queries import activity


@answer_to.register(ListActivity)
def _(request: ListActivity, _actor: Actor) -> JsonObject:
    found = activity.today(request.text, request.limit)
    return {"events": [json_output.activity(each) for each in found]}


@answer_to.register(MakeReport)
def _(request: MakeReport, _actor: Actor) -> JsonObject:
    reports.keep_sums(request)
    return json_reports.report(report.report(request))
