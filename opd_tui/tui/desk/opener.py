"""Opens the screens over the desk, and comes back to what was chosen there. Each is imported when it is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opd_tui.domain.cards import Found
from opd_tui.domain.errors import OpdError
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import DEFAULT_SOURCE, Token
from opd_tui.messages import about_absences, about_locum, about_tokens
from opd_tui.services.queries import finding
from opd_tui.tui.actions import tokens
from opd_tui.tui.desk import counter
from opd_tui.tui.desk.late_forms import LateForms
from opd_tui.tui.desk.selection import Selection, pane_of
from opd_tui.tui.dialog import Dialog
from opd_tui.tui.keys import Command

if TYPE_CHECKING:
    from opd_tui.domain.locum import HandedOver
    from opd_tui.tui.screens.patient import Answer


class Opener:
    """One method a screen."""

    def __init__(self, dialog: Dialog, selection: Selection, forms: LateForms, commands: tuple[Command, ...]) -> None:
        self._dialog, self._selection, self._forms, self._commands = dialog, selection, forms, commands

    def card(self, token: Token) -> None:
        """The token's card: its whole story."""
        from opd_tui.tui.screens.card import CardScreen

        dialog = self._dialog
        card = CardScreen(dialog.runner, token.id, dialog.actor, self._commands)
        dialog.screen.app.push_screen(card, self._back_to)

    def move(self, token: Token) -> None:
        """Where a token goes."""
        from opd_tui.tui.screens.move import MoveScreen

        def move_to(slot: int | None) -> None:
            if slot is not None:
                self._dialog.start(tokens.move(self._dialog, token, slot))

        self._dialog.screen.app.push_screen(MoveScreen(self._dialog.runner, token.id), move_to)

    def find(self) -> None:
        """Find a patient in any queue."""
        from opd_tui.tui.screens.find import FindScreen

        view = self._selection.view
        day = min(view.day, view.today) if view else ""
        self._dialog.screen.app.push_screen(FindScreen(self._dialog.runner, day), self._go_to)

    def patients(self) -> None:
        """The register of patients."""
        from opd_tui.tui.screens.registry import RegistryScreen

        dialog = self._dialog
        dialog.screen.app.push_screen(RegistryScreen(dialog.runner, dialog.actor), self._back_to)

    def week(self, doctor: Doctor) -> None:
        """A doctor's weekly slots and holidays."""
        from opd_tui.tui.screens.week import WeekScreen

        dialog = self._dialog
        dialog.screen.app.push_screen(WeekScreen(dialog.runner, dialog.actor, doctor), self._back)

    def doctors(self) -> None:
        """The doctors of the hospital."""
        from opd_tui.tui.screens.doctors import DoctorsScreen

        dialog, selection = self._dialog, self._selection
        chosen = selection.doctor
        screen = DoctorsScreen(
            dialog.runner, dialog.actor, selection.choose_doctor, chosen.id if chosen is not None else None
        )
        dialog.screen.app.push_screen(screen, self._back)

    def unresolved(self) -> None:
        """The live tokens of doctors' days that are over."""
        from opd_tui.tui.screens.unresolved import UnresolvedScreen

        dialog = self._dialog
        dialog.screen.app.push_screen(UnresolvedScreen(dialog.runner, dialog.actor), self._back)

    def report(self, doctor: Doctor | None) -> None:
        """Today at a glance, and longer spans."""
        from opd_tui.tui.screens.report import ReportScreen

        self._dialog.screen.app.push_screen(ReportScreen(self._dialog.runner, doctor))

    def activity(self) -> None:
        """What every desk did today; then the card of the token that was chosen there."""
        from opd_tui.tui.screens.activity import ActivityScreen

        dialog = self._dialog
        screen = ActivityScreen(dialog.runner, dialog.actor, self._commands)
        dialog.screen.app.push_screen(screen, self._back_to)

    def away(self, slot: SlotSummary, start: str, end: str) -> None:
        """Who holds a token of the slot's doctor in a span."""
        from opd_tui.tui.screens.doctor_away import DoctorAwayScreen

        dialog = self._dialog
        screen = DoctorAwayScreen(dialog.runner, dialog.actor, slot.doctor, slot.doctor_name, start, end)
        dialog.screen.app.push_screen(screen, self._back)

    def locum(self, slot: SlotSummary) -> None:
        """Which doctor takes a slot over; then the desk goes to that doctor's new slot and lists the new numbers."""
        from opd_tui.tui.screens.locum import LocumScreen

        dialog, taken = self._dialog, list["HandedOver"]()

        def back(said: tuple[str, bool] | None) -> None:
            for done in taken:
                new = done.slot
                first = done.tokens[0].token.id if done.tokens else None
                self._selection.go_to(day=new.day, doctor=new.doctor, slot=new.id, token=first)
            self._back(said)
            if taken:
                self._list(*about_locum.new_numbers(taken[0]))

        dialog.screen.app.push_screen(LocumScreen(dialog.runner, dialog.actor, slot, taken.append), back)

    def _list(self, title: str, lines: Sequence[str]) -> None:
        """What the status line could only begin to name, whole."""
        if len(lines) > about_absences.NAMED:
            from opd_tui.tui.screens.text_screen import ListOfLines

            self._dialog.screen.app.push_screen(ListOfLines(title, lines))

    def help(self) -> None:
        """Every key."""
        from opd_tui.tui.screens.help import HelpScreen

        self._dialog.screen.app.push_screen(HelpScreen(self._commands))

    # --- back on the desk

    def _back(self, said: tuple[str, bool] | None) -> None:
        self._dialog.start(self._back_with(said))

    async def _back_with(self, said: tuple[str, bool] | None) -> None:
        """What happened on the other screen stands on the status line until the next thing happens."""
        await self._dialog.reread()
        if said:
            self._dialog.say(said[0], wrong=said[1])

    def _back_to(self, answer: Answer) -> None:
        self._dialog.start(self._follow(answer))

    async def _follow(self, answer: Answer) -> None:
        """Names may have been put right there; and to the token that was chosen, or to a booking."""
        await self._dialog.reread()
        if isinstance(answer, int):
            try:
                self._go_to(await self._dialog.runner(finding.found, answer))
            except OpdError as e:
                self._dialog.say(e.message, wrong=True)
        elif answer is not None:
            await self._book_for(answer.patient)

    async def _book_for(self, patient: Patient) -> None:
        """Open the entry for this patient."""
        from opd_tui.services.queries import counter as counter_queries

        try:
            known = await self._dialog.runner(counter_queries.known, patient.id)
        except OpdError as e:
            self._dialog.say(e.message, wrong=True)
            return
        if flow := counter.start(self._dialog, self._selection, self._forms, DEFAULT_SOURCE, patient=known):
            await flow

    def _go_to(self, found: Found | None) -> None:
        if found is None:
            return
        token, pane = found.token, pane_of(found.token)
        self._selection.pane = pane or "slots"
        self._selection.go_to(
            day=found.start[:10], doctor=found.doctor, slot=token.slot, token=token.id if pane else None
        )
        if pane is None:
            self._dialog.say(f"{about_tokens.who(token)} is {about_tokens.ENDED[token.status]}, so in no queue.")
