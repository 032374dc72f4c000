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
    names = ({"doctor_name": each.doctor_name, "record_of": each.record_of} for each in found)
    return {"events": [{**json_output.event(each.event), **of} for each, of in zip(found, names, strict=True)]}


@answer_to.register(MakeReport)
def _(request: MakeReport, _actor: Actor) -> JsonObject:
    reports.keep_sums(request)
    return json_reports.report(report.report(request))
