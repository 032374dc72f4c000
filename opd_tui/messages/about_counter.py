"""The sentences of the entry at the counter: what was understood, who is meant, and what Enter does."""

from __future__ import annotations

from opd_tui.domain.counter import Bookable, Held, Known, WithDoctor
from opd_tui.domain.names import shown
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.typed_patient import TypedPatient
from opd_tui.messages.about_patients import age_and_sex, visited
from opd_tui.messages.about_tokens import counted, person, short

NOBODY_TYPED = "Type a name, phone or hospital number."
SEVERAL = "Several patients match. ↓ to choose; Enter again registers a new patient."
SEARCHED = "Enter again to go on."
"""Said after an Enter that came from a scanner: it ends the search and does nothing else."""
REGISTER_NEW = "register as new instead"
REGISTERED = "Registered patient"


def understood(typed: TypedPatient) -> tuple[tuple[str, str], ...]:
    """What was understood, field by field: a label and a value each."""
    age = "" if typed.age is None else str(typed.age)
    born = "" if typed.year_of_birth is None else str(typed.year_of_birth)
    fields = (
        ("Name", typed.name),
        ("Phone", typed.phone),
        ("Number", typed.digits),
        ("Hospital no.", typed.mrn),
        ("Age", age),
        ("Born", born),
        ("Sex", typed.sex or ""),
        ("Doctor", typed.doctor or ""),
        ("Not clear", " ".join(typed.unclear)),
    )
    return tuple((label, shown(value)) for label, value in fields if value)


def one_of_several(known: Known, today: str) -> str:
    """A patient in a list of namesakes: Asha Patil 46F A-17 98200 12345, seen 12 Nov, №3 10:00."""
    patient = known.patient
    parts = [person(patient.name), age_and_sex(patient, today), shown(patient.mrn or "")]
    parts += [short(phone) for phone in patient.phones]
    text = " ".join(filter(None, parts))
    if known.last:
        text += f", seen {visited(known.last.start[:10], today)}"
    return text + "".join(f", №{held.token.number} {held.slot.start[11:]}" for held in known.today)


def registered(known: Known, today: str, *, brief: bool = False) -> str:
    """The patient whom the booking is for, and the last visit unless it is to be `brief`."""
    patient = known.patient
    parts = [person(patient.name), age_and_sex(patient, today), shown(patient.mrn or ""), *map(short, patient.phones)]
    last = None if brief else known.last
    seen = f"seen {visited(last.start[:10], today)} by {short(last.doctor_name)}" if last else ""
    return f"{REGISTERED}: {' · '.join(filter(None, (*parts, seen)))}"


def more(number: int, *, many: bool) -> str:
    """How many more match than are shown."""
    least = "At least " if many else ""
    return f"{least}{number} more match{'es' if number == 1 and not many else ''}: type more."


def check_in(held: Held) -> str:
    """Offered to who holds a token today."""
    return f"check in №{held.token.number}, {with_doctor(held.slot)}"


def is_here(held: Held) -> str:
    """Said of who holds a token today and is checked in."""
    where = "in the room" if held.token.called else "checked in already"
    return f"№{held.token.number} is {where}, {with_doctor(held.slot)}"


def not_yet(held: Held) -> str:
    """Said of a token of which the check-in has not begun."""
    return f"№{held.token.number} {with_doctor(held.slot)}"


def book(slot: SlotSummary) -> str:
    """Offered besides: a token in the chosen slot."""
    return f"book {with_doctor(slot)}"


def with_doctor(slot: SlotSummary) -> str:
    """Dr Rao 09:00."""
    return f"{short(slot.doctor_name, 18)} {slot.start[11:]}"


def doctor(found: WithDoctor, today: str) -> str:
    """A doctor among those who match, with the next slot that takes bookings."""
    if found.slot is None:
        return f"{short(found.doctor.name, 18)}: no slot"
    day = "" if found.slot.day == today else f"{found.slot.day[8:]}/{found.slot.day[5:7]} "
    seats = "full" if found.slot.free <= 0 else f"{found.slot.free} free"
    return f"{short(found.doctor.name, 18)} {day}{found.slot.start[11:]} {seats}"


def no_doctor(typed: str) -> str:
    """Said where no doctor begins so, or none of them has a slot."""
    return f"No doctor @{shown(typed)} has a slot that takes bookings."


def instead(found: Bookable) -> str:
    """Why the entry opened on another slot than the chosen one; "" where it did not."""
    chosen, slot = found.instead_of, found.slot
    if chosen is None or slot is None:
        return ""
    why = "has ended" if found.ended else f"is closed{found.why}"
    other = f"{short(slot.doctor_name, 18)} " if slot.doctor != chosen.doctor else ""
    day = "" if slot.day == chosen.day else f"{slot.day[8:]}/{slot.day[5:7]} "
    return f"{short(chosen.doctor_name, 18)} {chosen.start[11:]} {why}. Next: {other}{day}{slot.start[11:]}"


def nothing_bookable(found: Bookable) -> str:
    """Said where no slot takes bookings."""
    why = ""
    if chosen := found.instead_of:
        why = f"{short(chosen.label, 40)} {'has ended' if found.ended else f'is closed{found.why}'}. "
    return f"{why}No later slot takes bookings: S adds a slot, T a weekly schedule."


def nobody_has(typed: TypedPatient) -> str:
    """Said where no patient has the typed number."""
    number = shown(typed.numbers[0]) if typed.numbers else ""
    what = "the phone" if typed.phones else "the hospital number" if typed.mrn else "the number"
    return f"No patient has {what} {number}"


def name_needed(typed: TypedPatient, known: int) -> str:
    """Why Enter does nothing with a number alone."""
    if known > 1:
        return f"{counted(known, 'patient')} may be meant. ↓ to choose, or type more."
    return f"{nobody_has(typed)}. Type the name to register a new patient." if not known else "↓ to choose the patient."


def no_whole_phone(digits: str) -> str:
    """Why a new patient is not registered with these digits."""
    return f"{digits} is not a whole phone number. Type all of it, or #{digits} for a hospital number."


def unclear(words: tuple[str, ...]) -> str:
    """What could not be read."""
    return f'"{shown(" ".join(words))}" is not clear: correct it, or leave it out.'


def come_back(held: Held) -> str:
    """Offered to who became a no-show by itself and stands at the counter now."""
    return f"back in the queue as №{held.token.number}, {with_doctor(held.slot)} (no-show)"


def checked_in_at_counter(token: Token, slot: SlotSummary, *, back: bool = False) -> str:
    """A check-in from the entry; `back`: of who had become a no-show by itself."""
    waits = "on the waiting list" if token.status == "WAITING" else "checked in"
    waits = f"back in the queue, {waits}" if back else waits
    return f"№{token.number} {person(token.patient_name)}: {waits}, {with_doctor(slot)}."
