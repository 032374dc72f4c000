"""Pictures of the desk at both sizes, to the pixel. `pytest tests/tui/test_snapshots.py --snapshot-update` takes
new ones, which somebody must look at. The clock, the names and the time zone are fixed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from textual.pilot import Pilot

from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.domain.requests.tokens import Call, Complete
from opd_tui.runtime import clock
from opd_tui.runtime.config import Settings
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import visits
from opd_tui.tui.app import DeskApp
from tests.support.busy_hospital import fill
from tests.support.desk import SIZES, Driven
from tests.support.factories import ASHA, RAVI, a_patient, a_slot, booked
from tests.tui.test_hospital import enter
from tests.tui.test_leaving import asked_when

PATIENTS = (
    ("Asha Patil", "WALKIN"),
    ("Ravi Kumar", "ONLINE"),
    ("Joseph Mathew", "PAID"),
    ("Meena Shah", "FOLLOWUP"),
    ("Lata Rao", "WALKIN"),
    ("Farhan Qureshi", "EMERGENCY"),
    ("Gurpreet Kaur", "ONLINE"),
)


@pytest.fixture
def hospital(database):
    """Two doctors; a slot under way with four seats, one of them called in and one of them completed; three wait."""
    rao = doctors.add(AddDoctor("Dr Rao", "Cardiology", "3"), ASHA).id
    doctors.add(AddDoctor("Dr Iyer", "Orthopaedics", "5"), ASHA)
    slot = a_slot(seats=4, doctor=rao, start="09:00", end="10:00")
    a_slot(seats=6, doctor=rao, start="10:00", end="11:00")
    for minute, (name, source) in enumerate(PATIENTS, start=1):
        clock.set_local(f"2026-11-23T08:{minute * 7:02}")
        booked(slot.id, source, patient=a_patient(name).id, actor=RAVI if minute % 2 else ASHA)
    clock.set_local("2026-11-23T09:12")
    visits.complete(Complete(3), RAVI)
    visits.call(Call(token=6), RAVI)


Steps = Callable[[Driven], Awaitable[None]]


@pytest.fixture
def picture(snap_compare) -> Callable[..., bool]:
    """Take a picture after some steps, and compare it with the one that is kept."""

    def taken(size: tuple[int, int], steps: Steps, theme: str = "ansi-dark") -> bool:
        async def before(pilot: Pilot[None]) -> None:
            desk = Driven(pilot)
            await desk.until(lambda: desk.screen.selection.view is not None and desk.status)
            await steps(desk)
            await desk.settled()

        return snap_compare(DeskApp(Settings(theme=theme), ASHA), terminal_size=size, run_before=before)

    return taken


def press(*keys: str) -> Steps:
    """Steps that are keys alone."""
    return lambda desk: desk.press(*keys)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_a_morning(hospital, picture, size):
    assert picture(size, press("down"))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_the_booking_form(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.book("Anil Khan", "p")
        await desk.until(lambda: "gets the seat of №2" in desk.form_text)

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_the_number(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.book("Anil Khan", "p")
        await desk.press("enter")
        await desk.until(lambda: "№8" in desk.form_text)

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_a_question(hospital, picture, size):
    assert picture(size, press("down", "c"))


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_the_card(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.press("tab", "down", "enter")
        await desk.until_seen("booked as WALKIN", "lost the seat")

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_help(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.press("question_mark")
        await desk.until_seen("whoever is at the counter")

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_find(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.press("slash", "r", "a")
        await desk.until_seen("Tokens found · 2")

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_an_empty_database(database, picture, size):
    assert picture(size, press())


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_a_better_place_for_a_waiting_patient(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.press("tab", "m")
        await desk.until_seen("1 Dr Rao Mon 23 Nov 10:00–11:00")

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_everybody_of_a_doctor_who_leaves(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await asked_when(desk)
        await enter(desk, "09:00", "10:00")
        await desk.until_seen("5 to move, 1 in the room")

    assert picture(size, steps)


@pytest.fixture
def busy(database):
    """A doctor of every kind: late, away, on holiday, with people of an earlier slot still to be seen."""
    fill(doctors_=12, slots=4, patients=6)


def test_a_busy_hospital_on_a_large_screen(busy, picture):
    assert picture((200, 60), press())


def test_a_busy_hospital_without_colour(busy, picture, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert picture((80, 24), press())


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_a_busy_hospital(busy, picture, size):
    assert picture(size, press())


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_a_busy_hospital_on_a_light_terminal(busy, picture, size):
    assert picture(size, press(), theme="ansi-light")


def test_a_busy_hospital_in_16_colours(busy, picture, monkeypatch):
    monkeypatch.setenv("COLORTERM", "")
    monkeypatch.setenv("TERM", "xterm-16color")
    assert picture((80, 24), press())
