"""Pictures of the desk at both sizes, to the pixel. `pytest tests/tui/test_snapshots.py --snapshot-update` takes
new ones, which somebody must look at. The clock, the names and the time zone are fixed.
"""

from __future__ import annotations

import pytest

from tests.support.desk import SIZES, Driven
from tests.tui.conftest import Steps
from tests.tui.test_hospital import enter
from tests.tui.test_leaving import asked_when


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
def test_the_report(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.press("M")
        await desk.until_seen("Report · today", "Booked")

    assert picture(size, steps)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])
def test_the_activity(hospital, picture, size):
    async def steps(desk: Driven) -> None:
        await desk.press("A")
        await desk.until_seen("Today, newest first")

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
