"""A hospital with a past, written straight into the tables: every doctor sat three slots of seven on each day before.

Four in five patients came and were seen, one in ten cancelled, one in ten did not come; each with the events of it.
SQLite itself makes the rows, without its indexes and triggers, which are put back at the end: 6 million tokens so take
minutes instead of hours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import hospital

from opd_tui.db import connection
from opd_tui.runtime import clock

SLOTS_A_DAY, SEATS = 3, 7

_NUMBERS = """
WITH RECURSIVE
  day (n) AS (SELECT 1 WHERE :days > 0 UNION ALL SELECT n + 1 FROM day WHERE n < :days),
  part (n) AS (VALUES (0), (1), (2)),
  seat (n) AS (VALUES (0), (1), (2), (3), (4), (5), (6))"""
_DOCTORS = """
WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :doctors)
INSERT INTO doctor (id, name, department, room) SELECT n, 'Dr ' || n, 'Department ' || n % 20, '' FROM number
WHERE n NOT IN (SELECT id FROM doctor)"""
_DOCTORS_LOG = """
INSERT INTO event (id, operation, at, actor, desk, action, doctor_id, detail)
SELECT :first + id, :first + id, :at, 'asha', 'bench', 'add-doctor', id,
       json_object('to', json_object('name', name, 'department', department, 'room', room))
FROM doctor WHERE id NOT IN (SELECT doctor_id FROM event WHERE doctor_id IS NOT NULL)"""
_SLOTS = (
    _NUMBERS
    + """
INSERT INTO slot (id, doctor_id, day, "start", "end", capacity)
SELECT ((day.n - 1) * :doctors + doctor.id - 1) * 3 + part.n + 1, doctor.id,
       date(:today, (day.n - :days - 1) || ' days'),
       date(:today, (day.n - :days - 1) || ' days') || 'T' || (10 + 2 * part.n) || ':00',
       date(:today, (day.n - :days - 1) || ' days') || 'T' || (12 + 2 * part.n) || ':00', 7
FROM day, doctor, part ORDER BY 1"""
)
_SLOTS_LOG = """
INSERT INTO event (id, operation, at, actor, desk, action, doctor_id, slot, detail)
SELECT :first + id, :first + id, day || 'T06:00:00.000Z', 'asha', 'bench', 'add-slot', doctor_id, id,
       '{"to":{"start":"' || "start" || '","end":"' || "end" || '","capacity":7}}'
FROM slot"""
_TOKENS = (
    _NUMBERS
    + """
INSERT INTO token (id, slot_id, patient_id, doctor_id, day, number, source, priority, status, arrival, called,
                   preemptions, arrived_at, called_at, ended_at)
SELECT id, slot, patient, doctor, day, number,
       CASE priority WHEN 1 THEN 'EMERGENCY' WHEN 2 THEN 'PAID' WHEN 3 THEN 'FOLLOWUP' WHEN 4 THEN 'ONLINE'
                     ELSE 'WALKIN' END,
       priority, CASE id % 10 WHEN 0 THEN 'NO_SHOW' WHEN 1 THEN 'CANCELLED' ELSE 'COMPLETED' END, id, 0, 0,
       CASE WHEN seen THEN hour || ':05:00.000Z' END, CASE WHEN seen THEN hour || ':20:00.000Z' END,
       CASE WHEN seen THEN hour || ':30:00.000Z' END
FROM (SELECT (slot.id - 1) * 7 + seat.n + 1 AS id, slot.id AS slot,
             (slot.id * 31 + seat.n * 7) % :patients + 1 AS patient,
             slot.doctor_id AS doctor, slot.day AS day, (slot.id - 1) % 3 * 7 + seat.n + 1 AS number,
             (slot.id + seat.n) % 5 + 1 AS priority, ((slot.id - 1) * 7 + seat.n + 1) % 10 > 1 AS seen,
             substr(slot."start", 1, 13) AS hour
      FROM slot, seat ORDER BY slot.id, seat.n)"""
)
_TOKENS_LOG = (
    "WITH step (n) AS (VALUES (0), (1), (2), (3))"
    + """
INSERT INTO event (id, operation, at, actor, desk, action, slot, token_id, detail)
SELECT :first + 4 * t.id + step.n, :first + 4 * t.id + step.n,
       CASE step.n WHEN 0 THEN t.day || 'T08:00:00.000Z' WHEN 1 THEN coalesce(t.arrived_at, t.day || 'T11:00:00.000Z')
                   WHEN 2 THEN t.called_at ELSE t.ended_at END,
       'asha', 'bench:' || t.doctor_id % 8,
       CASE WHEN step.n = 0 THEN 'book' WHEN t.status = 'NO_SHOW' THEN 'no-show'
            WHEN t.status = 'CANCELLED' THEN 'cancel' WHEN step.n = 1 THEN 'arrive'
            WHEN step.n = 2 THEN 'call' ELSE 'complete' END,
       t.slot_id, t.id,
       CASE WHEN step.n = 0 THEN '{"from":{"status":null},"to":{"status":"ACTIVE","source":"' || t.source
                 || '","number":' || t.number || ',"arrival":' || t.arrival || ',"patient":' || t.patient_id || '}}'
            WHEN t.status <> 'COMPLETED' THEN '{"from":{"status":"ACTIVE"},"to":{"status":"' || t.status || '"}}'
            WHEN step.n = 1 THEN '{"from":{"arrived_at":null},"to":{"arrived_at":"' || t.arrived_at || '"}}'
            WHEN step.n = 2 THEN '{"from":{"called":false,"called_at":null},"to":{"called":true,"called_at":"'
                 || t.called_at || '"}}'
            ELSE '{"from":{"status":"ACTIVE","called":true,"ended_at":null},"to":{"status":"COMPLETED","called":false,'
                 || '"ended_at":"' || t.ended_at || '"}}' END
FROM token t, step WHERE step.n < 2 OR t.status = 'COMPLETED' ORDER BY 1"""
)
_COUNTERS = (
    "INSERT OR REPLACE INTO counter (name, value) SELECT 'slot', max(id) FROM slot HAVING count(*)",
    "INSERT OR REPLACE INTO counter (name, value) SELECT 'arrival', max(arrival) FROM token HAVING count(*)",
    "INSERT INTO counter (name, value) SELECT 'number:' || doctor_id || ':' || day, max(number)"
    " FROM token GROUP BY doctor_id, day",
)


def write(path: Path, doctors: int, patients: int, tokens: int) -> int:
    """Add doctors up to so many, and so many tokens of history, rounded up to whole days; the size of the file."""
    a_day = doctors * SLOTS_A_DAY * SEATS
    with hospital.opened(path):
        given = {"doctors": doctors, "patients": patients, "today": clock.today(), "days": -(-tokens // a_day)}
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in ("journal_mode = memory", "synchronous = off", "cache_size = -400000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        with _without_indexes(database):
            for rows, log in ((_DOCTORS, _DOCTORS_LOG), (_SLOTS, _SLOTS_LOG), (_TOKENS, _TOKENS_LOG)):
                database.execute(rows, given)
                [first] = database.execute("SELECT coalesce(max(id), 0) FROM event").fetchone()
                database.execute(log, {"first": first, "at": f"{given['today']}T00:00:00.000Z"})
            for counter in _COUNTERS:
                database.execute(counter)
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode = wal")
    connection.connect(str(path))
    connection.close()
    return path.stat().st_size


@contextmanager
def _without_indexes(database: sqlite3.Connection) -> Iterator[None]:
    """Take the indexes and triggers of the large tables away, and put them back as they were."""
    found = database.execute(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE tbl_name IN ('slot', 'token', 'event') AND type IN ('index', 'trigger') AND sql IS NOT NULL"
    ).fetchall()
    for kind, name, _ in found:
        database.execute(f"DROP {kind} {name}")
    yield
    for _, _, sql in found:
        database.execute(sql)
