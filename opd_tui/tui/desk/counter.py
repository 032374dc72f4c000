"""Opens the entry for whoever stands at the counter, in the chosen slot or in the next one that takes bookings."""

from __future__ import annotations

from opd_tui.domain.counter import Bookable, Known
from opd_tui.domain.errors import OpdError
from opd_tui.services.slots import closing
from opd_tui.tui.actions.rows import Flow
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.dialog import Dialog


def start(
    dialog: Dialog,
    selection: Selection,
    forms: LateForms,
    source: str,
    *,
    kept: bool = False,
    text: str = "",
    patient: Known | None = None,
) -> Flow:
    """Open the entry with this source, and what was `kept`, or this text, or a patient."""
    slot = selection.slot
    if slot and not slot.closed and not closing.has_ended(slot.end):
        _open(dialog, forms, Bookable(slot), source, kept=kept, text=text, patient=patient)
        return None
    return _open_on_next(dialog, selection, forms, source, kept=kept, text=text, patient=patient)


async def _open_on_next(
    dialog: Dialog,
    selection: Selection,
    forms: LateForms,
    source: str,
    *,
    kept: bool,
    text: str,
    patient: Known | None,
) -> None:
    from opd_tui.messages import about_counter  # the desk's first picture does without
    from opd_tui.services.queries import bookable

    chosen = selection.slot
    try:
        found = await dialog.runner(bookable.instead_of, chosen.id if chosen else None)
    except OpdError as e:
        dialog.say(e.message, wrong=True)
        return
    if found.slot is None:
        await dialog.ask(about_counter.nothing_bookable(found))  # a name that is typed on is no command
        return
    _open(dialog, forms, found, source, kept=kept, text=text, patient=patient)
    if chosen is None or found.slot.id != chosen.id:
        selection.go_to(day=found.slot.day, doctor=found.slot.doctor, slot=found.slot.id, token=None)


def _open(
    dialog: Dialog, forms: LateForms, found: Bookable, source: str, *, kept: bool, text: str, patient: Known | None
) -> None:
    from opd_tui.messages import about_counter

    if forms.booking and found.slot:
        forms.booking.start(found.slot, source, note=about_counter.instead(found), kept=kept)
        if patient:
            forms.booking.draft.take(patient)
        elif text:
            forms.booking.type(text)
        dialog.show_keys()
