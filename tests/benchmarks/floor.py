"""The floor for bookings: the reads and writes of one, written by hand for a bare driver.

It makes the same rows as `services.booking.book` does (engine.py compares them), in the same transaction, on a database
with the same constraints and triggers and under the same settings; it has no layers, no errors in words, no views.
"""

from __future__ import annotations

import json
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

PRIORITY = {"EMERGENCY": 1, "PAID": 2, "FOLLOWUP": 3, "ONLINE": 4, "WALKIN": 5}

_SEATS = """
SELECT s.doctor_id, d.name, s."start", s."end", s.capacity,
       (SELECT count(*) FROM token WHERE slot_id = ? AND status = 'COMPLETED'),
       (SELECT count(*) FROM token WHERE slot_id = ? AND status = 'ACTIVE')
FROM slot s JOIN doctor d ON d.id = s.doctor_id WHERE s.id = ?"""
_WORST_ACTIVE = """
SELECT priority, arrival, id, called FROM token WHERE slot_id = ? AND status = 'ACTIVE' AND called = FALSE
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
ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"""
_PREEMPT = "UPDATE token SET status = 'WAITING', preemptions = preemptions + 1 WHERE id = ?"
_INSERT = """
INSERT INTO token (slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called, preemptions,
                   arrived_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, FALSE, 0, ?)"""
_EVENT = """
INSERT INTO event (operation, at, actor, desk, action, slot, token_id, cause_id, detail)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""


class Desk(ABC):
    """A bare connection, and a booking by hand on it."""

    run: Callable[..., Any]
    """Runs a statement with its values; returns the driver's cursor."""

    def __init__(self, actor: str, desk: str) -> None:
        self.actor, self.desk = actor, desk

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @abstractmethod
    def begin(self, slot: int) -> None:
        """Begin a transaction that changes this slot."""

    @abstractmethod
    def commit(self) -> None:
        """End it."""

    @abstractmethod
    def next_arrival(self) -> int:
        """The next value of the counter of arrivals."""

    @abstractmethod
    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Insert a row; its id."""

    @abstractmethod
    def next_operation(self) -> int | None:
        """The id of the next operation; None where the server puts it in."""

    @contextmanager
    def transaction(self, slot: int = 0) -> Iterator[None]:
        """One transaction that changes this slot."""
        self.begin(slot)
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.commit()

    def book(self, slot: int, source: str, patient: int) -> int:
        """Give out a token to a patient who is known, durably; its id."""
        with self.transaction(slot):
            return self.give(slot, source, patient)

    def give(self, slot: int, source: str, patient: int) -> int:
        """As `book`, in a transaction that is open."""
        run = self.run
        doctor, _, start, end, capacity, completed, active = run(_SEATS, (slot, slot, slot)).fetchone()
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
        number = self._next(f"number:{doctor}:{day}")
        arrival = self.next_arrival()
        arrived = self._arrived(source, start, end)
        token = self.insert(_INSERT, (slot, patient, doctor, day, number, source, priority, status, arrival, arrived))
        after = {"status": status, "source": source, "number": number, "arrival": arrival, "patient": patient}
        if arrived:
            after["arrived_at"] = arrived
        operation = self._log(self.next_operation(), "book", slot, token, None, {"from": {"status": None}, "to": after})
        if victim:
            detail = {"from": {"status": "ACTIVE"}, "to": {"status": "WAITING"}, "why": "book"}
            self._log(operation, "preempt", slot, victim[0], token, detail)
        return token

    def _next(self, counter: str) -> int:
        [value] = self.run(_NEXT, (counter,)).fetchone()
        return int(value)

    @staticmethod
    def _arrived(source: str, start: str, end: str) -> str | None:
        """When a patient who stands at the desk arrived; the hospital's zone is UTC."""
        now = datetime.now(UTC).replace(tzinfo=None)
        soon, minute = (now + timedelta(hours=1)).isoformat(timespec="minutes"), now.isoformat(timespec="minutes")
        if source not in ("WALKIN", "EMERGENCY") or start > soon or minute >= end:
            return None
        return now.isoformat(timespec="milliseconds") + "Z"

    def _log(
        self, operation: int | None, action: str, slot: int, token: int, cause: int | None, detail: dict[str, object]
    ) -> int:
        """Write an event; its operation."""
        at = datetime.now(UTC).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"
        text = json.dumps(detail, ensure_ascii=False, separators=(",", ":"))
        made = self.insert(_EVENT, (operation, at, self.actor, self.desk, action, slot, token, cause, text))
        return made if operation is None else operation


class FileDesk(Desk):
    """The standard library's `sqlite3`, with the pragmas of opd_tui."""

    def __init__(self, path: Path | str, actor: str = "asha", desk: str = "bench") -> None:
        super().__init__(actor, desk)
        self.connection = sqlite3.connect(path, isolation_level=None, timeout=5.0)
        for pragma in ("journal_mode = wal", "synchronous = full", "foreign_keys = 1"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.run = self.connection.execute

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def begin(self, slot: int) -> None:
        """One immediate transaction."""
        self.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """End it."""
        self.run("COMMIT")

    def next_arrival(self) -> int:
        """From the table of counters."""
        return self._next("arrival")

    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Insert a row; its id."""
        made = self.run(sql, values).lastrowid
        assert made is not None
        return made

    def next_operation(self) -> int:
        """One more than the last event."""
        [operation] = self.run("SELECT COALESCE(MAX(id), 0) + 1 FROM event").fetchone()
        return int(operation)


_HOSPITAL = 0x4F504454
"""The advisory lock of opd_tui.db.postgres.transactions."""


class ServerDesk(Desk):
    """Bare psycopg, with the locks of opd_tui."""

    def __init__(self, url: str, actor: str = "asha", desk: str = "bench") -> None:
        import psycopg
        from psycopg.types.numeric import Int8Dumper

        super().__init__(actor, desk)
        self.connection: psycopg.Connection = psycopg.connect(url, autocommit=True)
        self.connection.adapters.register_dumper(int, Int8Dumper)
        self.run = self._run

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _run(self, sql: str, values: Sequence[object] = ()) -> psycopg.Cursor:
        return self.connection.execute(sql.replace("?", "%s").encode(), values or None)

    def begin(self, slot: int) -> None:
        """A transaction that shares the hospital's lock and locks the slot's row."""
        self.run(f"BEGIN; SELECT pg_advisory_xact_lock_shared({_HOSPITAL})")
        self.run("SELECT 1 FROM slot WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE", ([slot],))

    def commit(self) -> None:
        """End it, and tell the desks."""
        self.run("NOTIFY opd_changed; COMMIT")

    def next_arrival(self) -> int:
        """From the sequence."""
        [arrival] = self.run("SELECT nextval('token_arrival_given')").fetchone()  # type: ignore[misc] # one row
        return int(arrival)

    def insert(self, sql: str, values: Sequence[object]) -> int:
        """Insert a row; its id."""
        [made] = self.run(f"{sql} RETURNING id", values).fetchone()  # type: ignore[misc] # one row
        return int(made)

    def next_operation(self) -> None:
        """A trigger puts it in."""


def floor(target: str, actor: str = "asha", desk: str = "bench") -> Desk:
    """A bare connection to the database that `--db` names so."""
    return ServerDesk(target, actor, desk) if "://" in target else FileDesk(target, actor, desk)
