"""`opd-tui batch`: one JSON object a line in, one JSON object a line out, each line one transaction.

The verbs, their fields and the shape of every answer are a stable interface; README.md has the list.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from opd_tui.cli import json_output
from opd_tui.cli.json_input import Fields, parse
from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.errors import BadRequest, OpdError, Storage
from opd_tui.domain.names import no_text
from opd_tui.domain.patients import NewPatient
from opd_tui.domain.people import Actor
from opd_tui.domain.slots import Slot
from opd_tui.domain.tokens import Status
from opd_tui.domain.weeks import Weekly
from opd_tui.runtime import clock
from opd_tui.runtime.log_file import logger
from opd_tui.services.day import unresolved
from opd_tui.services.forecast import alternatives, preview
from opd_tui.services.patients import records
from opd_tui.services.queries import log
from opd_tui.services.slots import capacity, closing, doctors, schedule
from opd_tui.services.tokens import booking, moving, visits
from opd_tui.services.tokens.booking import Booking
from opd_tui.services.undo import undo
from opd_tui.services.weeks import opening, templates
from opd_tui.store import queues

MOST_FOUND = 100
"""How many patients `find-patient` may be asked for."""


@dataclass(frozen=True, slots=True)
class Verb:
    """What a line may hold beside `do`, and what answers it."""

    run: Callable[[Fields, Actor], Any]
    required: dict[str, type]
    optional: dict[str, type]


def run(lines: Iterable[bytes], out: BinaryIO, actor: Actor) -> bool:
    """Answer every line of the input; whether all of them went well. Each answer is flushed before the next line."""
    all_well = True
    for number, raw in enumerate(lines, start=1):
        line = raw.removesuffix(b"\n")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip(b" \t\r") or line.lstrip(b" \t").startswith(b"#"):
            continue
        reply, well = answer(number, line, actor)
        all_well &= well
        out.write(reply + b"\n")
        out.flush()
    return all_well


def answer(number: int, line: bytes, actor: Actor) -> tuple[bytes, bool]:
    """The answer to one line, as it is written, and whether it went well.

    Never raises for anything a line, or a damaged row, may hold.
    """
    try:
        return _json({"line": number, "ok": True, "result": perform(parse(line), actor)}), True
    except OpdError as e:
        error = e
    except Exception:  # a defect of ours must not end the day's replay: the log file has it
        logger().exception("line %d could not be answered", number)
        error = Storage(problem="This line could not be carried out and changed nothing; the log file says why.")
    return _json({"line": number, "ok": False, "error": {"code": error.code, "message": error.message}}), False


def _json(reply: Fields) -> bytes:
    text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"), default=no_text)
    return text.encode("utf-8", "backslashreplace")


def perform(fields: Fields, actor: Actor) -> Any:
    """Carry out one parsed line and return its result as JSON values. Raises OpdError."""
    do = fields.get("do")
    verb = VERBS.get(do) if isinstance(do, str) else None
    if verb is None:
        raise BadRequest(problem=f"There is no verb {_printable(do)}; the verbs are {', '.join(VERBS)}.")
    given = {key: value for key, value in fields.items() if key != "do"}
    return verb.run(checked(given, verb.required, verb.optional), actor)


def checked(given: Fields, required: dict[str, type], optional: dict[str, type]) -> Fields:
    """The fields, if each is known and of its type and none is missing; null stands for an absent optional one.

    Raises BadRequest.
    """
    for name in given:
        if name not in required and name not in optional:
            raise BadRequest(problem=f"There is no field {_printable(name)} here.")
    for name in required:
        if name not in given:
            raise BadRequest(problem=f"The field {name!r} is missing.")
    kept = {}
    for name, value in given.items():
        kind = required.get(name) or optional[name]
        if value is None and name in optional:
            continue
        if type(value) is not kind:
            raise BadRequest(problem=f"The field {name!r} must be {_KINDS[kind]}.")
        kept[name] = value
    return kept


_KINDS = {str: "a string", int: "a whole number", dict: "an object"}


def _printable(value: object) -> str:
    return repr(value)[:60]


def _new_slot(f: Fields, actor: Actor) -> Fields:
    head = schedule.add(f["doctor"], f["start"], f["end"], f["capacity"], actor)
    return json_output.slot(Slot(head, (), ()))


def _set_capacity(f: Fields, actor: Actor) -> Fields:
    done = capacity.set_capacity(f["slot"], f["capacity"], actor)
    return {
        "slot": json_output.slot(done.slot),
        "promoted": json_output.tokens(done.promoted),
        "preempted": json_output.tokens(done.preempted),
    }


_PATIENT: tuple[dict[str, type], dict[str, type]] = ({"name": str}, {"phone": str, "mrn": str})


def _find_patient(f: Fields, _: Actor) -> Fields:
    limit = f.get("limit", records.LIMIT)
    if not 1 <= limit <= MOST_FOUND:
        raise BadRequest(problem=f"The limit is a whole number from 1 to {MOST_FOUND}, not {limit}.")
    _storable("text", f["text"])
    return {"patients": [json_output.patient(p) for p in records.search(f["text"], limit)]}


def _book(f: Fields, actor: Actor) -> Fields:
    if "patient" in f:
        f = {**f, "patient": NewPatient(**checked(f["patient"], *_PATIENT))}
    _storable("request", f.get("request"))
    done = booking.book(Booking(**f), actor)
    better: tuple[Alternative, ...] = ()
    if done.token.status == Status.WAITING or done.preempted:
        with suppress(OpdError):  # it is booked, whatever another desk has done to the token since
            better = alternatives.of_token(done.token.id)
    return {
        "token": json_output.token(done.token),
        "preempted": json_output.maybe(done.preempted),
        "replayed": done.replayed,
        "source_given": done.source_given,
        "source": done.token.source,
        "why_source": done.why_source,
        "alternatives": json_output.alternatives(better),
    }


def _preview(f: Fields, _: Actor) -> Fields:
    would = preview.preview(f["slot"], f["source"], f.get("patient_id"))
    return {
        "would": would.status,
        "position": would.position,
        "preempts": json_output.maybe(would.gives_way),
        "alternatives": json_output.alternatives(would.alternatives),
    }


def _storable(name: str, value: str | None) -> None:
    try:
        (value or "").encode("utf-8")
    except UnicodeEncodeError as e:
        raise BadRequest(problem=f"The field {name!r} holds half a surrogate pair.") from e


def _cancel(f: Fields, actor: Actor) -> Fields:
    done = visits.cancel(f["token"], f.get("reason"), actor)
    return {"token": json_output.token(done.token), "promoted": json_output.maybe(done.promoted)}


def _no_show(f: Fields, actor: Actor) -> Fields:
    done = visits.no_show(f["token"], actor)
    return {"token": json_output.token(done.token), "promoted": json_output.maybe(done.promoted)}


def _call(f: Fields, actor: Actor) -> Fields:
    if ("slot" in f) == ("token" in f):
        raise BadRequest(problem="A call names either a slot or a token.")
    called = visits.call_next(f["slot"], actor) if "slot" in f else visits.call(f["token"], actor)
    return {"token": json_output.maybe(called)}


def _set_source(f: Fields, actor: Actor) -> Fields:
    done = visits.set_source(f["token"], f["source"], actor)
    return {
        "token": json_output.token(done.token),
        "promoted": json_output.maybe(done.promoted),
        "preempted": json_output.maybe(done.preempted),
    }


def _move(f: Fields, actor: Actor) -> Fields:
    done = moving.move(f["token"], f["slot"], actor)
    return {
        "token": json_output.token(done.token),
        "promoted": json_output.maybe(done.promoted),
        "preempted": json_output.maybe(done.preempted),
    }


def _undo(f: Fields, actor: Actor) -> Fields:
    done = undo.undo(actor, f.get("token"))
    return {
        "undone": done.undone,
        "token": json_output.maybe(done.token),
        "promoted": json_output.tokens(done.promoted),
        "preempted": json_output.tokens(done.preempted),
        **(json_output.week(done.week) if done.week else {}),
    }


def _clock(f: Fields, _: Actor) -> Fields:
    clock.set_local(f["at"])
    return {"at": f["at"]}


def _slots(f: Fields, _: Actor) -> Fields:
    return {"slots": [json_output.slot(slot) for slot in queues.slots(f.get("doctor"), f.get("day"))]}


def _add_template(f: Fields, actor: Actor) -> Fields:
    asked = Weekly(f["weekday"], f["start"], f["end"], f["capacity"], f["from"], f.get("to"))
    return json_output.template(templates.add(f["doctor"], asked, actor))


VERBS: dict[str, Verb] = {
    "add-doctor": Verb(
        lambda f, a: json_output.doctor(doctors.add(f["name"], f.get("department"), f.get("room"), a)),
        {"name": str},
        {"department": str, "room": str},
    ),
    "add-slot": Verb(_new_slot, {"doctor": int, "start": str, "end": str, "capacity": int}, {}),
    "set-capacity": Verb(_set_capacity, {"slot": int, "capacity": int}, {}),
    "add-patient": Verb(lambda f, a: json_output.patient(records.register(NewPatient(**f), a)), *_PATIENT),
    "find-patient": Verb(_find_patient, {"text": str}, {"limit": int}),
    "book": Verb(_book, {"slot": int, "source": str}, {"patient_id": int, "patient": dict, "request": str}),
    "preview": Verb(_preview, {"slot": int, "source": str}, {"patient_id": int}),
    "alternatives": Verb(
        lambda f, a: {"alternatives": json_output.alternatives(alternatives.of_token(f["token"]))}, {"token": int}, {}
    ),
    "cancel": Verb(_cancel, {"token": int}, {"reason": str}),
    "no-show": Verb(_no_show, {"token": int}, {}),
    "complete": Verb(lambda f, a: {"token": json_output.token(visits.complete(f["token"], a))}, {"token": int}, {}),
    "arrive": Verb(lambda f, a: {"token": json_output.token(visits.arrive(f["token"], a))}, {"token": int}, {}),
    "call": Verb(_call, {}, {"slot": int, "token": int}),
    "set-source": Verb(_set_source, {"token": int, "source": str}, {}),
    "move": Verb(_move, {"token": int, "slot": int}, {}),
    "undo": Verb(_undo, {}, {"token": int}),
    "doctors": Verb(lambda f, a: {"doctors": [json_output.doctor(d) for d in doctors.all_doctors()]}, {}, {}),
    "slots": Verb(_slots, {}, {"doctor": int, "day": str}),
    "slot": Verb(lambda f, a: json_output.slot(queues.slot(f["slot"])), {"slot": int}, {}),
    "tokens": Verb(lambda f, a: {"tokens": json_output.tokens(queues.tokens(f.get("day")))}, {}, {"day": str}),
    "log": Verb(lambda f, a: {"events": [json_output.event(e) for e in log.of_token(f["token"])]}, {"token": int}, {}),
    "add-template": Verb(
        _add_template,
        {"doctor": int, "weekday": str, "start": str, "end": str, "capacity": int, "from": str},
        {"to": str},
    ),
    "open-days": Verb(lambda f, a: {"slots": opening.open_days(f["until"], a).slots}, {"until": str}, {}),
    "close-slot": Verb(
        lambda f, a: {"unplaced": json_output.tokens(closing.close(f["slot"], a).unplaced)}, {"slot": int}, {}
    ),
    "unresolved": Verb(
        lambda f, a: {"tokens": json_output.tokens(unresolved.tokens(f["before"]))}, {"before": str}, {}
    ),
    "clock": Verb(_clock, {"at": str}, {}),
}
