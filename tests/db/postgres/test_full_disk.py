"""The server's disk is full: the desk says so, changes nothing, and works when there is space again."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.errors import Storage
from tests.support import server
from tests.support.factories import ZONE, a_slot, booked

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(server.SERVER not in os.environ, reason="no PostgreSQL server"),
    pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk"),
]


@pytest.fixture
def small_disk(durable):
    """A hospital on a disk of 24 MB, and a file that can fill it."""
    import psycopg

    connection.close()
    disk, owner = durable.folder / "disk", durable.data.stat()
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m,mode=777", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip("this machine lets nobody make a small disk")
    try:
        os.chown(disk, owner.st_uid, owner.st_gid)
        disk.chmod(0o700)
        with psycopg.connect(durable.url("postgres"), autocommit=True) as admin:
            admin.execute(f"CREATE TABLESPACE small LOCATION '{disk}'".encode())
            admin.execute("CREATE DATABASE tight TABLESPACE small")
        connection.connect(durable.url("tight"), as_owner=True, time_zone=ZONE)
        yield disk / "other"
    finally:
        connection.close()
        durable.stop()
        subprocess.run(["umount", disk], check=True)


def fill_the_disk(with_file: Path) -> None:
    """Write until nothing more can be written."""
    with suppress(OSError):
        descriptor = os.open(with_file, os.O_CREAT | os.O_WRONLY)
        try:
            while True:
                os.write(descriptor, bytes(4096))
        finally:
            os.close(descriptor)


def book_many(slot: int, answered: list[int]) -> None:
    """Book 500 times; the tokens that were given out, though it may end with an error."""
    answered.extend(booked(slot).token.id for _ in range(500))


def test_a_booking_on_a_full_disk_is_refused_whole_and_possible_afterwards(small_disk):
    slot = a_slot(500).id
    fill_the_disk(small_disk)
    answered: list[int] = []
    with pytest.raises(Storage, match=r"disk .* is full"):
        book_many(slot, answered)
    assert tables.Token.select().count() == len(answered)
    small_disk.unlink()
    booked(slot)
    assert tables.Token.select().count() == len(answered) + 1
    assert checking.check() == ()
