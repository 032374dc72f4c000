"""The real program on a real terminal: keys in, bytes out, and how it ends."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.domain.slots import SlotSummary
from opd_tui.services.queries import queues
from tests.benchmarks.terminal import NotSeen
from tests.support.desk import LARGE, SIZES, SMALL, tokens
from tests.support.factories import a_patient, a_slot, booked
from tests.support.terminal import RealDesk

INDIC = ("राम कुमार", "लक्ष्मी देवी", "श्रीनिवास क्षेत्रपाल", "மீனாட்சி சுந்தரம்", "தமிழ்ச்செல்வி", "Asha Patil")


@pytest.fixture
def today(database: Path) -> SlotSummary:
    """A slot of six seats for the whole of the day on which the clock stands, open in this process too."""
    return a_slot(seats=6, start="00:00", end="23:59")


@pytest.mark.parametrize("size", SIZES)
def test_a_booking_by_keys(today, path, size):
    with RealDesk(path, size) as desk:
        desk.until_shown("b books")
        desk.write("b")
        desk.until_shown("Name, phone")
        desk.write("Lata Rao")
        desk.until_shown("Lata Rao")
        desk.press("\t", "P", "\r")
        desk.until_shown("№1", "has a seat")
        desk.write("\x1b")
        desk.until_shown("─ Doctors")
    assert tokens() == [(1, "PAID", "ACTIVE")]


def test_the_enter_of_a_burst_books_nobody(today, path):
    with RealDesk(path) as desk:
        desk.until_shown("b books")
        desk.write("bLata Rao\tP\r")
        desk.until_shown("Lata Rao", "PAID")
        desk.press("\r")
        desk.until_shown("№1", "has a seat")
    assert len(tokens()) == 1


def test_two_desks_see_each_others_bookings(today, path):
    with RealDesk(path) as asha, RealDesk(path, actor="ravi") as ravi:
        for desk in (asha, ravi):
            desk.until_shown("b books the first patient", "● live")
        asha.press("bLata Rao", "\r")
        ravi.until_shown("Lata Rao", "asha: №1 Lata Rao booked as WALKIN")
        ravi.press("bAnil Khan", "\r")
        ravi.until_shown("№2 Anil Khan has a seat")
        asha.until_shown("Anil Khan")
    assert [t.patient_name for t in queues.tokens(ListTokens())] == ["Lata Rao", "Anil Khan"]


@pytest.mark.parametrize("size", SIZES)
def test_every_line_ends_where_the_terminal_does(today, path, size):
    booked(today.id)
    with RealDesk(path, size) as desk:
        desk.until_shown("? Help", "─ Waiting")
        rules = [row for row in desk.rows if "Doctors" in row or "Waiting · " in row]
        assert [row[-1] in "─━" for row in rules] == [True, True]
        edge = desk.rows[1].index("here") + len("here")
        end = next((y for y, row in enumerate(desk.rows) if "Last events" in row), -3)
        assert {row[edge] for row in desk.rows[2:end]} <= set("│┃─")


def test_another_size_is_taken_up(today, path):
    with RealDesk(path, SMALL) as desk:
        desk.until_shown("? Help")
        desk.resize(*LARGE)
        desk.until_shown("q Quit", "Expected")


# Colour


def test_without_colour_it_writes_none_and_the_cursor_is_seen(today, path):
    booked(today.id, "EMERGENCY", patient=a_patient("Lata Rao").id)
    with RealDesk(path, NO_COLOR="1") as desk:
        desk.until_shown("▸  1    1 Lata Rao", "? Help")
        assert desk.colours() - {39, 49} == set()
        y = next(y for y, row in enumerate(desk.rows) if "1    1 Lata Rao" in row)
        assert desk.screen.buffer[y][desk.rows[y].rindex("Lata")].reverse


@pytest.mark.parametrize("term", ["xterm-16color", "xterm", "linux"])
def test_a_terminal_of_16_colours_gets_no_more(today, path, term):
    booked(today.id, "EMERGENCY", patient=a_patient("Lata Rao").id)
    with RealDesk(path, TERM=term) as desk:
        desk.until_shown("Lata Rao", "? Help")
        assert 32 in desk.colours()
        assert desk.colours() & {38, 48} == set()


# Scripts


@pytest.mark.parametrize("size", SIZES)
def test_the_columns_after_devanagari_and_tamil_line_up(today, path, size):
    for name in INDIC:
        booked(today.id, patient=a_patient(name).id)
    with RealDesk(path, size) as desk:
        desk.until_shown("Asha Patil", "? Help")

        def lined_up(_):
            columns = Counter(desk.columns_of("WALKIN"))  # a large screen names sources in other places, too
            return columns and columns.most_common(1)[0][1] == len(INDIC)

        desk.until(lined_up)


@pytest.mark.parametrize("name", ["लक्ष्मी देवी", "சுந்தரம் சுப்பிரமணியன்"])
def test_the_frame_of_a_card_stands_straight_beside_devanagari_and_tamil(today, path, name):
    booked(today.id, patient=a_patient(name).id)
    with RealDesk(path, SMALL) as desk:
        desk.until_shown("b books", "WALKIN")
        desk.press("\r")
        desk.until_shown("Patient  ", "Slot  ")
        edge = [desk.screen.buffer[y][SMALL[0] - 1].data for y in range(6)]
        assert edge == ["╮", *"│" * 5]


def test_a_devanagari_name_is_typed_and_booked(today, path):
    with RealDesk(path) as desk:
        desk.until_shown("b books")
        desk.press("bगीता शर्मा", "\r")
        desk.until(lambda _: tokens())
    assert queues.tokens(ListTokens())[0].patient_name == "गीता शर्मा"


def test_an_escape_sequence_in_a_name_never_reaches_the_terminal(today, path):
    booked(today.id)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA ignore_check_constraints = 1")
        other.execute("UPDATE patient SET name = ?", ("Ram \x1b]0;owned\x07\x1b[31m\x9b2J",))
    with RealDesk(path) as desk:
        desk.until_shown("Ram �]0;", "? Help")
        desk.write("\r")
        desk.until_shown("booked as WALKIN")
        assert b"\x1b]0;owned" not in desk.raw
        assert b"\xc2\x9b" not in desk.raw


# The end


def test_q_and_yes_leave_the_terminal_as_it_was(today, path):
    with RealDesk(path) as desk:
        desk.until_shown("? Help")
        assert not desk.in_order()
        desk.write("q")
        desk.until_shown("Leave the desk?")
        desk.press("1")
        assert desk.ended() == 0
        assert desk.in_order()
        assert all(off in desk.raw for off in (b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l", b"\x1b[?2004l"))


def test_leaving_says_nothing_more(today, path):
    with RealDesk(path) as desk:
        desk.until_shown("? Help")
        desk.press("q")
        desk.until_shown("Leave the desk?")
        desk.press("y")
        desk.ended()
        assert b"Traceback" not in desk.raw
        assert desk.raw.rpartition(b"\x1b[?1049l")[2].isascii()


@pytest.mark.parametrize("cut", ["hung up", "unplugged"])
def test_a_desk_cut_off_ends_and_leaves_the_database_sound(today, path, cut):
    with RealDesk(path) as desk:
        desk.until_shown("b books")
        desk.press("bLata Rao", "\r")
        desk.until_shown("has a seat")
        if cut == "hung up":
            os.kill(desk.pid, signal.SIGHUP)
            desk.ended()
        else:
            desk.unplug()
    assert tokens() == [(1, "WALKIN", "ACTIVE")]
    assert checking.check() == ()
    booked(today.id)


def test_what_nobody_foresaw_ends_the_desk_with_a_sentence(today, path):
    booked(today.id, patient=a_patient("Lata Rao").id)
    changes = "from opd_tui.tui.desk.screen import DeskScreen; DeskScreen.action_command = lambda self, id: 1 / 0"
    with RealDesk(path, changes=changes) as desk:
        desk.until_shown("Lata Rao", "? Help")
        desk.write("?")
        assert desk.ended() != 0
        after = desk.raw.rpartition(b"\x1b[?1049l")[2].decode()
        assert "something unexpected went wrong" in after
        assert "Traceback" not in after
        assert "Lata" not in after
        assert desk.in_order()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_desk_that_is_told_to_end_leaves_the_terminal_in_order(today, path, number):
    with RealDesk(path) as desk:
        desk.until_shown("? Help")
        os.kill(desk.pid, number)
        assert desk.ended() == 128 + number
        assert desk.in_order()


@pytest.mark.parametrize("sent", [b"\xe9", b"\xff", b"\x9b", b"\x1b[1114112u", b"\x1b[99999999999;9999999999u"])
def test_bytes_that_are_no_keys_end_nothing(today, path, sent):
    with RealDesk(path) as desk:
        desk.until_shown("? Help")
        desk.write(sent)
        for _ in range(20):  # a key that comes in one piece with it may be lost, the next is not
            desk.write("b")
            with suppress(NotSeen):
                desk.until(lambda _: desk.shows("╭─ Book"), limit=1)
                break
        assert desk.shows("╭─ Book")
