"""The sentences of the desk: what happened and why, from views alone. Plain text; whoever shows it keeps it plain."""

from __future__ import annotations

from datetime import date
from typing import Any

from opd_tui.names import shown
from opd_tui.views import (
    Booked,
    Elsewhere,
    Event,
    Expected,
    Freed,
    Merged,
    Moved,
    Patient,
    PatientCard,
    Preview,
    Resized,
    Resourced,
    SlotHead,
    Token,
    Undoable,
    Undone,
)
from opd_tui.views_days import HolidayMade, HolidayRemoved, Placed, Settled, TemplateChanged

_ORDINALS = (
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
)

ENDED = {"CANCELLED": "cancelled", "NO_SHOW": "a no-show", "COMPLETED": "completed"}


def ordinal(position: int) -> str:
    """first … tenth, then 11th, 21st, 102nd."""
    if position < len(_ORDINALS):
        return _ORDINALS[position]
    tail = "th" if position % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
    return f"{position}{tail}"


def short(name: str, longest: int = 24) -> str:
    """A name fit for a sentence: harmless, and cut with … where it is very long."""
    name = shown(name)
    return name if len(name) <= longest else name[: longest - 1] + "…"


def who(token: Token) -> str:
    """№14 Ravi Kumar."""
    return f"№{token.number} {short(token.patient_name)}"


def preview(would: Preview) -> str:
    """What a booking would do, before it is made."""
    slot = would.slot
    if would.promoted:
        return f"opens a seat: {who(would.promoted)} gets it; will wait, {ordinal(would.position)}"
    if would.opened:
        return f"opens a seat: {slot.taken + 1} of {slot.capacity + 1}"
    if would.gives_way:
        return f"{who(would.gives_way)} ({would.gives_way.source}) will move to waiting"
    if would.status == "ACTIVE":
        return f"a seat: {slot.taken + 1} of {slot.capacity}"
    return f"will wait, {ordinal(would.position)}"


def expected(when: Expected | None, status: str) -> str:
    """When somebody will probably be called in; "" where it cannot be told."""
    if when is None:
        return ""
    return f"expected {when.label}{', if a seat comes free' if status == 'WAITING' else ''}"


def elsewhere(tokens: tuple[Elsewhere, ...]) -> str:
    """A patient's tokens at the same time with somebody else."""
    held = ", ".join(f"№{t.number} {short(t.doctor_name)} {t.start[11:]}" for t in tokens)
    return f"Also holds {held}" if held else ""


def booked(done: Booked, position: int) -> str:
    """A booking, and whom it moved."""
    token = done.token
    again = " (booked before, nothing was booked twice)" if done.replayed else ""
    if done.promoted:
        return f"{opened(done)} {who(token)} waits, {ordinal(position)}."
    if done.opened:
        return opened(done)
    if done.preempted:
        return f"{who(done.preempted)} is waiting: {who(token)} came as {token.source}.{again}"
    if token.status == "WAITING":
        return f"{who(token)} waits, {ordinal(position)}: no seat is left for {token.source}.{again}"
    return f"{who(token)} has a seat.{again}"


def opened(done: Booked) -> str:
    """The seat that was opened with a booking, and who got it."""
    return f"A seat was opened: {who(done.promoted or done.token)} has it."


def freed(done: Freed, seat_was_held: bool) -> str:
    """A cancellation or no-show, and who got the seat."""
    left = f"{who(done.token)} is {ENDED[done.token.status]}"
    if done.promoted:
        return f"{left}; {who(done.promoted)} has the seat."
    return f"{left}; the seat is free." if seat_was_held else f"{left}; nobody moved, it was waiting."


def completed(token: Token) -> str:
    """The end of a consultation."""
    return f"{who(token)} is completed; the seat stays used."


def called(token: Token | None, slot: SlotHead) -> str:
    """Who was called in."""
    if token is None:
        return f"Nobody is left to call in {short(slot.label, 40)}."
    return f"{who(token)} is called in."


def ask_to_call(token: Token) -> str:
    """Asked before one is called who is not there, as far as the desk knows."""
    return f"{who(token)} has not arrived. Is the patient here, to be called in?"


def arrived(token: Token) -> str:
    """Who came, and when they may expect to be called in."""
    if token.status == "WAITING":
        return f"{who(token)} is here, and waits for a seat."
    return f"{who(token)} is here."


def resourced(done: Resourced) -> str:
    """Another source, and who moved by it."""
    parts = [f"{who(done.token)} is {done.token.source} now"]
    if done.promoted:
        parts.append(f"{who(done.promoted)} has a seat")
    if done.preempted:
        parts.append(f"{who(done.preempted)} is waiting")
    return "; ".join(parts) + "."


def moved(done: Moved) -> str:
    """A token in another slot, and who moved by it."""
    slot = done.slot
    place = "has a seat" if done.token.status == "ACTIVE" else "waits"
    told = f"{who(done.token)} {place} with {short(slot.label, 40)}{day_of(slot.start)}"
    return told + _moved(_one(done.promoted), _one(done.preempted)) + "."


def day_of(start: str) -> str:
    """The day of a slot for a sentence: " on Tue 24 Nov"."""
    return f" on {date.fromisoformat(start[:10]):%a %d %b}"


def _one(token: Token | None) -> tuple[Token, ...]:
    return (token,) if token else ()


def resized(done: Resized) -> str:
    """Seats opened or closed, and who moved by it."""
    head = done.slot.head
    return f"{short(head.label, 40)} seats {head.capacity}{_moved(done.promoted, done.preempted)}."


def settled(done: Settled) -> str:
    """What became of tokens of slots that have ended."""
    first = done.tokens[0]
    others = f" and {len(done.tokens) - 1} other(s)" if len(done.tokens) > 1 else ""
    return f"{who(first)}{others}: {ENDED[first.status]}{_moved(done.promoted, ())}."


def template_changed(done: TemplateChanged) -> str:
    """A changed weekly slot: the days that followed, and those that stay because they have tokens."""
    kept = f"; as they were: {_days(done.kept)}" if done.kept else ""
    return f"Changed; {done.followed} day(s) ahead followed{kept}."


def holiday_made(done: HolidayMade) -> str:
    """A new holiday: what closed, and what stays open because patients are booked there."""
    kept = f"; still open, with patients: {_days(done.kept)}" if done.kept else ""
    return f"{done.holiday.day} is a holiday; {len(done.closed)} slot(s) closed{kept}."


def holiday_removed(done: HolidayRemoved) -> str:
    """A day that is no holiday any more."""
    return f"{done.holiday.day} is no holiday any more; {len(done.reopened)} slot(s) open again."


def _days(slots: tuple[SlotHead, ...], most: int = 4) -> str:
    names = [f"{slot.day[8:]}/{slot.day[5:7]} {slot.start[11:]} {short(slot.doctor_name, 16)}" for slot in slots[:most]]
    return ", ".join(names) + (f" and {len(slots) - most} more" if len(slots) > most else "")


def placed(done: Placed) -> str:
    """Where a patient of a doctor who leaves stands now, and whether that is another place than proposed."""
    if done.slot is None:
        return f"{who(done.token)} was not moved: another desk took the last seat there is. Phone the patient."
    why = "another desk took the seat meanwhile; " if done.otherwise else ""
    shut_too = f" {shut(done.closed)}" if done.closed else ""
    return f"{why}{who(done.token)} has a seat: {short(done.slot.label, 40)} on {done.slot.day}.{shut_too}"


def all_placed(done: tuple[Placed, ...], closed: int, left: int, problems: list[str]) -> str:
    """What came of moving everybody: how many have a seat, who got another than proposed, who is left to be phoned."""
    seated = [each for each in done if each.slot]
    other = [who(each.token) for each in seated if each.otherwise]
    parts = [f"{len(seated)} moved, {closed} slot(s) closed"]
    if other:
        parts.append(f"another desk took a seat meanwhile, so the next best for {', '.join(other[:4])}")
    if left:
        parts.append(f"{left} left to phone")
    return "; ".join(parts) + "." + (f" {problems[0]}" if problems else "")


def shut(slot: SlotHead) -> str:
    """A slot that was closed, or opened again."""
    return f"{short(slot.label, 40)} is {'closed: it takes no patients' if slot.closed else 'open again'}."


def will_undo(last: Undoable, today: str) -> str:
    """What an undo would put back, asked before it is done: of whom and where, and on which day if not `today`."""
    if last.patient is not None:
        return f"Undo {_of_record(last.action, last.before)} of {short(last.patient.name)} by {short(last.actor)}?"
    if last.token is None and last.slot is not None:
        day = _other_day(last.slot, today)
        return f"Undo {_slot_change(last)} of {short(last.slot.label, 40)}{day} by {short(last.actor)}?"
    what = {
        "book": "the booking (it will be cancelled)",
        "set-source": f"the change of source from {last.before.get('source')}",
        "move": f"the move (back to №{last.before.get('number')} where it was)",
    }.get(last.action, f"the {last.action}")
    whom = who(last.token) if last.token else "it"
    if last.slot:
        whom += f", {short(last.slot.doctor_name, 16)} {last.slot.start[11:]}{_other_day(last.slot, today)},"
    return f"Undo {what} of {whom} by {short(last.actor)}?"


def _other_day(slot: SlotHead, today: str) -> str:
    return "" if slot.day == today else day_of(slot.start)


def _of_record(action: str, fields: dict[str, Any]) -> str:
    """What was done to a patient's record."""
    if action == "merge":
        return "the merge"
    return f"the correction ({', '.join(FIELDS.get(field, field) for field in fields)})"


FIELDS = {
    "name": "name",
    "phone": "phone",
    "mrn": "hospital number",
    "year_of_birth": "year of birth",
    "sex": "sex",
    "notes": "notes",
}
"""The fields of a patient's record in words."""


def identified(patient: Patient) -> str:
    """A patient among namesakes: Asha Patil (98200 12345, A-17, born 1980)."""
    born = f"born {patient.year_of_birth}" if patient.year_of_birth else ""
    known = [short(part) for part in (patient.phone, patient.mrn, born) if part]
    return f"{short(patient.name)} ({', '.join(known)})" if known else short(patient.name)


def likely_same(patients: tuple[Patient, ...]) -> str:
    """Pointed out before a second record is made."""
    known = "; ".join(identified(patient) for patient in patients)
    return f"Likely registered already: {known}."


def registered(patient: Patient) -> str:
    """A new record."""
    return f"{identified(patient)} is registered."


def will_merge(kept: PatientCard, gone: PatientCard) -> str:
    """Asked before two records become one."""
    tokens = len(gone.live) + gone.seen + gone.no_shows + gone.cancelled
    return (
        f"Merge {identified(gone.patient)} with {tokens} token(s) into {identified(kept.patient)}? One record stays;"
        " u takes it back."
    )


def merged(done: Merged) -> str:
    """Two records made one."""
    tokens = {0: "it had no tokens", 1: "1 token moved over"}.get(
        len(done.tokens), f"{len(done.tokens)} tokens moved over"
    )
    return f"{short(done.gone.name)} is merged into {short(done.kept.name)}; {tokens}."


def _slot_change(last: Undoable) -> str:
    match last.action:
        case "close-slot":
            return "the closing"
        case "reopen-slot":
            return "the reopening"
        case "set-late":
            return f"the lateness ({last.before['late_minutes']} → {last.after['late_minutes']} min)"
    return f"the change of seats ({last.before['capacity']} → {last.after['capacity']})"


def undone(done: Undone) -> str:
    """What was put back, and who moved by it."""
    if done.patient is not None:
        what = "the merge into" if done.undone == "merge" else "the correction of"
        return f"Undone: {what} {short(done.patient.name)}."
    if done.token is None:
        slot = done.slot
        what = _slot_as_it_is(done.undone, slot) if slot else "the seats"
        return f"Undone: {what}{_moved(done.promoted, done.preempted)}."
    token = done.token
    now = {"ACTIVE": "has a seat", "WAITING": "is waiting"}.get(token.status, f"is {token.status.lower()}")
    others = [t for t in done.promoted if t.id != token.id], [t for t in done.preempted if t.id != token.id]
    return f"Undone: {done.undone} of {who(token)}, who {now}{_moved(tuple(others[0]), tuple(others[1]))}."


def _slot_as_it_is(action: str, slot: SlotHead) -> str:
    label = short(slot.label, 40)
    match action:
        case "close-slot" | "reopen-slot":
            return f"{label} is {'closed' if slot.closed else 'open'}"
        case "set-late":
            return f"{label} is {slot.late_minutes} min late"
    return f"the seats of {label}: {slot.capacity}"


def _moved(promoted: tuple[Token, ...], preempted: tuple[Token, ...]) -> str:
    parts = []
    for tokens, what in ((promoted, "has a seat"), (preempted, "is waiting")):
        if len(tokens) == 1:
            parts.append(f"; {who(tokens[0])} {what}")
        elif tokens:
            several = {"has a seat": "have seats", "is waiting": "are waiting"}[what]
            parts.append(f"; {', '.join(f'№{t.number}' for t in tokens[:8])} {several}")
    return "".join(parts)


def event(e: Event) -> str:
    """One line of the log in words, without who and when."""
    detail = e.detail
    to, why = detail.get("to", {}), str(detail.get("why", ""))
    by = f"№{e.cause_number} {short(e.cause_name or '')} ({e.cause_source})" if e.cause_number else ""
    reason = f": {short(str(detail['reason']), 80)}" if detail.get("reason") else ""
    match e.action:
        case "book":
            place = "a seat" if to.get("status") == "ACTIVE" else "waiting"
            return f"booked as {to.get('source')}, {place}{', at the desk' if to.get('arrived_at') else ''}"
        case "preempt":
            return f"moved to waiting, {_because(why, by)}"
        case "promote":
            return f"got a seat, {_because(why, by)}"
        case "cancel":
            return f"cancelled{reason}"
        case "no-show":
            return "did not come"
        case "complete":
            return "completed"
        case "call":
            return "called in"
        case "arrive":
            return "arrived"
        case "move":
            there, here = (short(end, 40) for end in detail.get("ends", ("?", "?")))
            return f"moved from {there} (№{detail.get('from', {}).get('number')}) to {here} (№{to.get('number')})"
        case "set-source":
            return f"source {detail.get('from', {}).get('source')} → {to.get('source')}"
        case "undo":
            now = f", now {to['status'].lower().replace('_', '-')}" if "status" in to else ""
            return f"{why or 'seats'} undone{now}"
        case "set-capacity":
            return f"seats {detail.get('from', {}).get('capacity')} → {to.get('capacity')}"
    return _event_of_record(e)


def _event_of_record(e: Event) -> str:
    """One line of the log about a patient's record."""
    match e.action:
        case "add-patient":
            return "registered"
        case "correct-patient":
            before, after = e.detail["from"], e.detail["to"]
            changes = (f"{FIELDS.get(f, f)} {_value(before[f])} → {_value(after[f])}" for f in after)
            return f"corrected: {', '.join(changes)}"
        case "merge":
            tokens = len(e.detail.get("tokens", ()))
            return f"{short(str(e.detail.get('merged_name')))} merged into this record, {tokens} token(s) moved over"
    return _SLOT_EVENTS.get(e.action, e.action).format(**e.detail.get("to", {}))


_SLOT_EVENTS = {
    "close-slot": "the slot was closed",
    "reopen-slot": "the slot was opened again",
    "holiday-close": "the slot was closed, a holiday",
    "holiday-reopen": "the slot was opened again, no holiday any more",
    "set-late": "the doctor is {late_minutes} min late",
}


def _value(value: object) -> str:
    return short(str(value), 40) if value not in (None, "") else "–"


def _because(why: str, by: str) -> str:
    return {
        "book": f"{by} came" if by else "somebody came",
        "cancel": f"{by} cancelled",
        "no-show": f"{by} did not come",
        "set-capacity": "the number of seats changed",
        "set-source": f"the source of {by} changed" if by else "its source changed",
        "move": f"{by} was moved",
        "undo": f"{by} came back by undo" if by else "a change of seats was undone",
    }.get(why, why)


def news(events: tuple[Event, ...]) -> str:
    """What another desk just did, in one line; "" for nothing."""
    if not events:
        return ""
    told = []
    for e in events[-3:]:
        name = f"№{e.number} {short(e.patient_name or '', 18)} " if e.number else ""
        told.append(f"{name}{event(e)}")
    return f"{short(events[-1].actor)}: {'; '.join(told)}."
