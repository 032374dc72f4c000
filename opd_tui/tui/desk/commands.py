"""Each command of keys.py bound to what it does and to why it cannot be done now, in one row."""

from __future__ import annotations

from functools import partial

from textual.binding import Binding, BindingType
from textual.screen import Screen

from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import DEFAULT_SOURCE, Token
from opd_tui.tui.actions import doctors, next_patient, of_token, slots, why_not
from opd_tui.tui.actions.rows import Chosen, Flow, Row, row
from opd_tui.tui.desk import counter
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.opener import Opener
from opd_tui.tui.desk.selection import QUEUES, Selection
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command, Needs
from opd_tui.tui.widgets.board import Board


def bound(
    screen: Screen[None], forms: LateForms, selection: Selection, dialog: Dialog, opener: Opener
) -> tuple[Row, ...]:
    """Every command."""
    doctor: Chosen[Doctor] = Chosen(Needs.DOCTOR, lambda: selection.doctor, why_not.NO_DOCTOR)
    slot: Chosen[SlotSummary] = Chosen(Needs.SLOT, lambda: selection.slot, why_not.NO_SLOT)
    token: Chosen[Token] = Chosen(Needs.TOKEN, lambda: selection.token, why_not.NO_TOKEN)

    def start_booking(source: str) -> Flow:
        return counter.start(dialog, selection, forms, source, kept=source == DEFAULT_SOURCE)

    def no_doctor() -> str | None:
        return None if selection.view and selection.view.doctors else why_not.NO_DOCTOR

    def page() -> int:
        panes = screen.query(Board).first().panes
        return next(pane.visible_rows for pane in panes if pane.id == selection.pane)

    def add_slot(doctor: Doctor) -> None:
        if view := selection.view:
            slots.add(dialog, doctor, view.day, view.slots, selection.choose_slot)

    def late_or_away(slot: SlotSummary) -> Flow:
        from opd_tui.tui.actions import days  # the desk's first picture does without

        view = selection.view
        today, of_day = (view.today, view.slots) if view else (slot.day, (slot,))
        return days.late_or_away(
            dialog, slot, today=today, of_day=of_day, show_away=opener.away, show_locum=opener.locum
        )

    def undo_last() -> Flow:
        from opd_tui.tui.actions import undo  # the desk's first picture does without

        return undo.undo_last(dialog)

    def go_in() -> None:
        if selection.pane in QUEUES:
            if selection.token:
                opener.card(selection.token)
        else:
            selection.to_pane({"doctors": "slots", "slots": "active"}[selection.pane])

    def nothing_to_go_into() -> str | None:
        return why_not.NO_TOKEN if selection.pane in QUEUES and selection.token is None else None

    return (
        row("book", lambda: start_booking(DEFAULT_SOURCE), no_doctor),
        row("emergency", lambda: start_booking("EMERGENCY"), no_doctor),
        *of_token.rows(dialog, token, lambda: selection.slot, opener.move),
        slot.row(
            "next",
            partial(next_patient.call_next, dialog),
            why_not.other_day,
        ),
        row("undo", undo_last),
        slot.row("open-seat", partial(slots.open_seat, dialog)),
        slot.row("seats", partial(slots.set_seats, dialog)),
        slot.row("close-seat", partial(slots.close_seat, dialog), why_not.close_seat),
        slot.row("change-window", partial(slots.change_window, dialog)),
        slot.row("remove-slot", partial(slots.remove, dialog), why_not.remove),
        slot.row("close-slot", partial(slots.close, dialog), why_not.close),
        slot.row("reopen-slot", partial(slots.reopen, dialog), why_not.reopen),
        slot.row("leave", late_or_away),
        doctor.row("add-slot", add_slot),
        row("add-doctor", opener.doctors),
        doctor.row("correct-doctor", partial(doctors.correct_name, dialog)),
        doctor.row("week", opener.week),
        row("card", go_in, nothing_to_go_into),
        row("find", opener.find),
        row("patients", opener.patients),
        row("unresolved", opener.unresolved),
        row("report", lambda: opener.report(selection.doctor)),
        row("activity", opener.activity),
        row("help", opener.help),
        row("quit", lambda: _quit(dialog)),
        row("previous-day", lambda: selection.change_day(-1)),
        row("next-day", lambda: selection.change_day(1)),
        row("today", selection.go_to_today),
        row("next-pane", lambda: selection.step_pane(1)),
        row("previous-pane", lambda: selection.step_pane(-1)),
        row("left", selection.to_left),
        row("right", selection.to_right),
        row("up", lambda: selection.move(-1)),
        row("down", lambda: selection.move(1)),
        row("page-up", lambda: selection.move(-page())),
        row("page-down", lambda: selection.move(page())),
        row("first", lambda: selection.move(-_ALL)),
        row("last", lambda: selection.move(_ALL)),
    )


_ALL = 1_000_000
"""More lines than any queue has."""


async def _quit(dialog: Dialog) -> None:
    if await dialog.confirm("Leave the desk? Everything is saved."):
        dialog.screen.app.exit()


def textual_bindings(commands: tuple[Command, ...]) -> list[BindingType]:
    """The bindings of the desk's screen; a command without a key has one that no keyboard sends."""
    return [
        Binding(command.keys or f"f{36 + n}", f"command({command.id!r})", command.help, show=False, id=command.id)
        for n, command in enumerate(commands)
    ]
