"""Every event belongs to an operation, and has room for an account, a connection and an address.

An operation's id is the id of its first event. An older event that can be undone becomes an operation of its own. An
event that only followed from another, in the same transaction, joins its operation:

- a promotion or preemption joins the nearest event before it that is neither; but moves that restored the order of a
  slot before somebody entered it ("reordered") join the booking, move or undo after them, and a preemption for a token
  that returns by undo joins that undo;
- the slots that a holiday closed or opened join the event of that holiday;
- the slots that a weekly template changed join the change of that template.

These events are neighbours in the log, because the ids of a transaction's events follow one another, and have the same
actor and desk. Their times may differ by a millisecond, so times decide nothing.
"""

import json

from peewee import SQL, AutoField, BooleanField, Check, ForeignKeyField, IntegerField, Model, TextField

_OLD = "id, at, actor, desk, action, doctor_id, patient_id, slot, token_id, cause_id, undoes_id, detail"
_INDEXES = ("token_id_id", "slot_id", "actor_id", "undone_once", "of_patient")


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Doctor(Table):
        id = AutoField()

    class Patient(Table):
        id = AutoField()

    class Token(Table):
        id = AutoField()

    class Event(Table):
        id = AutoField()
        operation = IntegerField()
        at = TextField()
        actor = TextField()
        desk = TextField()
        account = TextField(null=True)
        connection = TextField(null=True)
        address = TextField(null=True)
        automatic = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
        action = TextField()
        doctor = ForeignKeyField(Doctor, null=True, on_delete="RESTRICT", index=False)
        patient = ForeignKeyField(Patient, null=True, on_delete="RESTRICT", index=False)
        slot = IntegerField(null=True)
        token = ForeignKeyField(Token, null=True, on_delete="RESTRICT", index=False)
        cause = ForeignKeyField(Token, null=True, on_delete="RESTRICT", index=False)
        undoes = ForeignKeyField("self", null=True, on_delete="RESTRICT", index=False)
        detail = TextField(default="{}")

        class Meta:
            indexes = (
                (("token", "id"), False),
                (("slot", "id"), False),
                (("actor", "id"), False),
                (("desk", "id"), False),
            )
            constraints = [Check("operation <= id"), Check("automatic IN (0, 1)")]

    undone, of_patient = SQL("undoes_id IS NOT NULL"), SQL("patient_id IS NOT NULL")
    Event.add_index(Event.index(Event.operation, where=SQL("operation <> id"), name="event_of_operation"))
    Event.add_index(Event.index(Event.undoes, unique=True, where=undone, name="event_undone_once"))
    Event.add_index(Event.index(Event.patient, Event.id, where=of_patient, name="event_of_patient"))

    rows = db.execute_sql("SELECT id, actor, desk, action, slot, token_id, cause_id, detail FROM event ORDER BY id")
    db.execute_sql("CREATE TEMP TABLE operation_of (event INTEGER PRIMARY KEY, operation INTEGER)")
    followers = [(event, operation) for event, operation in operations(rows) if event != operation]
    db.connection().executemany("INSERT INTO operation_of VALUES (?, ?)", followers)

    db.execute_sql("PRAGMA legacy_alter_table = 1")
    db.execute_sql("ALTER TABLE event RENAME TO event_before")
    db.execute_sql("PRAGMA legacy_alter_table = 0")
    for index in _INDEXES:
        db.execute_sql(f"DROP INDEX event_{index}")
    db.create_tables([Event])
    db.execute_sql(
        f"INSERT INTO event (operation, {_OLD}) SELECT COALESCE(operation_of.operation, id), {_OLD}"  # noqa: S608 - constants
        " FROM event_before LEFT JOIN operation_of ON operation_of.event = event_before.id ORDER BY id"
    )
    db.execute_sql("DROP TABLE event_before")
    db.execute_sql("DROP TABLE operation_of")


_MOVES = ("promote", "preempt")
_FOLLOWS = {
    "holiday-close": "holiday",
    "holiday-reopen": "holiday",
    "change-window": "template",
    "remove-slot": "template",
}
"""What follows from an event of a week, and the field of the detail that names that week's template or holiday."""


def operations(rows):
    """The id of each event with the id of its operation, in order; `rows` are (id, actor, desk, action, slot, token,
    cause, detail) in the order of their ids.
    """
    ahead = []  # moves that may belong to what comes next
    last = None  # (actor, desk, operation, token that an undo is of, what of a week it changed) of the last but moves
    for event, actor, desk, action, slot, token, cause, detail in rows:
        told = _read(detail) if action in _MOVES or action in _FOLLOWS or action in _OF_WEEKS else {}
        who = actor, desk
        if action in _MOVES:
            why = told.get("why")
            returns = why == "undo" and action == "preempt" and not told.get("own") and cause is not None
            if why == "reordered" or (returns and (last is None or cause != last[3])):
                ahead.append((event, who, slot, cause if why == "undo" else None))
                continue
            yield from _alone(ahead)
            yield event, last[2] if last and last[:2] == who else event
            continue
        operation = event
        if ahead:
            if all(before == who and at == slot and wanted in (None, token) for _, before, at, wanted in ahead):
                operation = ahead[0][0]
                yield from ((move, operation) for move, *_ in ahead)
                ahead.clear()
            yield from _alone(ahead)
        subject = _FOLLOWS.get(action)
        week = {name: told[name] for name in ("holiday", "template") if told.get(name) is not None}
        if subject in week and last and last[:2] == who and last[4].get(subject) == week[subject]:
            yield event, last[2]
            continue
        yield event, operation
        last = (*who, operation, token if action == "undo" else None, week if action in _OF_WEEKS else {})
    yield from _alone(ahead)


_OF_WEEKS = ("add-template", "change-template", "add-holiday", "remove-holiday", "undo")


def _alone(ahead):
    yield from ((move, move) for move, *_ in ahead)
    ahead.clear()


def _read(detail):
    """The detail of an event; empty if it is damaged, which `check` reports."""
    try:
        told = json.loads(detail)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
