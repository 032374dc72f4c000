"""Standard streams that are closed, full or of the wrong kind: a sentence, or the exit status where nobody can read."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest

from opd_tui.db import connection
from tests.support.factories import a_slot
from tests.support.terminal import RealDesk

NO_OUTPUT = "opd-tui: Standard output is closed: nothing can be shown. Nothing was done.\n"
NO_INPUT = "opd-tui: Standard input is closed: there is nothing to read. Nothing was done.\n"
NO_TERMINAL = "opd-tui: The desk needs a terminal; `opd-tui --help` lists the commands for other programs.\n"
FULL = "opd-tui: The system refused: No space left on device.\n"
needs_dev_full = pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has it")


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def opd(database, tmp_path):
    """Run `opd-tui` with these words in a real shell, redirections among them."""
    a_slot()
    connection.close()
    # A library that is loaded before Python, as faketime's is, opens files of its own where a stream is closed.
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}

    def run(words: str, lines: str = "") -> Done:
        command = f"exec {sys.executable} -m opd_tui --db {database} {words}"
        done = subprocess.run(
            ["bash", "-c", command], input=lines, capture_output=True, text=True, cwd=tmp_path, env=environment
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.mark.parametrize("command", ["doctors", "batch -", "backup copy.db", "--help", "--version", "", "nonsense"])
def test_without_an_output_nothing_is_done(opd, tmp_path, command):
    before = set(tmp_path.iterdir())
    assert opd(f"{command} >&-", '{"do":"add-doctor","name":"Dr Iyer"}\n') == (1, "", NO_OUTPUT)
    assert set(tmp_path.iterdir()) == before


@pytest.mark.parametrize(("command", "words"), [("batch -", NO_INPUT), ("", NO_TERMINAL), ("demo", NO_TERMINAL)])
def test_without_an_input_what_needs_one_says_so(opd, command, words):
    assert opd(f"{command} <&-") == (1, "", words)


def test_without_an_input_a_listing_is_shown(opd):
    assert "Dr Rao" in opd("doctors <&-").out


@pytest.mark.parametrize("closed", ["2>&-", "<&- 2>&-"])
def test_without_a_place_for_errors_a_command_works(opd, closed):
    done = opd(f"doctors {closed}")
    assert done.code == 0
    assert "Dr Rao" in done.out


def test_an_error_that_nobody_can_read_is_the_exit_status_alone(opd):
    assert opd("slot 77 2>&-") == (1, "", "")


@needs_dev_full
@pytest.mark.parametrize("words", ["slot 77 2>/dev/full", "doctors >/dev/full 2>/dev/full", "doctors >/dev/full 2>&-"])
def test_an_error_that_finds_a_full_disk_is_the_exit_status_alone(opd, words):
    assert opd(words) == (1, "", "")


@needs_dev_full
@pytest.mark.parametrize("command", ["--help", "--version", "log", "tokens --json"])
def test_a_full_disk_is_named(opd, command):
    assert opd(f"{command} >/dev/full") == (1, "", FULL)


@pytest.mark.parametrize("words", ["batch - 0>written", "doctors 1</dev/null"])
def test_a_stream_of_the_wrong_kind_is_one_line(opd, words):
    done = opd(words)
    assert (done.code, done.err.splitlines()[-1]) == (1, "opd-tui: The system refused: Bad file descriptor.")


@pytest.mark.parametrize("command", ["doctors", "batch -", "check", "backup copy.db", "", "demo", "--help"])
def test_no_streams_whatever_are_unexpected(opd, command):
    for closed in product(("", "<&-"), ("", ">&-"), ("", "2>&-")):
        done = opd(f"{command} {' '.join(closed)}")
        assert not re.search("unexpected|Traceback|Error", done.out + done.err), closed


def test_a_desk_without_a_place_for_errors_opens(database):
    closed = "import os, sys; os.close(2); sys.stderr = sys.__stderr__ = None"
    with RealDesk(database, changes=closed) as desk:
        desk.until_shown("? Help")
