"""kill -9: what was answered is there, and what was not answered left nothing behind."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from tests.support import batches
from tests.support.factories import a_slot, a_token


def load() -> bytes:
    """A day in one slot: the doctor, the slot, then more bookings than will be answered."""
    lines = [
        {"do": "add-doctor", "name": "Dr Rao"},
        {
            "do": "add-slot",
            "doctor": 1,
            "start": "2026-11-23T10:00",
            "end": "2026-11-23T11:00",
            "capacity": 9,
        },
    ]
    for n in range(1, 400):
        source = ("WALKIN", "PAID", "EMERGENCY")[n % 3]
        lines.append({"do": "book", "slot": 1, "patient": {"name": f"Patient {n}"}, "source": source})
        if n % 5 == 0:
            lines.append({"do": "cancel", "token": n - 2})
    return batches.as_lines(*lines)


def answers_until_killed(path, wanted: int) -> list[dict]:
    """The whole answers of a batch that is killed as soon as `wanted` have come."""
    command = [*batches.BATCH, path, "batch", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as batch:
        batch.stdin.write(load())  # fits into the pipe, so nobody waits for anybody
        batch.stdin.flush()
        lines = [batch.stdout.readline() for _ in range(wanted)]
        batch.kill()
        lines += batch.stdout.readlines()
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


@pytest.mark.parametrize("wanted", [3, 60, 200])
def test_every_booking_that_was_answered_survives_a_kill(path, wanted):
    answers = answers_until_killed(path, wanted)
    assert all(answer["ok"] for answer in answers)
    promised = {a["result"]["token"]["number"] for a in answers if "preempted" in a["result"]}
    connection.connect(str(path))
    kept = {number for (number,) in tables.Token.select(tables.Token.number).tuples()}
    assert promised <= kept
    assert checking.check() == ()
    connection.close()


def test_a_desk_killed_inside_a_transaction_blocks_nobody_and_leaves_nothing(database):
    slot = a_slot()
    before = tables.Patient.select().count()
    code = (
        "import sys; from opd_tui.db import connection; from tests.support.factories import a_patient\n"
        "connection.connect(sys.argv[1])\n"
        "with connection.transaction():\n"
        "    a_patient('Half booked'); print('inside', flush=True); sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, database]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as desk:
        assert desk.stdout.readline() == b"inside\n"
        desk.kill()
    assert a_token(slot.id).status == "ACTIVE"
    assert tables.Patient.select().count() == before + 1
