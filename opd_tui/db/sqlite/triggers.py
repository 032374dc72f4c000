"""The triggers for what a CHECK cannot express on SQLite: seats, overlaps, kept counts, and an unchangeable log."""

from __future__ import annotations

import sqlite3

import peewee

from opd_tui.db.sqlite import kept_counts

_SEATED = "(SELECT count(*) FROM token WHERE slot_id = {slot} AND status IN ('ACTIVE', 'COMPLETED'))"
_OVERSELLS = (
    "SELECT RAISE(ABORT, 'no_seat') WHERE "  # noqa: S608 - constants
    + _SEATED.format(slot="NEW.slot_id")
    + " > (SELECT capacity FROM slot WHERE id = NEW.slot_id);"
)
# A closed slot without live tokens blocks no time. The other windows of one doctor never overlap, so of these only
# the last one that begins before a window's end can overlap it.
_LIVE_IN = "EXISTS (SELECT 1 FROM token WHERE slot_id = {slot} AND status IN ('ACTIVE', 'WAITING'))"
_TAKES_TIME = f"(NOT {{slot}}.closed OR {_LIVE_IN.format(slot='{slot}.id')})"
_LAST_END = (
    '(SELECT other."end" FROM slot AS other WHERE other.doctor_id = {slot}.doctor_id'  # noqa: S608 - constants
    ' AND other."start" < {slot}."end" AND other.id <> {slot}.id AND '
    + _TAKES_TIME.format(slot="other")
    + ' ORDER BY other."start" DESC LIMIT 1)'
)
_OVERLAPS = (
    "SELECT RAISE(ABORT, 'slot_overlap') WHERE "
    f'{_TAKES_TIME.format(slot="NEW")} AND NEW."start" < {_LAST_END.format(slot="NEW")};'
)
_OVERLAPS_BY_TOKEN = (
    "SELECT RAISE(ABORT, 'slot_overlap') FROM slot AS mine WHERE mine.id = NEW.slot_id AND mine.closed"  # noqa: S608
    f' AND mine."start" < {_LAST_END.format(slot="mine")};'
)
_SHUT = "SELECT RAISE(ABORT, 'slot_closed') WHERE (SELECT closed FROM slot WHERE id = NEW.slot_id);"
_LIVE = "status IN ('ACTIVE', 'WAITING')"
# A token that was in the slot before may return: the service has checked that it was there when the slot closed.
_WAS_THERE = "EXISTS (SELECT 1 FROM event WHERE token_id = NEW.id AND slot = NEW.slot_id)"
_SHUT_TO_NEW = f"{_SHUT.removesuffix(';')} AND NOT {_WAS_THERE};"
# The event is written first: a slot can only close over tokens that its event names.
_IN_USE = (
    "SELECT RAISE(ABORT, 'slot_in_use') WHERE EXISTS "
    "(SELECT 1 FROM token WHERE slot_id = NEW.id AND status IN ('ACTIVE', 'WAITING')) AND NOT EXISTS (SELECT 1 FROM "
    "event WHERE id = (SELECT max(id) FROM event) AND slot = NEW.id AND instr(detail, '\"left\":') > 0);"
)
# What is kept of a day for reports is right only until something of that day changes.
# Its moves count by the source that it has now, also those in slots that it has left.
_DAYS_OF_MOVES = "SELECT slot.day FROM event JOIN slot ON slot.id = event.slot WHERE event.token_id = NEW.id"
_UNSUM = "DELETE FROM summed_day WHERE day IN ({days});"
TRIGGERS = {
    "slot_overlap_insert": f"AFTER INSERT ON slot BEGIN {_OVERLAPS} END",
    "slot_overlap_update": f'AFTER UPDATE OF "start", "end", doctor_id ON slot BEGIN {_OVERLAPS} END',
    "slot_overlap_reopen": f"AFTER UPDATE OF closed ON slot WHEN OLD.closed AND NOT NEW.closed BEGIN {_OVERLAPS} END",
    "slot_seats": "AFTER UPDATE OF capacity ON slot WHEN NEW.capacity < OLD.capacity BEGIN "
    f"SELECT RAISE(ABORT, 'no_seat') WHERE {_SEATED.format(slot='NEW.id')} > NEW.capacity; END",
    "token_seat_insert": f"AFTER INSERT ON token WHEN NEW.status IN ('ACTIVE', 'COMPLETED') BEGIN {_OVERSELLS} END",
    "token_seat_update": "AFTER UPDATE OF status, slot_id ON token WHEN NEW.status IN ('ACTIVE', 'COMPLETED')"
    f" AND (OLD.status NOT IN ('ACTIVE', 'COMPLETED') OR OLD.slot_id <> NEW.slot_id) BEGIN {_OVERSELLS} END",
    "slot_shuts_empty": "AFTER UPDATE OF closed ON slot WHEN NEW.closed AND NOT OLD.closed BEGIN " + _IN_USE + " END",
    "token_shut_insert": f"AFTER INSERT ON token WHEN NEW.{_LIVE} BEGIN {_SHUT} END",
    "token_shut_update": f"AFTER UPDATE OF status, slot_id ON token WHEN NEW.{_LIVE}"
    f" AND (NOT OLD.{_LIVE} OR OLD.slot_id <> NEW.slot_id) BEGIN {_SHUT_TO_NEW} END",
    "token_overlap_update": f"AFTER UPDATE OF status, slot_id ON token WHEN NEW.{_LIVE}"
    f" AND (NOT OLD.{_LIVE} OR OLD.slot_id <> NEW.slot_id) BEGIN {_OVERLAPS_BY_TOKEN} END",
    **kept_counts.TRIGGERS,
    "token_unsums_insert": f"AFTER INSERT ON token BEGIN {_UNSUM.format(days='NEW.day')} END",
    "token_unsums_update": f"AFTER UPDATE ON token BEGIN {_UNSUM.format(days='OLD.day, NEW.day')} END",
    "token_unsums_source": f"AFTER UPDATE OF source ON token BEGIN {_UNSUM.format(days=_DAYS_OF_MOVES)} END",
    "slot_unsums_insert": f"AFTER INSERT ON slot BEGIN {_UNSUM.format(days='NEW.day')} END",
    "slot_unsums_update": 'AFTER UPDATE OF doctor_id, day, "start", "end", capacity, closed ON slot'
    f" BEGIN {_UNSUM.format(days='OLD.day, NEW.day')} END",
    "slot_unsums_delete": f"AFTER DELETE ON slot BEGIN {_UNSUM.format(days='OLD.day')} END",
    "token_kept": "BEFORE DELETE ON token BEGIN SELECT RAISE(ABORT, 'token_kept'); END",
    "event_kept": "BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'event_kept'); END",
    "event_unaltered": "BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'event_unaltered'); END",
}
"""Name → body. Put back after every migration: a table that SQLite rebuilds loses its triggers without a word."""


def put_triggers(database: peewee.SqliteDatabase) -> None:
    """Create every trigger as this version of the program has it, and put right what they keep."""
    for name, body in TRIGGERS.items():
        database.execute_sql(f"DROP TRIGGER IF EXISTS {name}")
        database.execute_sql(f"CREATE TRIGGER {name} {body}")
    kept_counts.count_again(database)


def missing_triggers(connection: sqlite3.Connection) -> list[str]:
    """The names of triggers that are missing from the database or differ from this program's."""
    there = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return [name for name, body in TRIGGERS.items() if there.get(name) != f"CREATE TRIGGER {name} {body}"]
