"""A name is data: whatever it contains is shown harmlessly everywhere and never acted on, and the columns line up."""

from __future__ import annotations

import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from rich.cells import cell_len
from textual.geometry import Offset

from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Cancel, Undo
from opd_tui.services.patients import records
from opd_tui.services.tokens import visits
from opd_tui.services.undo import undo
from tests.support.desk import LARGE, SIZES, Driven, a_desk
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, booked

HOSTILE = (
    "Ram [b]",
    "Ram [/b]",
    "[@click=app.quit]Ram[/]",
    "Ram [link=https://example.org]here",
    "Ram \\[b] {0} %s",
    "Ram \x1b[31m\x1b]0;owned\x07",
    "Ram \x9b2J\x85",
    "Ram\x07\x08\x08\x00",
    "Ram\nSita\r",
    "Ram\tSita",
    "Ram \u202etihuM",
    "Ram \u2066Mohit\u2069\u200e",
    "Ram " + "x" * 296,
    "Ram " + "字" * 120,
    "R\u0301" + "\u0301" * 7 + "am",
)
SOME = HOSTILE[::3]
"""One of each kind."""
INDIC = ("राम कुमार", "लक्ष्मी देवी", "श्रीनिवास क्षेत्रपाल", "மீனாட்சி சுந்தரம்", "தமிழ்ச்செல்வி", "Asha Patil")
JOINERS = "\u200c\u200d"


def by_hand(database: Path, table: str, id: int, name: str) -> None:
    """Write a name as no service would take it."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints = 1")
        other.execute(f"UPDATE {table} SET name = ? WHERE id = ?", (name, id))


@pytest.fixture
def hostile(database):
    """A slot at ten in which each hostile name has a seat, №1 onwards."""
    slot = a_slot(seats=len(HOSTILE))
    for number, name in enumerate(HOSTILE, start=1):
        booked(slot.id, patient=a_patient(f"Ram {number}").id)
        by_hand(database, "patient", number, name)
    return slot


def acting(desk: Driven) -> set[str]:
    """Characters on the screen that a terminal would act on, or that reorder the line."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {c for line in desk.lines for c in line if unicodedata.category(c) in kinds and c not in JOINERS}


def whole(desk: Driven) -> bool:
    """Whether every line is as wide as the terminal: nothing pushes what stands behind it."""
    return {cell_len(line) for line in desk.lines} == {desk.app.size.width}


async def each_patient(desk: Driven):
    """The cursor on one hostile patient after the other."""
    for number in range(1, len(HOSTILE) + 1):
        await desk.until(lambda number=number: desk.chosen == number)
        yield number
        await desk.press("down")


def sources_at(desk: Driven) -> set[int]:
    """In which columns of the active queue a source begins."""
    place = desk.place("active")
    rows = desk.lines[place.y : place.bottom]
    return {cell_len(row[: row.rindex("WALKIN")]) for row in rows if "WALKIN" in row}


# In the queue


@pytest.mark.parametrize("size", SIZES)
async def test_the_queue_shows_them_harmlessly(hostile, size):
    async with a_desk(size) as desk:
        await desk.press("end")
        await desk.until(lambda: desk.chosen == len(HOSTILE))
        assert acting(desk) == set()
        assert whole(desk)


@pytest.mark.parametrize("size", SIZES)
async def test_the_columns_after_them_line_up(hostile, size):
    async with a_desk(size) as desk:
        columns = sources_at(desk)
        assert len(columns) == 1


async def test_markup_is_shown_as_it_was_typed(hostile):
    async with a_desk(LARGE) as desk:
        assert desk.sees("Ram [b] ", "Ram [/b] ", "[@click=app")


async def test_a_very_long_name_is_cut(hostile):
    async with a_desk() as desk:
        await desk.press("end")
        await desk.until_seen("Ram xxxxx", "x…x")


async def test_a_click_on_a_name_does_nothing_but_choose_it(hostile):
    async with a_desk() as desk:
        y, line = next((y, line) for y, line in enumerate(desk.lines) if "@click" in line)
        await desk.pilot.click(offset=Offset(line.index("@click") + 1, y))
        await desk.settled()
        assert desk.chosen == 3
        assert desk.app.is_running


# In sentences


async def test_questions_show_them_harmlessly(hostile):
    async with a_desk() as desk:
        async for number in each_patient(desk):
            await desk.press("n")
            await desk.until_said(f"№{number} ")
            assert acting(desk) == set()
            assert whole(desk)
            await desk.press("escape")


async def test_what_another_desk_did_is_told_harmlessly(hostile):
    async with a_desk() as desk:
        for number in range(1, len(HOSTILE) + 1):
            visits.cancel(Cancel(number), RAVI)
            await desk.until_said(f"№{number} ", "cancelled")
            assert acting(desk) == set()


async def test_the_log_on_the_card_shows_a_reason_as_it_was_typed(morning):
    visits.cancel(Cancel(3, "[b] went [/b] home"), ASHA)
    undo.undo(Undo(token=3), ASHA)
    async with a_desk() as desk:
        await desk.press("tab", "enter")
        await desk.until_seen("cancelled: [b] went [/b] home")


# In the form


async def test_a_form_that_puts_the_name_right_shows_it_harmlessly(hostile):
    async with a_desk(keys={"correct-patient": "f2"}) as desk:
        async for _ in each_patient(desk):
            await desk.press("f2")
            await desk.until(lambda: desk.form_open)
            assert acting(desk) == set()
            await desk.press("escape")
            await desk.until(lambda: not desk.form_open)


async def test_a_form_whose_title_has_the_name_shows_it_harmlessly(hostile):
    async with a_desk() as desk:
        async for number in each_patient(desk):
            await desk.press("c", "5")
            await desk.until(lambda number=number: desk.form_open and f"Cancel №{number}" in desk.text)
            assert acting(desk) == set()
            await desk.press("escape")
            await desk.until(lambda: not desk.form_open)


@pytest.mark.parametrize("name", SOME, ids=range(len(SOME)))
async def test_a_known_patient_is_shown_and_picked_harmlessly(database, name):
    a_slot()
    by_hand(database, "patient", records.register(NewPatient("Ram", "98200 12345"), ASHA).id, name)
    async with a_desk() as desk:
        await desk.press("b", *"2345")
        await desk.until(lambda: "Registered patient" in desk.form_text)
        assert acting(desk) == set()
        await desk.press("enter")
        await desk.until(lambda: "№1" in desk.form_text)
        assert acting(desk) == set()
        assert whole(desk)


@pytest.mark.parametrize("name", SOME, ids=range(len(SOME)))
async def test_who_gives_way_is_named_harmlessly(database, name):
    slot = a_slot(seats=1)
    booked(slot.id, patient=a_patient("Ram").id)
    by_hand(database, "patient", 1, name)
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        await desk.until(lambda: "№1" in desk.form_text)
        assert acting(desk) == set()
        assert whole(desk)


# On the card and in what was found


async def test_the_card_shows_them_harmlessly(hostile):
    async with a_desk() as desk:
        async for number in each_patient(desk):
            await desk.press("enter")
            await desk.until_seen(f"№{number} ", "booked as WALKIN")
            assert acting(desk) == set()
            await desk.press("escape")
            await desk.until(lambda: desk.app.screen is desk.screen)


@pytest.mark.parametrize("size", SIZES)
async def test_what_was_found_is_shown_harmlessly(hostile, size):
    async with a_desk(size) as desk:
        await desk.press("slash")
        await desk.type("r")
        await desk.until_seen("Tokens found ·", "Ram [/b]")
        assert acting(desk) == set()
        assert whole(desk)


# Doctors


@pytest.mark.parametrize("name", SOME, ids=range(len(SOME)))
async def test_a_doctors_name_is_shown_harmlessly(database, name):
    doctor = a_doctor().id
    by_hand(database, "doctor", doctor, name)
    a_slot(doctor=doctor)
    async with a_desk() as desk:
        assert acting(desk) == set()
        assert whole(desk)
        for key in ("b", "S"):
            await desk.press(key)
            await desk.until(lambda: desk.form_open)
            assert acting(desk) == set()
            await desk.press("escape")
            await desk.until(lambda: not desk.form_open)


# Indian scripts


@pytest.fixture
def indic(database):
    """A slot at ten with a seat for each name in Devanagari, Tamil and Latin letters."""
    slot = a_slot(seats=len(INDIC))
    for name in INDIC:
        booked(slot.id, patient=a_patient(name).id)
    return slot


@pytest.mark.parametrize("size", SIZES)
async def test_devanagari_and_tamil_are_shown_whole(indic, size):
    async with a_desk(size) as desk:
        assert desk.sees(*INDIC)


@pytest.mark.parametrize("size", SIZES)
async def test_the_columns_after_devanagari_and_tamil_line_up(indic, size):
    async with a_desk(size) as desk:
        columns = sources_at(desk)
        assert len(columns) == 1
        assert whole(desk)


async def test_devanagari_is_typed_booked_and_found(indic):
    async with a_desk() as desk:
        await desk.book("गीता शर्मा")
        await desk.press("enter")
        await desk.until(lambda: f"№{len(INDIC) + 1}" in desk.form_text)
        await desk.press("escape", "slash")
        await desk.until(lambda: desk.app.screen is not desk.screen)
        await desk.type("शर्मा")
        await desk.until_seen("गीता शर्मा", "Tokens found · 1")


async def test_the_joiners_of_a_name_stay(database):
    name = "ശ്രീ\u200dജിത്ത് ക\u200cഷ"
    booked(a_slot().id, patient=a_patient(name).id)
    async with a_desk() as desk:
        assert desk.sees(name)
