"""The floor for bookings: the standard library's `sqlite3` with the reads and writes of a booking written by hand.

It makes the same rows as `services.booking.book` does (engine.py compares them), in the same transaction, on a file
with the same constraints and triggers and under the same pragmas; it has no layers, no errors in words, no views.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

PRIORITY = {"EMERGENCY": 1, "PAID": 2, "FOLLOWUP": 3, "ONLINE": 4, "WALKIN": 5}

_SEATS = """
SELECT s.doctor_id, d.name, s."start", s."end", s.capacity,
       (SELECT count(*) FROM token WHERE slot_id = :slot AND status = 'COMPLETED'),
       (SELECT count(*) FROM token WHERE slot_id = :slot AND status = 'ACTIVE')
FROM slot s JOIN doctor d ON d.id = s.doctor_id WHERE s.id = :slot"""
_WORST_ACTIVE = """
SELECT priority, arrival, id, called FROM token WHERE slot_id = ? AND status = 'ACTIVE' AND called = 0
ORDER BY priority DESC, arrival DESC LIMIT 1"""
_FIRST_WAITER = """
SELECT priority, arrival, id, called FROM token WHERE slot_id = ? AND status = 'WAITING'
ORDER BY priority, arrival LIMIT 1"""
_PATIENT = """
SELECT p.id, p.name, p.mrn, h.shown FROM patient p LEFT JOIN patient_phone h ON h.patient_id = p.id WHERE p.id = ?"""
_VISITS = """
SELECT s."start", t.arrival, t.status, t.source, s.doctor_id, d.name, d.department
FROM token t JOIN slot s ON s.id = t.slot_id JOIN doctor d ON d.id = s.doctor_id
WHERE t.patient_id = ? AND (t.status = 'COMPLETED'
      OR t.source = 'FOLLOWUP' AND t.status IN ('ACTIVE', 'WAITING', 'COMPLETED'))"""
_TOKEN = """
SELECT t.id, t.number, t.slot_id, t.patient_id, p.name, t.source, t.priority, t.status, t.arrival, t.called,
       t.preemptions, t.arrived_at, t.called_at, t.ended_at
FROM token t JOIN patient p ON p.id = t.patient_id WHERE t.id = ?"""
_NEXT = """
INSERT INTO counter (name, value) VALUES (?, 1)
ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value"""
_PREEMPT = "UPDATE token SET status = 'WAITING', preemptions = preemptions + 1 WHERE id = ?"
_INSERT = """
INSERT INTO token (slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called, preemptions,
                   arrived_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)"""
_EVENT = """
INSERT INTO event (operation, at, actor, desk, action, slot, token_id, cause_id, detail)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_NEXT_EVENT = "SELECT COALESCE(MAX(id), 0) + 1 FROM event"


class Desk:
    """A connection of the standard library, with the pragmas of opd_tui."""

    def __init__(self, path: Path, actor: str = "asha", desk: str = "bench") -> None:
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = 1"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.actor, self.desk = actor, desk

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """One immediate transaction."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def book(self, slot: int, source: str, patient: int) -> int:
        """Give out a token to a patient who is known, durably; its id."""
        with self.transaction():
            return self.give(slot, source, patient)

    def give(self, slot: int, source: str, patient: int) -> int:
        """As `book`, in a transaction that is open."""
        run = self.connection.execute
        doctor, _, start, end, capacity, completed, active = run(_SEATS, {"slot": slot}).fetchone()
        free = capacity - completed - active
        worst = run(_WORST_ACTIVE, (slot,)).fetchone() if free <= 0 else None
        first = run(_FIRST_WAITER, (slot,)).fetchone()
        priority, day = PRIORITY[source], start[:10]
        run(_PATIENT, (patient,)).fetchone()
        if source in ("ONLINE", "WALKIN") and any(row[2] == "COMPLETED" for row in run(_VISITS, (patient,))):
            raise AssertionError("nobody comes again here: the floor has no follow-ups")
        victim = None
        if free > 0:
            status = "WAITING" if first and first[0] <= priority else "ACTIVE"
        elif worst and priority < worst[0]:
            status, victim = "ACTIVE", run(_TOKEN, (worst[2],)).fetchone()
            run(_PREEMPT, (worst[2],))
        else:
            status = "WAITING"
        [number] = run(_NEXT, (f"number:{doctor}:{day}",)).fetchone()
        [arrival] = run(_NEXT, ("arrival",)).fetchone()
        arrived = self._arrived(source, start, end)
        row = (slot, patient, doctor, day, number, source, priority, status, arrival, arrived)
        token = run(_INSERT, row).lastrowid
        assert token is not None
        after = {"status": status, "source": source, "number": number, "arrival": arrival, "patient": patient}
        if arrived:
            after["arrived_at"] = arrived
        [operation] = run(_NEXT_EVENT).fetchone()
        self._log(operation, "book", slot, token, None, {"from": {"status": None}, "to": after})
        if victim:
            detail = {"from": {"status": "ACTIVE"}, "to": {"status": "WAITING"}, "why": "book"}
            self._log(operation, "preempt", slot, victim[0], token, detail)
        return token

    @staticmethod
    def _arrived(source: str, start: str, end: str) -> str | None:
        """When a patient who stands at the desk arrived; the hospital's zone is UTC."""
        now = datetime.now(UTC).replace(tzinfo=None)
        soon, minute = (now + timedelta(hours=1)).isoformat(timespec="minutes"), now.isoformat(timespec="minutes")
        if source not in ("WALKIN", "EMERGENCY") or start > soon or minute >= end:
            return None
        return now.isoformat(timespec="milliseconds") + "Z"

    def _log(
        self, operation: int, action: str, slot: int, token: int, cause: int | None, detail: dict[str, object]
    ) -> None:
        at = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
        text = json.dumps(detail, ensure_ascii=False, separators=(",", ":"))
        self.connection.execute(_EVENT, (operation, at, self.actor, self.desk, action, slot, token, cause, text))
