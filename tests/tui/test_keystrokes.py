"""How many keys the commonest tasks take, from the resting desk, on the real screen."""

from __future__ import annotations

from opd_tui.db import tables
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.weeks import templates
from opd_tui.store import slots
from opd_tui.tui.keys import name_of
from opd_tui.tui.screens.doctor_away import DoctorAwayScreen
from opd_tui.tui.widgets.status_line import StatusLine
from tests.support.desk import a_desk
from tests.support.factories import ASHA, a_doctor, a_slot, a_token, call


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


async def test_a_returning_patient_by_5_digits(database):
    slot = a_slot()
    patient = records.register(NewPatient("Asha Patil", "98200 12345"), ASHA).id
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.type("12345")
        await keys.press("enter", "escape")
        assert [(t.slot, t.patient) for t in queues.tokens(ListTokens())] == [(slot.id, patient)]
        assert not desk.form_open
    assert keys.count == 7


async def test_a_new_walk_in_with_phone_and_name_and_one_enter(database):
    a_slot()
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.type("9820012345 Lakshmi Nair")
        await keys.press("enter")
        [token] = queues.tokens(ListTokens())
    assert token.patient_name == "Lakshmi Nair"
    assert [phone.replace(" ", "") for phone in records.patient(token.patient).phones] == ["9820012345"]
    assert keys.count == 24


async def test_an_emergency_without_a_name(database):
    a_slot()
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.press("e", "enter")
        assert [(t.patient_name, t.source) for t in queues.tokens(ListTokens())] == [("Unknown 1", "EMERGENCY")]
    assert keys.count == 2


async def test_done_and_next(morning):
    clock.set_local("2026-11-23T10:05")
    call(1)
    clock.set_local("2026-11-23T10:15")
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.press("space")
        assert (queues.token(1).status, queues.token(2).called) == ("COMPLETED", True)
    assert keys.count == 1


async def test_check_in_at_the_counter_by_4_digits(database):
    slot = a_slot()
    patient = records.register(NewPatient("Asha Patil", "98200 12345"), ASHA).id
    token = a_token(slot.id, "ONLINE", patient).id
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.type("2345")
        await keys.press("enter")
        assert queues.token(token).arrived
        assert not desk.form_open
    assert keys.count == 5


async def test_a_free_seat_with_the_eighth_doctor(database):
    for name in ("Rao", "Sen", "Iyer", "Khan", "Das", "Patel", "Nair", "Kumaran"):
        a_slot(doctor=a_doctor(f"Dr {name}").id)
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.type("9820012345 Asha Patil @ku")
        await keys.press("enter")
        assert [t.slot for t in queues.tokens(ListTokens())] == [8]
    assert keys.count - len("9820012345 Asha Patil") - 1 == 4


async def test_10_seats_to_20(database):
    slot = a_slot(10)
    async with a_desk() as desk:
        await desk.settled()
        keys = Keys(desk)
        await keys.press("equals_sign")
        await keys.type("20")
        await keys.press("enter")
        assert slots.summary(slot.id).capacity == 20
    assert keys.count == 4
