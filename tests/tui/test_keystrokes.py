"""How many keys the commonest tasks take, from the resting desk, on the real screen."""

from __future__ import annotations

from opd_tui.db import tables
from opd_tui.services.weeks import templates
from opd_tui.store import slots
from opd_tui.tui.keys import name_of
from opd_tui.tui.screens.doctor_away import DoctorAwayScreen
from opd_tui.tui.widgets.status_line import StatusLine
from tests.support.desk import a_desk
from tests.support.factories import a_doctor, a_slot, a_token


class Keys:
    """The keys of one task, each pressed once all that the one before it set off has happened."""

    def __init__(self, desk):
        self.desk, self.count = desk, 0

    async def press(self, *keys):
        """Press keys, by their names."""
        for key in keys:
            await self.desk.press(key)
            await self.desk.until(self._rests)
            self.count += 1

    def _rests(self):
        """Whether nothing goes on but a question that waits for its answer."""
        lines = [line for screen in self.desk.app.screen_stack for line in screen.query(StatusLine)]
        going_on = sum(not worker.is_finished for worker in self.desk.app.workers)
        return going_on <= sum(bool(line.question) for line in lines)

    async def type(self, text):
        """Type a text, a key a character."""
        await self.press(*(name_of(sign) if not sign.isalnum() else sign for sign in text))


async def test_a_doctor_is_away_this_afternoon_and_everybody_is_moved_and_put_back(database):
    doctor = a_doctor().id
    morning, afternoon = a_slot(2, doctor).id, a_slot(20, doctor, "15:00", "16:00").id
    a_slot(20, doctor, "10:00", "11:00", "2026-11-24")
    for _ in range(20):
        a_token(afternoon)
    a_token(morning)
    async with a_desk() as desk:
        await desk.settled()
        away, undo = Keys(desk), Keys(desk)
        await away.press("L", "a", "a", "a")
        assert isinstance(desk.app.screen, DoctorAwayScreen)
        await away.press("y")
        await desk.until_said("20 patients moved, 1 slot closed.")
        moved = [slot for (slot,) in tables.Token.select(tables.Token.slot).order_by(tables.Token.id).tuples()]
        await undo.press("u", "y")
        await desk.until(lambda: not slots.summary(afternoon).closed)
        back = [slot for (slot,) in tables.Token.select(tables.Token.slot).order_by(tables.Token.id).tuples()]
    assert moved == [3] * 20 + [morning]
    assert back == [afternoon] * 20 + [morning]
    assert (away.count, undo.count) == (5, 2)


async def test_a_week_of_24_slots(database):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.press("T", "a")
        await keys.type("mon-sat")
        await keys.press("tab")
        await keys.type("9")
        await keys.press("tab")
        await keys.type("13")
        await keys.press("tab")
        await keys.type("60")
        await keys.press("tab")
        await keys.type("20")
        await keys.press("enter")
        await desk.until(lambda: len(templates.templates(doctor)) == 24)
    assert keys.count == 21
    assert {each.weekly.capacity for each in templates.templates(doctor)} == {20}
