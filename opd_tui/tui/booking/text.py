"""What the booking form says below its fields, as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.style import Style

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.name_search import begins, fold
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.phones import digits_of
from opd_tui.domain.previews import Preview
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_tokens
from opd_tui.tui.widgets.entry_form import Paragraph
from opd_tui.tui.widgets.styles import BOLD, PLAIN


def outlook(would: Preview) -> Paragraph:
    """What will happen."""
    return f"→ {about_tokens.preview(would)}", BOLD


def reasons(would: Preview) -> list[Paragraph]:
    """Why as a follow-up, and when."""
    lines: list[Paragraph] = []
    if would.why_source:
        letter = would.source_given[:1].lower()
        lines.append((f"{shown(would.why_source)}. {letter} puts {would.source_given} back", PLAIN))
    lines.append((about_tokens.expected(would.expected, would.status), PLAIN))
    return [line for line in lines if line[0]]


def places(would: Preview, width: int, narrow: bool, *, crowded: bool) -> list[Paragraph]:
    """The better places, each with the key that takes it; narrow, of the expected time only from when.

    Where the form is `crowded` each has one line of that `width`: first the time is left out, then the name is cut.
    """
    lines: list[Paragraph] = []
    for key, place in enumerate(would.alternatives, start=1):
        when, whom, seats, called = _place(place, would.slot)
        whole = f"{key} {when}{f' {about_tokens.short(whom, 9)}' if whom else ''} {seats}"
        line = f"{whole}, ~{called[: 5 if narrow else None]}" if called else whole
        if crowded and len(line) > width:
            room = width - len(f"{key} {when}  {seats}")
            name = whom.removeprefix("Dr ")
            line = whole if len(whole) <= width else f"{key} {when} {about_tokens.short(name, max(2, room))} {seats}"
        lines.append((line, PLAIN))
    return lines


def _place(place: Alternative, slot: SlotSummary) -> tuple[str, str, str, str]:
    """When, with whom if that is somebody else, how many seats are free or how many wait before, and the time that
    the patient would be called in.
    """
    day, time = place.start[:10], place.start[11:]
    when = time if day == slot.day else f"{day[8:]}/{day[5:7]} {time}"
    whom = shown(place.doctor_name) if place.doctor != slot.doctor else ""
    seats = f"{place.free} free" if place.free > 0 else f"{place.ahead} before"
    return when, whom, seats, place.expected.label if place.expected else ""


def known_patient(known: Patient, picked: bool) -> Paragraph:
    """A patient who may be meant."""
    text = f"{'▸' if picked else ' '}{about_tokens.short(known.name, 18)} {shown(known.phone or '')}"
    return text, Style(reverse=True) if picked else PLAIN


def result(done: Booked, position: int, slot: SlotSummary | None) -> Sequence[Paragraph]:
    """The number, where and when, and whom it moved."""
    token = done.token
    place = "a seat" if token.status == "ACTIVE" else f"waiting, {about_tokens.ordinal(position)}"
    head = f"№{token.number} · {about_tokens.short(slot.doctor_name)} · {slot.start[11:]} · {place}" if slot else ""
    lines: list[Paragraph] = [
        ("", None),
        (head, BOLD),
        (f"{about_tokens.short(token.patient_name)} · {token.source}", PLAIN),
        (about_tokens.expected(token.expected, token.status), PLAIN),
    ]
    if done.why_source:
        lines.append((shown(done.why_source), PLAIN))
    if done.opened:
        lines += [("", None), (about_tokens.opened(done), PLAIN)]
    if done.preempted:
        lines += [("", None), (f"{about_tokens.who(done.preempted)} is waiting now.", PLAIN)]
    return lines


def is_meant(known: Patient, name: str, phone: str) -> bool:
    """Whether the fields say that it is this one: by words or beginnings of words of the name without a slip, by the
    hospital number or the end of the phone, and nothing in them speaks against it.
    """
    name, digits = name.strip(), digits_of(phone)
    if digits and not _ends(known, digits):
        return False
    if not name:
        return digits is not None
    numbered = name.casefold() == (known.mrn or "").casefold()
    by_phone = is_number(name) and _ends(known, digits_of(name) or "")
    words = fold(name).split()
    return numbered or by_phone or bool(words and begins(fold(known.name), words))


def _ends(known: Patient, digits: str) -> bool:
    """Whether the patient's phone ends so, typed with or without what is dialled before it."""
    whole, digits = digits_of(known.phone) or "", digits.lstrip("0")
    return bool(whole and digits) and (whole.endswith(digits) or (len(whole) > 7 and digits.endswith(whole)))


def is_number(text: str) -> bool:
    """Whether a text holds digits and no letter: a number, and nobody's name."""
    return bool(re.search(r"\d", text)) and not re.search(r"[^\W\d_]", text)
