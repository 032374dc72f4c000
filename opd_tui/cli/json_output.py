"""Values as JSON for other programs: a stable interface, the same in `batch` and with `--json`."""

from __future__ import annotations

from datetime import datetime

from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.absences import Absence, AbsenceRemoved
from opd_tui.domain.activity import Activity
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.errors import OpdError
from opd_tui.domain.events import Event
from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved, HolidaysMade
from opd_tui.domain.patients import Match, Patient
from opd_tui.domain.people import Doctor
from opd_tui.domain.previews import Elsewhere
from opd_tui.domain.slots import Slot, SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.undo import NotUndone, Undone
from opd_tui.domain.weeks import Template, TemplateChanged
from opd_tui.runtime import clock
from opd_tui.runtime.log_file import logger
from opd_tui.services import expecting


def doctor(view: Doctor) -> JsonObject:
    """A doctor, marked if retired."""
    record: JsonObject = {"id": view.id, "name": view.name, "department": view.department, "room": view.room}
    return {**record, "retired": True} if view.retired else record


def patient(view: Patient) -> JsonObject:
    """A patient. The other fields are there if they are known."""
    phones, today = list(view.phones), clock.today()
    more: JsonObject = {
        "year_of_birth": view.year_of_birth,
        "age": view.age(today),
        "sex": view.sex,
        "precedence": view.precedence_on(today),
        "notes": view.notes,
        "merged_into": view.merged_into,
    }
    known = {field: value for field, value in more.items() if value not in (None, "")}
    return {"id": view.id, "name": view.name, "phone": view.phone, "mrn": view.mrn, "phones": phones, **known}


def match(found: Match) -> JsonObject:
    """A patient that a search found, marked if only by another spelling."""
    seen: JsonObject = {"last_visit": found.last_visit} if found.last_visit else {}
    likely: JsonObject = {"likely": True} if found.likely else {}
    return {**patient(found.patient), **seen, **likely}


def token(view: Token) -> JsonObject:
    """A token, with its expected time as of now."""
    return tokens((view,))[0]


def _token(view: Token) -> JsonObject:
    expected = view.expected
    return {
        "id": view.id,
        "number": view.number,
        "slot": view.slot,
        "patient": {"id": view.patient, "name": view.patient_name},
        "source": view.source,
        "priority": view.priority,
        "status": view.status,
        "arrival": view.arrival,
        "called": view.called,
        "preemptions": view.preemptions,
        "arrived": view.arrived,
        "called_at": _wall(view.called_at),
        "ended_at": _wall(view.ended_at),
        "stepped_out_at": _wall(view.stepped_out_at),
        "expected": {"from": expected.start, "to": expected.end} if expected else None,
    }


def _wall(stamp: str | None) -> str | None:
    return clock.minute(datetime.fromisoformat(stamp)) if stamp else None


def maybe(view: Token | None) -> JsonObject | None:
    """A token, or null."""
    return token(view) if view else None


def tokens(views: tuple[Token, ...]) -> list[JsonObject]:
    """A list of tokens, with their expected times as of now."""
    try:
        views = expecting.with_expected_times(views)
    except OpdError:  # what was done is on disk and must be answered, also where an estimate cannot be read
        logger().exception("expected times could not be read")
    return [_token(view) for view in views]


def alternatives(views: tuple[Alternative, ...]) -> list[JsonObject]:
    """A list of better slots; `doctor` is an id, as in a slot."""
    return [
        {"slot": view.slot, "doctor": view.doctor, "start": view.start, "free": view.free, "waiting": view.waiting}
        for view in views
    ]


def slot(view: Slot) -> JsonObject:
    """A slot with both queues in order."""
    queues = tokens((*view.active, *view.waiting))
    return {**head(view.head), "active": queues[: len(view.active)], "waiting": queues[len(view.active) :]}


def head(view: SlotSummary) -> JsonObject:
    """A slot without its queues."""
    return {
        "id": view.id,
        "doctor": view.doctor,
        "start": view.start,
        "end": view.end,
        "capacity": view.capacity,
        "completed": view.completed,
        "closed": view.closed,
        "late_minutes": view.late_minutes,
    }


def with_doctor(view: SlotSummary) -> JsonObject:
    """A slot without its queues, and since when its doctor is here."""
    return {**head(view), "doctor_here_at": _wall(view.doctor_here_at)}


def template(view: Template) -> JsonObject:
    """A weekly template; a null `to` means until further notice."""
    weekly = view.weekly
    return {
        "id": view.id,
        "doctor": view.doctor,
        "weekday": weekly.weekday,
        "start": weekly.start,
        "end": weekly.end,
        "capacity": weekly.capacity,
        "from": weekly.first,
        "to": weekly.last,
        "rule": weekly.rule,
    }


def holiday(view: Holiday) -> JsonObject:
    """A holiday; a null `doctor` means the whole hospital."""
    return {"id": view.id, "day": view.day, "doctor": view.doctor, "name": view.name}


def elsewhere(view: Elsewhere) -> JsonObject:
    """A live token of the same patient at an overlapping time."""
    return {"number": view.number, "doctor": view.doctor_name, "start": view.start, "end": view.end}


def absence(view: Absence) -> JsonObject:
    """An absence of a doctor."""
    return {"id": view.id, "doctor": view.doctor, "from": view.start, "to": view.end, "reason": view.reason}


def week(view: TemplateChanged | HolidayMade | HolidayRemoved | Absence | AbsenceRemoved) -> JsonObject:
    """What a template, a holiday or an absence changed in slots: `kept` are the slots with tokens, which did not
    change.
    """
    match view:
        case TemplateChanged():
            kept = [head(slot) for slot in view.kept]
            return {"template": template(view.template), "followed": view.followed, "kept": kept}
        case HolidayMade():
            closed, kept = ([head(slot) for slot in slots] for slots in (view.closed, view.kept))
            return {"holiday": holiday(view.holiday), "closed": closed, "kept": kept}
        case Absence():
            return {"absence": absence(view)}
        case AbsenceRemoved():
            return {"absence": absence(view.absence), "reopened": [head(slot) for slot in view.reopened]}
    return {"holiday": holiday(view.holiday), "reopened": [head(slot) for slot in view.reopened]}


def holidays(view: HolidaysMade) -> JsonObject:
    """New holidays, with what they closed and what stays open, and those that were there already."""
    return {
        "holidays": [holiday(each.holiday) for each in view.made],
        "closed": [head(slot) for each in view.made for slot in each.closed],
        "kept": [head(slot) for slot in view.kept],
        "there": [holiday(each) for each in view.there],
    }


def holidays_removed(view: tuple[HolidayRemoved, ...]) -> JsonObject:
    """Removed holidays, and the slots that are open again."""
    reopened = [head(slot) for each in view for slot in each.reopened]
    return {"holidays": [holiday(each.holiday) for each in view], "reopened": reopened}


def undone(view: Undone) -> JsonObject:
    """What was put back: `token` is the first token put back, `others` the rest, `not_undone` what was not put back."""
    answer = {
        "undone": view.undone,
        "token": maybe(view.token),
        "promoted": tokens(view.promoted),
        "preempted": tokens(view.preempted),
        "others": tokens(view.others),
        "not_undone": [_not_undone(each) for each in view.not_undone],
        **(week(view.week) if view.week else {}),
        **({"doctor": doctor(view.doctor)} if view.doctor else {}),
    }
    if len(view.weeks) > 1:  # the first names itself; what stays as it is, is of all
        kept = [slot for each in view.weeks if isinstance(each, TemplateChanged | HolidayMade) for slot in each.kept]
        answer["kept"] = [head(slot) for slot in kept]
    return answer


def _not_undone(view: NotUndone) -> JsonObject:
    if view.token is None and view.slot is not None:
        return {"slot": view.slot, "why": view.why}
    return {"token": view.token, "why": view.why}


def event(view: Event) -> JsonObject:
    """An event of the log."""
    return {
        "id": view.id,
        "at": view.at,
        "actor": view.actor,
        "action": view.action,
        "token": view.token,
        "slot": view.slot,
        "cause": view.cause,
        "detail": view.detail,
        **({"automatic": True} if view.automatic else {}),
    }


def activity(view: Activity) -> JsonObject:
    """An event of the day's activity, with the doctor and, of a record, the patient whom it concerns."""
    return {**event(view.event), "doctor_name": view.doctor_name, "record_of": view.record_of}
