"""The terminal is taken away or never reads, the desk is told to end: it ends soon, nothing is lost or half done."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path

import pyte
import pytest

from opd_tui.check import checking
from opd_tui.db import connection
from opd_tui.tui.key_queue import BURST_SECONDS
from tests.support.cut_desk import CutDesk
from tests.support.desk import tokens
from tests.support.factories import a_slot
from tests.support.terminal import RealDesk

SOON = 2.0
"""Seconds within which a desk on a quiet machine has ended, whatever it waits for."""
CUTS = 200
NAMES = ("Lata Rao", "Anil Khan", "Mary Thomas", "Usha Nair", "Ravi Das", "Zoya Shaikh")
KEYS = ("b", "bLata Rao", "bLata Rao\r", "q", "?", "f", "T", "U", "L", "S", "\x1b", "jjjkkk", "A", "/")


@pytest.fixture
def today(database: Path) -> None:
    """A slot of six seats for the whole of the day on which the clock stands, open in this process too."""
    a_slot(seats=6, start="00:00", end="23:59")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process is in the middle of a transaction, and stays there."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def shown(desk: CutDesk) -> CutDesk:
    desk.until_written("first patient")
    return desk


def book_unread(desk: CutDesk) -> None:
    """Six patients, booked while nothing is read of what the desk paints: more than a terminal takes unread."""
    shown(desk).read = False
    for count, name in enumerate(NAMES, 1):
        time.sleep(2 * BURST_SECONDS)  # else the keys go on with the burst of the booking before
        desk.type(f"{'b' if count == 1 else chr(13)}{name}")
        time.sleep(4 * BURST_SECONDS)  # the Enter of a burst books nobody
        desk.type("\r")
        assert desk.until(lambda: len(tokens()) == count)  # noqa: B023 - called before the next round


# The line is cut


@pytest.mark.parametrize("controlled", [True, False], ids=["told", "not told"])
def test_a_desk_ends_with_its_terminal(today, path, controlled):
    with CutDesk(path, controlled=controlled) as desk:
        shown(desk).hang_up()
        assert desk.ended() == 128 + signal.SIGHUP


@pytest.mark.parametrize("written", [1, 200, 2000])
def test_a_desk_cut_off_while_it_starts_to_paint_ends(today, path, written):
    with CutDesk(path) as desk:
        desk.until(lambda: len(desk.seen) >= written)
        desk.hang_up()
        assert desk.ended() == 128 + signal.SIGHUP


def test_a_desk_cut_off_while_a_form_opens_ends(today, path):
    with CutDesk(path) as desk:
        shown(desk).type("b")
        desk.hang_up()
        assert desk.ended() == 128 + signal.SIGHUP


def test_a_desk_whose_input_ends_ends(today, path):
    with CutDesk(path, controlled=False, apart=True) as desk:
        shown(desk).close_input()
        assert desk.ended() == 128 + signal.SIGHUP


def test_a_desk_whose_output_breaks_ends(today, path):
    with CutDesk(path, controlled=False, apart=True) as desk:
        shown(desk).close_output()
        assert desk.ended() == 128 + signal.SIGHUP


def book_lata(desk: CutDesk) -> None:
    """Enter comes once she was looked up: one that belongs to a burst books nobody."""
    shown(desk).type("b")
    desk.until_written("ame, phone")
    desk.type("Lata Rao")
    desk.until_written("Lata Rao")
    time.sleep(4 * BURST_SECONDS)
    desk.type("\r")


def test_a_desk_whose_database_is_locked_ends_with_its_terminal(today, path):
    with CutDesk(path) as desk, locked(path):
        book_lata(desk)
        desk.until_written("Waiting for another desk")
        desk.hang_up()
        assert desk.ended() == 128 + signal.SIGHUP
    assert tokens() == []


def test_what_is_being_written_is_finished(today, path):
    changes = (
        "import sys, time; from contextlib import contextmanager; from pathlib import Path\n"
        "from opd_tui.db import connection\n"
        "transaction, path = connection.transaction, Path(sys.argv[2])\n"
        "@contextmanager\n"
        "def slow(**how):\n"
        "    with transaction(**how):\n"
        "        yield\n"
        "        path.with_name('inside').touch(); time.sleep(0.5)\n"
        "connection.transaction = slow\n"
    )
    connection.close()
    with CutDesk(path, changes=changes) as desk:
        book_lata(desk)
        assert desk.until(path.with_name("inside").exists)
        desk.hang_up()
        assert desk.ended() == 128 + signal.SIGHUP
    assert not path.with_name("opd.db-wal").exists()  # every connection was closed
    connection.connect(str(path))
    assert tokens() == [(1, "WALKIN", "ACTIVE")]


# It is stopped


def test_a_desk_that_was_stopped_goes_on(today, path):
    with CutDesk(path) as desk:
        shown(desk).stop()
        desk.seen = b""
        desk.signal(signal.SIGCONT)
        shown(desk).type("b")
        desk.until_written("ame, phone")


def test_a_stopped_desk_ends_with_its_terminal(today, path):
    with CutDesk(path) as desk:
        shown(desk).stop()
        desk.hang_up()
        assert desk.ended() == 128 + signal.SIGHUP


# It is told to end


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_desk_whose_terminal_reads_no_more_goes_on_and_ends_when_it_is_told_to(today, path, number):
    with CutDesk(path) as desk:
        book_unread(desk)
        desk.signal(number)
        assert desk.ended() == 128 + number


def test_a_terminal_that_reads_again_after_long_gets_the_whole_picture(today, path):
    def whole() -> bool:
        screen = pyte.Screen(100, 30)
        pyte.ByteStream(screen).feed(desk.seen)
        rows = [row.rstrip() for row in screen.display]
        return all(any(name in row for row in rows) for name in NAMES) and [len(row) for row in rows[1:2]] == [100]

    with CutDesk(path, changes="from opd_tui.tui import driver; driver.UNREAD_BYTES = 12_000") as desk:
        book_unread(desk)
        desk.type("\x1b")
        desk.read = True
        assert desk.until(whole), desk.seen


def test_a_desk_that_hangs_ends_when_it_is_told_to_and_leaves_the_terminal_in_order(today, path):
    changes = (
        "import os, threading; from opd_tui.tui.desk.screen import DeskScreen\n"
        "DeskScreen.action_command = lambda self, id: (os.write(1, b'\\x1b]0;hangs\\x07'), threading.Event().wait())"
    )
    with RealDesk(path, changes=changes) as desk:
        desk.until_shown("? Help")
        desk.write("?")
        desk.until(lambda _: b"hangs" in desk.raw)
        os.kill(desk.pid, signal.SIGTERM)
        assert desk.ended() == 128 + signal.SIGTERM
        assert desk.in_order()
        assert b"\x1b[?1049l" in desk.raw


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_demo_that_is_told_to_end_leaves_no_files(today, path, number):
    def files():
        return list(path.parent.glob("opd-demo-*/demo.db"))

    with CutDesk(path, command="demo") as desk:
        assert desk.until(files)  # it is being made
        desk.signal(number)
        assert desk.ended() == 128 + number
    assert files() == []


# However often


def cut(desk: CutDesk, how: str) -> int | None:
    """Take away the terminal in this way, or tell the desk to end; what `ended` says within SOON."""
    match how:
        case "hung up" | "unplugged" | "unplugged unheard" | "full and unplugged":
            if how == "hung up":
                desk.signal(signal.SIGHUP)
            desk.hang_up()
        case "input":
            desk.close_input()
        case "output":
            desk.close_output()
        case _:
            desk.signal(signal.SIGTERM)
    return desk.ended(SOON)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(CUTS))
def test_no_cut_at_any_moment_leaves_a_process(today, path, seed):
    dice = random.Random(seed)
    how = dice.choice(
        ("hung up", "unplugged", "unplugged unheard", "full and unplugged", "input", "output", "told", "full and told")
    )
    apart, full = how in ("input", "output"), how.startswith("full")
    with (
        CutDesk(path, controlled=not apart and how != "unplugged unheard", apart=apart, read=not full) as desk,
        locked(path) if dice.random() < 0.25 else nullcontext(),
    ):
        begun = dice.random()
        if begun < 0.4:
            desk.until(lambda: False, dice.random() * 1.5)
        else:
            desk.until(lambda: b"first patient" in desk.seen, 1.5 if full else 20)
            desk.type("".join(dice.choices(KEYS, k=dice.randrange(1, 4))))
            if begun > 0.7:
                desk.resize(dice.randrange(20, 50), dice.randrange(80, 200))
            desk.until(lambda: False, dice.random() * 0.3)
        assert cut(desk, how) is not None, f"{how}: it lives on"
        assert b"Traceback" not in desk.seen
    assert checking.check() == ()
