"""What the booking form says below its fields, as paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.names import shown
from opd_tui.domain.patients import Patient
from opd_tui.domain.previews import Preview
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_tokens
from opd_tui.tui.booking.patient_finder import PatientFinder
from opd_tui.tui.booking.preview import Outlook
from opd_tui.tui.widgets.entry_form import Paragraph
from opd_tui.tui.widgets.styles import BOLD, DIM, PLAIN, WRONG


def lines(
    finder: PatientFinder,
    outlook: Outlook,
    waiting: str,
    error: str,
    typed: tuple[str, str],
    width: int,
    *,
    narrow: bool,
    crowded: bool,
) -> list[Paragraph]:
    """All that the form has to say while it is filled in. `crowded`: in as few lines of that `width` as it can be."""
    would = outlook.would
    said: list[Paragraph] = [(waiting, BOLD)] if waiting else []
    if error:  # first: on a small screen not everything fits
        said.append((f"! {error}", WRONG))
    if would:
        said.append(what_happens(would))
        if outlook.may_open_seat:
            said.append(("+ opens none after all" if would.opened else "No seat for it: + opens one", PLAIN))
        why, better = reasons(would), places(would, width, narrow, crowded=crowded) if not finder.known else []
        said += [*better, *why] if crowded else [*why, *better]
    return said + whom(finder, typed)


def whom(finder: PatientFinder, typed: tuple[str, str]) -> list[Paragraph]:
    """Who is meant, or may be."""
    said: list[Paragraph] = []
    if patient := finder.patient:
        number = f" {shown(patient.phone)}" if patient.phone else ""
        said.append((f"Known patient:{number} (n: somebody new)", DIM))
    if finder.elsewhere:
        said.append((about_tokens.elsewhere(finder.elsewhere), WRONG))
    if finder.unknown and not patient:
        said.append((f"Nobody is known by {shown(finder.unknown)}", DIM))
    if finder.known and not patient:
        said.append(("Known (Enter picks):" if finder.only_one_meant(*typed) else "Known (↓ picks):", DIM))
        said += [known_patient(each, i == finder.picked) for i, each in enumerate(finder.known)]
    return said


def what_happens(would: Preview) -> Paragraph:
    """What will happen."""
    return f"→ {about_tokens.preview(would)}", BOLD


def reasons(would: Preview) -> list[Paragraph]:
    """Why as a follow-up, and when."""
    lines: list[Paragraph] = []
    if would.why_source and would.source_given:
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
