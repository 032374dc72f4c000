"""What the keys do to seats, slots and doctors, and the other screens that they open."""

from __future__ import annotations

from datetime import datetime, timedelta

from opd_tui.domain.cards import Found
from opd_tui.domain.errors import OpdError
from opd_tui.domain.slots import SlotSummary
from opd_tui.messages import about_tokens
from opd_tui.services.queries import finding
from opd_tui.services.slots import capacity, doctors, schedule
from opd_tui.tui.actions.days import DayActions
from opd_tui.tui.typed_times import span
from opd_tui.tui.widgets.choice import YES


class HospitalActions(DayActions):
    """Each asks what it must, calls one service, and says what happened and why."""

    # --- seats, slots, doctors

    def action_open_seat(self) -> None:
        if self.may("open-seat") and self.slot:
            self.start(self.do(about_tokens.resized, capacity.add_seats, self.slot.id, 1, self.actor))

    def action_close_seat(self) -> None:
        if self.may("close-seat") and self.slot:
            self.start(self._close_seat(self.slot))

    async def _close_seat(self, slot: SlotSummary) -> None:
        if slot.free <= 0:
            asked = f"Close a seat of {about_tokens.short(slot.label, 40)}? The last in order goes to waiting."
            if not await self.ask(asked, YES):
                return
        await self.do(about_tokens.resized, capacity.add_seats, slot.id, -1, self.actor)

    def action_add_doctor(self) -> None:
        async def add(values: tuple[str, ...]) -> None:
            name, department, room = values
            made = await self.runner(doctors.add, name, department, room, self.actor)
            self.look = self.look_at(doctor=made.id, slot=None, cursor=None)
            self.status.say(f"{about_tokens.short(made.name)} is here. S opens a slot.")

        self.enter("New doctor", [("Name", ""), ("Department", ""), ("Room", "")], add)

    def action_correct_doctor(self) -> None:
        doctor = self.view.doctor if self.view else None
        if self.may("correct-doctor") and doctor:

            async def correct(values: tuple[str, ...]) -> None:
                made = await self.runner(doctors.correct_name, doctor.id, values[0], self.actor)
                self.status.say(f"The name is {about_tokens.short(made.name)} now.")

            self.enter("Correct the name", [("Doctor", doctor.name)], correct)

    def action_add_slot(self) -> None:
        view = self.view
        if self.may("add-slot") and view and view.doctor:
            doctor, day = view.doctor, view.day
            start, end, seats = _next_window(view.slots, day)

            async def add(values: tuple[str, ...]) -> None:
                begins, ends, seated = values
                made = await self.runner(schedule.add, doctor.id, *span(day, begins, ends), _number(seated), self.actor)
                self.look = self.look_at(slot=made.id, cursor=None)
                self.status.say(f"{about_tokens.short(made.label, 40)} is open for {made.capacity}. b books.")

            title = f"New slot · {about_tokens.short(doctor.name, 16)}"
            self.enter(title, [("From", start), ("To", end), ("Seats", seats)], add)

    def action_change_window(self) -> None:
        slot = self.slot
        if self.may("change-window") and slot:

            async def change(values: tuple[str, ...]) -> None:
                begins, ends = values
                made = await self.runner(schedule.change_window, slot.id, *span(slot.day, begins, ends), self.actor)
                self.status.say(f"The slot is {about_tokens.short(made.label, 40)} now.")

            self.enter("Times of the slot", [("From", slot.start[11:]), ("To", slot.end[11:])], change)

    def action_remove_slot(self) -> None:
        if self.may("remove-slot") and self.slot:
            self.start(self._remove_slot(self.slot))

    async def _remove_slot(self, slot: SlotSummary) -> None:
        if await self.ask(f"Remove {about_tokens.short(slot.label, 40)}? It never had a token.", YES):
            await self.do(
                lambda gone: f"{about_tokens.short(gone.label, 40)} is removed.",
                schedule.remove,
                slot.id,
                self.actor,
            )

    # --- other screens

    def action_card(self) -> None:
        """Open what is chosen: a doctor's slots, a slot's queue, a token's card."""
        if self.pane in ("doctors", "slots"):
            self.to_pane({"doctors": "slots", "slots": "active"}[self.pane])
        elif self.may("card") and self.token:
            from opd_tui.tui.screens.card import CardScreen

            self.app.push_screen(CardScreen(self.runner, self.token.id, self.actor), self._back_from_card)

    def _back_from_card(self, wanted: tuple[str, int] | None) -> None:
        """The card's token, wherever it is by now: another desk may have taken it from the cursor."""
        what, token = wanted or ("", None)
        if what == "undo":
            self.start(self._undo(token))
        else:
            self._back_from_register(token)

    def action_find(self) -> None:
        from opd_tui.tui.screens.find import FindScreen

        day = min(self.view.day, self.view.today) if self.view else ""
        self.app.push_screen(FindScreen(self.runner, day), self._go_to)

    def _go_to(self, found: Found | None) -> None:
        if found is None:
            return
        token = found.token
        live = token.status in ("ACTIVE", "WAITING")
        self.pane = token.status.lower() if live else "slots"
        day = found.start[:10]
        self.go(day=day, doctor=found.doctor, slot=token.slot, cursor=token.id if live else None)
        if not live:
            self.status.say(f"{about_tokens.who(token)} is {about_tokens.ENDED[token.status]}, so in no queue.")

    def action_patients(self) -> None:
        from opd_tui.tui.screens.registry import RegistryScreen

        self.app.push_screen(RegistryScreen(self.runner, self.actor), self._back_from_register)

    def _back_from_register(self, token: int | None) -> None:
        self.start(self._after_register(token))

    async def _after_register(self, token: int | None) -> None:
        """Names may have been put right there; and to the token that was chosen."""
        await self.refresh_view(own=True)
        if token is not None:
            try:
                self._go_to(await self.runner(finding.found, token))
            except OpdError as e:
                self.status.say(e.message, wrong=True)

    def action_help(self) -> None:
        from opd_tui.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen(self.keys))

    def action_quit(self) -> None:
        self.start(self._quit())

    async def _quit(self) -> None:
        if await self.ask("Leave the desk? Everything is saved.", YES):
            self.app.exit()


def _number(text: str) -> int:
    """What was typed as a number; what is none becomes 0, which no capacity may be."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0


def _next_window(slots: tuple[SlotSummary, ...], day: str) -> tuple[str, str, str]:
    """What a new slot most likely is: as long and as large as the last one, right after it.

    Where that one goes on into the next day, the time before the slots or between them.
    """
    if not slots:
        return "10:00", "11:00", "10"
    seats = str(slots[-1].capacity)
    last_start, last_end = (datetime.fromisoformat(time) for time in (slots[-1].start, slots[-1].end))
    length = max(last_end - last_start, timedelta(minutes=15))
    after = [*(slot.start for slot in slots[1:]), None]
    for slot, following in zip(reversed(slots), reversed(after), strict=True):
        begins = datetime.fromisoformat(slot.end)
        ends = begins + length
        if slot.end[:10] == day and (following is None or ends.isoformat(timespec="minutes") <= following):
            return f"{begins:%H:%M}", f"{ends:%H:%M}", seats
    ends = datetime.fromisoformat(slots[0].start)
    begins = max(ends - length, datetime.fromisoformat(day))
    return f"{begins:%H:%M}", f"{ends:%H:%M}", seats
