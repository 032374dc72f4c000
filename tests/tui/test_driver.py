"""What is written to a terminal that does not read, or is gone."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from opd_tui.tui import driver
from opd_tui.tui.driver import Writer

LIMIT = 20.0


class Far:
    """The far end of a writer: a pipe, full after some 64 kB. `gone` and `behind` tell what the writer said."""

    def __init__(self) -> None:
        self.end, near = os.pipe()
        self.gone, self.behind = threading.Event(), threading.Event()
        self.file = os.fdopen(near, "w", encoding="utf-8")
        self.writer = Writer(self.file, gone=self.gone.set, behind=self.behind.set)

    def read(self, until: bytes) -> bytes:
        """All that comes, until it ends with this."""
        found = b""
        while not found.endswith(until):
            found += os.read(self.end, 65536)
        return found


@pytest.fixture
def far() -> Iterator[Far]:
    made = Far()
    yield made
    os.close(made.end)
    made.writer.stop()
    made.file.close()


def test_what_is_written_comes_whole_and_in_order(far):
    for n in range(1000):
        far.writer.write(f"{n} राम;")
    assert far.read(until="999 राम;".encode()).decode() == "".join(f"{n} राम;" for n in range(1000))


def test_the_rest_is_written_before_it_stops(far):
    far.writer.write("x" * 1000)
    far.writer.stop()
    assert far.read(until=b"x") == b"x" * 1000


def test_nobody_waits_for_a_reader_that_never_reads(far):
    for _ in range(300):
        far.writer.write("x" * 10_000)
    far.writer.stop()  # all of this returns


def test_a_reader_that_was_too_late_gets_the_newest_and_a_new_picture(far, monkeypatch):
    monkeypatch.setattr(driver, "UNREAD_BYTES", 100_000)
    for _ in range(100):
        far.writer.write("x" * 10_000)
    far.writer.write("newest")
    assert len(far.read(until=b"newest")) < 400_000
    assert far.behind.wait(LIMIT)


def test_a_reader_that_is_gone_is_told_of(far):
    end, far.end = far.end, os.open(os.devnull, os.O_RDONLY)
    os.close(end)
    far.writer.write("x")
    assert far.gone.wait(LIMIT)
    far.writer.write("y")
    far.writer.stop()


def test_what_the_encoding_lacks_is_written_as_its_number():
    end, near = os.pipe()
    with os.fdopen(near, "w", encoding="latin-1") as file, os.fdopen(end, "rb") as far_end:
        writer = Writer(file, gone=lambda: None, behind=lambda: None)
        writer.write("é राम")
        writer.stop()
        assert os.read(far_end.fileno(), 100) == b"\xe9 \\u0930\\u093e\\u092e"
