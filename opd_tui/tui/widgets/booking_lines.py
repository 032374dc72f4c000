"""What the booking form says below its fields, as paragraphs."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rich.style import Style

from opd_tui import sentences
from opd_tui.name_words import begins, fold
from opd_tui.names import shown
from opd_tui.phones import digits_of
from opd_tui.tui.widgets.bars import BOLD
from opd_tui.tui.widgets.cells import PLAIN
from opd_tui.tui.widgets.form import Paragraph
from opd_tui.views import Alternative, Booked, Patient, Preview, SlotHead


def outlook(would: Preview) -> list[Paragraph]:
    """What will happen, why as a follow-up, and when."""
    lines: list[Paragraph] = [(f"→ {sentences.preview(would)}", BOLD)]
    if would.why_source:
        letter = would.source_given[:1].lower()
        lines.append((f"{shown(would.why_source)}. {letter} puts {would.source_given} back", PLAIN))
    lines.append((sentences.expected(would.expected, would.status), PLAIN))
    return [line for line in lines if line[0]]


def places(would: Preview, narrow: bool) -> list[Paragraph]:
    """The better places, each with the key that takes it; narrow, of the expected time only from when."""
    return [
        (f"{key} {_place(place, would.slot, narrow)}", PLAIN) for key, place in enumerate(would.alternatives, start=1)
    ]


def _place(place: Alternative, slot: SlotHead, narrow: bool) -> str:
    """When, with whom if that is somebody else, how many seats are free or how many wait before, and the time that
    the patient would be called in.
    """
    day, time = place.start[:10], place.start[11:]
    when = time if day == slot.day else f"{day[8:]}/{day[5:7]} {time}"
    whom = f" {sentences.short(place.doctor_name, 9)}" if place.doctor != slot.doctor else ""
    seats = f"{place.free} free" if place.free > 0 else f"{place.ahead} before"
    called = f", ~{place.expected.label[: 5 if narrow else None]}" if place.expected else ""
    return f"{when}{whom} {seats}{called}"


def known_patient(known: Patient, picked: bool) -> Paragraph:
    """A patient who may be meant."""
    text = f"{'▸' if picked else ' '}{sentences.short(known.name, 18)} {shown(known.phone or '')}"
    return text, Style(reverse=True) if picked else PLAIN


def result(done: Booked, position: int, slot: SlotHead | None) -> Sequence[Paragraph]:
    """The number, where and when, and whom it moved."""
    token = done.token
    place = "a seat" if token.status == "ACTIVE" else f"waiting, {sentences.ordinal(position)}"
    head = f"№{token.number} · {sentences.short(slot.doctor_name)} · {slot.start[11:]} · {place}" if slot else ""
    lines: list[Paragraph] = [
        ("", None),
        (head, BOLD),
        (f"{sentences.short(token.patient_name)} · {token.source}", PLAIN),
        (sentences.expected(token.expected, token.status), PLAIN),
    ]
    if done.why_source:
        lines.append((shown(done.why_source), PLAIN))
    if done.opened:
        lines += [("", None), (sentences.opened(done), PLAIN)]
    if done.preempted:
        lines += [("", None), (f"{sentences.who(done.preempted)} is waiting now.", PLAIN)]
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
