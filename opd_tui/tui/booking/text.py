"""What the booking form says below its fields, as paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style

from opd_tui.domain.alternatives import Alternative
from opd_tui.domain.names import shown
from opd_tui.domain.previews import Preview
from opd_tui.domain.results import Booked
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_counter, about_tokens
from opd_tui.runtime import clock
from opd_tui.tui.booking.offers import BookHere, CheckIn, ComeBack, Offer, Pick, TakeDoctor, TakePlace
from opd_tui.tui.booking.patient_finder import PatientFinder
from opd_tui.tui.widgets.entry_form import Paragraph
from opd_tui.tui.widgets.styles import BOLD, DIM, PLAIN, WRONG

if TYPE_CHECKING:
    from opd_tui.tui.booking.draft import Draft

MAX_LISTED, MAX_LISTED_NARROW = 10, 5
"""How many namesakes are listed."""


def lines(draft: Draft, waiting: str, width: int, *, narrow: bool, crowded: bool) -> list[Paragraph]:
    """All that the form has to say while it is filled in. `crowded`: in as few lines of that `width` as it can be."""
    finder, outlook = draft.finder, draft.outlook
    would = outlook.would
    said: list[Paragraph] = [(waiting, BOLD)] if waiting else []
    if draft.error:  # first: on a small screen not everything fits
        said.append((f"! {draft.error}", WRONG))
    if draft.note:
        said.append((draft.note, BOLD))
    if draft.no_doctor:
        said.append((draft.no_doctor, WRONG))
    said += whom(finder, clock.today(), narrow=narrow, brief=crowded and bool(would and would.why_source))
    lines, at = draft.offers.lines, draft.at
    acts = [each for each in lines if isinstance(each, CheckIn | BookHere | ComeBack)]
    if any(isinstance(act, CheckIn | ComeBack) for act in acts):
        said += [_act(act, draft, chosen=act is lines[at]) for act in acts]
    elif would:
        said.append(what_happens(would, chosen=len(lines) > 1 and draft.offer == BookHere()))
    if would and outlook.may_open_seat:
        said.append(("+ again: do not add a seat" if would.opened else "No seat left. +: add one", PLAIN))
    if would and not any(isinstance(each, Pick) for each in lines):
        said += reasons(would)
    rest = [(i, each) for i, each in enumerate(lines) if not isinstance(each, CheckIn | BookHere | ComeBack)]
    most = MAX_LISTED_NARROW if narrow else MAX_LISTED
    if any(isinstance(each, Pick) for each in lines):
        said.append(("Registered (Enter picks):" if at == 0 else "Registered (↓ to choose):", DIM))
    for i, offer in rest[:most] if not draft.chosen or at < most else rest[at - most + 1 : at + 1]:
        said.append(_listed(offer, draft, width, narrow=narrow, crowded=crowded, chosen=i == at))
    hidden = max(0, len(finder.known) - most) + finder.answer.more
    if hidden and not finder.patient:
        said.append((about_counter.more(hidden, many=finder.answer.many), DIM))
    return said


def whom(finder: PatientFinder, today: str, *, narrow: bool, brief: bool) -> list[Paragraph]:
    """What was understood, and who is meant; `brief`: without the last visit, which stands below."""
    said: list[Paragraph] = []
    fields = about_counter.understood(finder.typed)
    if finder.patient:
        said.append((about_counter.registered(finder.patient, today, brief=brief), BOLD))
        here = [held for held in finder.patient.today if held.token.arrived or not held.begun]
        said += [
            (about_counter.is_here(each) if each.token.arrived else about_counter.not_yet(each), BOLD) for each in here
        ]
    elif narrow:
        said += [(f"{label}: {value}", DIM) for label, value in fields]
    elif fields:
        said.append((" · ".join(f"{label}: {value}" for label, value in fields), DIM))
    if finder.elsewhere and finder.patient:
        shown_already = {held.token.number for held in finder.patient.today}
        others = tuple(each for each in finder.elsewhere if each.number not in shown_already)
        said += [(about_tokens.elsewhere(others), WRONG)] if others else []
    if finder.typed.numbers and not finder.known and not finder.patient:
        said.append((about_counter.nobody_has(finder.typed), DIM))
    return said


def _act(offer: Offer, draft: Draft, *, chosen: bool) -> Paragraph:
    """A check-in, or the booking."""
    if isinstance(offer, CheckIn):
        text = about_counter.check_in(offer.held)
    elif isinstance(offer, ComeBack):
        text = about_counter.come_back(offer.held)
    else:
        text = about_counter.book(draft.slot) if draft.slot else ""
        if draft.outlook.would and len(draft.offers.lines) > 1:
            text += f" → {about_tokens.preview(draft.outlook.would)}"
    return f"▸Enter: {text}" if chosen else f"↓ {text}", Style(bold=True, reverse=True) if chosen else PLAIN


def _listed(offer: Offer, draft: Draft, width: int, *, narrow: bool, crowded: bool, chosen: bool) -> Paragraph:
    """A patient, a better place, a doctor, or somebody new."""
    today = clock.today()
    if isinstance(offer, Pick):
        text = about_counter.one_of_several(offer.known, today)
    elif isinstance(offer, TakePlace):
        text = place(offer.place, draft.slot, width - 1, narrow=narrow, crowded=crowded)
    elif isinstance(offer, TakeDoctor):
        text = about_counter.doctor(offer.found, today)
    else:
        text = about_counter.REGISTER_NEW
    return f"{'▸' if chosen else ' '}{text}", Style(reverse=True) if chosen else PLAIN


def what_happens(would: Preview, *, chosen: bool) -> Paragraph:
    """What will happen; marked as `chosen` where a list of other slots follows."""
    return f"{'▸' if chosen else '→'} {about_tokens.preview(would)}", BOLD


def reasons(would: Preview) -> list[Paragraph]:
    """Why as a follow-up, and when."""
    lines: list[Paragraph] = []
    if would.why_source and would.source_given:
        letter = would.source_given[:1].lower()
        lines.append((f"{shown(would.why_source)}. Tab {letter}: {would.source_given} instead", PLAIN))
    lines.append((about_tokens.expected(would.expected, would.status), PLAIN))
    return [line for line in lines if line[0]]


def place(offered: Alternative, slot: SlotSummary | None, width: int, *, narrow: bool, crowded: bool) -> str:
    """A better place; narrow, of the expected time only from when.

    Where the form is `crowded` it has one line of that `width`: first the time is left out, then the name is cut.
    """
    when, whom, seats, called = _place(offered, slot)
    whole = f"{when}{f' {about_tokens.short(whom, 9)}' if whom else ''} {seats}"
    line = f"{whole}, ~{called[: 5 if narrow else None]}" if called else whole
    if not crowded or len(line) <= width or len(whole) <= width:
        return line if not crowded or len(line) <= width else whole
    room = width - len(f"{when}  {seats}")
    return f"{when} {about_tokens.short(whom.removeprefix('Dr '), max(2, room))} {seats}"


def _place(place: Alternative, slot: SlotSummary | None) -> tuple[str, str, str, str]:
    """When, with whom if that is somebody else, how many seats are free or how many wait before, and the time that
    the patient would be called in.
    """
    day, time = place.start[:10], place.start[11:]
    when = time if slot is None or day == slot.day else f"{day[8:]}/{day[5:7]} {time}"
    whom = shown(place.doctor_name) if slot is None or place.doctor != slot.doctor else ""
    seats = f"{place.free} free" if place.free > 0 else f"{place.ahead} before"
    return when, whom, seats, place.expected.label if place.expected else ""


def result(done: Booked, position: int, slot: SlotSummary | None) -> Sequence[Paragraph]:
    """The number, where and when, and whom it moved."""
    token = done.token
    place = "has a seat" if token.status == "ACTIVE" else f"waiting list, {about_tokens.nth(position)}"
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
        lines += [("", None), (f"{about_tokens.who(done.preempted)} is on the waiting list now.", PLAIN)]
    return lines
