"""The tables. `migrations/` creates them; tests/db/migrations/ checks that both have the same columns and indexes.

Constraints express as many invariants as any database can check; two need a trigger, in sqlite/triggers.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from peewee import SQL, AutoField, BooleanField, Check, ForeignKeyField, IntegerField, Model, TextField

from opd_tui.domain.patients import SEXES
from opd_tui.domain.slots import LARGEST_CAPACITY, LATEST_MINUTES, SMALLEST_CAPACITY
from opd_tui.domain.tokens import PRIORITY, Status


def _one_of(column: str, values: Sequence[str]) -> Check:
    return Check(f"{column} IN ({', '.join(repr(v) for v in values)})")


class Table(Model):
    """A table of the hospital; db.connect() binds all tables to the open database."""

    class Meta:
        legacy_table_names = False


class Setting(Table):
    """A setting of the hospital, not of a desk, such as its time zone."""

    name = TextField(primary_key=True)
    value = TextField()


class Counter(Table):
    """A stored counter: arrivals (`arrival`), ids, and token numbers per doctor and day (`number:1:2026-11-23`)."""

    name = TextField(primary_key=True)
    value = IntegerField()


class Doctor(Table):
    """A doctor."""

    id = AutoField()
    name = TextField()
    department = TextField(default="")
    room = TextField(default="")

    class Meta:
        constraints = [Check("length(trim(name)) > 0")]


class Patient(Table):
    """A patient. `mrn` is the hospital's own number, unique if given.

    `folded` is the name for searching (name_search.fold), `spellings` its other search terms (spellings.other_terms),
    `mrn_key` the number for searching (patients.mrn_key). A merged record points to the record that was kept.
    """

    id = AutoField()
    name = TextField()
    folded = TextField(index=True)
    spellings = TextField(default="", constraints=[SQL("DEFAULT ''")])
    mrn = TextField(null=True, unique=True)
    mrn_key = TextField(null=True)
    year_of_birth = IntegerField(null=True)
    sex = TextField(null=True)
    notes = TextField(default="")
    merged_into = ForeignKeyField("self", null=True, on_delete="RESTRICT", index=False)

    class Meta:
        constraints = [
            Check("length(trim(name)) > 0"),
            Check("year_of_birth BETWEEN 1800 AND 2200"),
            _one_of("sex", SEXES),
            Check("merged_into_id <> id"),
        ]


Patient.add_index(
    Patient.index(Patient.merged_into, where=SQL("merged_into_id IS NOT NULL"), name="patient_merged"),
)
Patient.add_index(Patient.index(Patient.mrn_key, where=SQL("mrn_key IS NOT NULL"), name="patient_mrn_key"))


class PatientPhone(Table):
    """A phone of a patient, the first at place 0: as shown, as E.164 if possible, its digits reversed."""

    id = AutoField()
    patient = ForeignKeyField(Patient, on_delete="RESTRICT", index=False)
    place = IntegerField()
    shown = TextField()
    e164 = TextField(null=True)
    backwards = TextField(null=True, index=True)

    class Meta:
        indexes = ((("patient", "place"), True),)
        constraints = [Check("place >= 0"), Check("length(trim(shown)) > 0")]


class Slot(Table):
    """A doctor's window `[start, end)` in the hospital's wall time, and its capacity.

    Its id comes from a counter, so that the id of a removed slot is never used again.
    """

    id = IntegerField(primary_key=True)
    doctor = ForeignKeyField(Doctor, backref="slots", on_delete="RESTRICT", index=False)
    day = TextField(index=True)
    start = TextField()
    end = TextField()
    capacity = IntegerField()
    closed = BooleanField(default=False, constraints=[SQL("DEFAULT 0")])
    late_minutes = IntegerField(default=0, constraints=[SQL("DEFAULT 0")])

    class Meta:
        indexes = ((("doctor", "start"), False),)
        constraints = [
            Check(f"capacity BETWEEN {SMALLEST_CAPACITY} AND {LARGEST_CAPACITY}"),
            Check('"end" > "start"'),
            Check('day = substr("start", 1, 10)'),
            Check("closed IN (0, 1)"),
            Check(f"late_minutes BETWEEN 0 AND {LATEST_MINUTES}"),
        ]


class Template(Table):
    """A doctor's weekly window: `weekday` 0 (Monday) to 6, `start` and `end` HH:MM.

    An end before the start is on the next day. It is valid from `valid_from` to `valid_to`, both included;
    null is until further notice.
    """

    id = AutoField()
    doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
    weekday = IntegerField()
    start = TextField()
    end = TextField()
    capacity = IntegerField()
    valid_from = TextField()
    valid_to = TextField(null=True)

    class Meta:
        indexes = ((("weekday", "doctor"), False),)
        constraints = [
            Check("weekday BETWEEN 0 AND 6"),
            Check(f"capacity BETWEEN {SMALLEST_CAPACITY} AND {LARGEST_CAPACITY}"),
            Check('"end" <> "start"'),
        ]


class TemplateDay(Table):
    """A day for which a template's slot was created, once, even if the slot was removed later; null: the day was passed
    over.
    """

    id = AutoField()
    template = ForeignKeyField(Template, on_delete="RESTRICT", index=False)
    day = TextField()
    slot = IntegerField(null=True)

    class Meta:
        indexes = ((("template", "day"), True), (("day",), False))


class Holiday(Table):
    """A day on which a doctor, or with null the whole hospital, does not work. Its id comes from a counter, like a
    slot's.
    """

    id = AutoField()
    day = TextField()
    doctor = ForeignKeyField(Doctor, null=True, on_delete="RESTRICT", index=False)
    name = TextField()

    class Meta:
        indexes = ((("day", "doctor"), True),)


Holiday.add_index(Holiday.index(Holiday.day, unique=True, where=SQL("doctor_id IS NULL"), name="holiday_one_for_all"))


class Absence(Table):
    """A span of wall time, `start` to `end`, in which a doctor is away. Its id comes from a counter, like a slot's."""

    id = AutoField()
    doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
    start = TextField()
    end = TextField()
    reason = TextField()

    class Meta:
        indexes = ((("doctor", "start"), False),)
        constraints = [Check('"end" > "start"')]


class Token(Table):
    """One patient's place in one slot.

    `number` is what the patient hears called; `arrival` orders tokens of equal priority; `doctor` and `day` are copied
    from the slot so that the database can keep numbers unique. A `called` ACTIVE token cannot lose its seat.
    `arrived_at`, `called_at` and `ended_at` (end of the consultation) are moments in UTC, null if it has not happened.
    """

    id = AutoField()
    slot = ForeignKeyField(Slot, backref="tokens", on_delete="RESTRICT", index=False)
    patient = ForeignKeyField(Patient, backref="tokens", on_delete="RESTRICT")
    doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
    day = TextField()
    number = IntegerField()
    source = TextField()
    priority = IntegerField()
    status = TextField()
    arrival = IntegerField(unique=True)
    called = BooleanField(default=False)
    preemptions = IntegerField(default=0)
    arrived_at = TextField(null=True)
    called_at = TextField(
        null=True,
        constraints=[Check("called_at IS NULL OR called = 1 OR status NOT IN ('ACTIVE', 'WAITING')")],
    )
    ended_at = TextField(null=True, constraints=[Check("ended_at IS NULL OR status = 'COMPLETED'")])

    class Meta:
        indexes = (
            (("doctor", "day", "number"), True),
            (("slot", "status", "priority", "arrival"), False),
        )
        constraints = [
            _one_of("status", [s.value for s in Status]),
            Check(
                "(" + " OR ".join(f"source = '{s}' AND priority = {p}" for s, p in PRIORITY.items()) + ")",
            ),
            Check("called = 0 OR status = 'ACTIVE'"),
            Check("number > 0"),
            Check("preemptions >= 0"),
        ]


Token.add_index(
    Token.index(
        Token.slot,
        Token.patient,
        unique=True,
        where=SQL("status IN ('ACTIVE', 'WAITING')"),
        name="token_one_live",
    )
)
Token.add_index(Token.index(Token.day, where=SQL("status IN ('ACTIVE', 'WAITING')"), name="token_live_on"))

Token.add_index(
    Token.index(
        Token.doctor,
        Token.ended_at,
        where=SQL("called_at IS NOT NULL AND ended_at IS NOT NULL"),
        name="token_consultations",
    )
)


class Request(Table):
    """Idempotency keys of bookings: the request and the token of each key."""

    key = TextField(primary_key=True)
    asked = TextField()
    token = ForeignKeyField(Token, on_delete="RESTRICT", index=False)


class Event(Table):
    """The log: one row for every change, never altered. `detail` is JSON, with `from` and `to` if a state changed.

    `operation` is the id of the first event of its operation. `automatic`: the program did it by itself.
    """

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


Event.add_index(Event.index(Event.operation, where=SQL("operation <> id"), name="event_of_operation"))
Event.add_index(Event.index(Event.undoes, unique=True, where=SQL("undoes_id IS NOT NULL"), name="event_undone_once"))
Event.add_index(Event.index(Event.patient, Event.id, where=SQL("patient_id IS NOT NULL"), name="event_of_patient"))

TABLES: list[type[Table]] = [
    *(Setting, Counter, Doctor, Patient, PatientPhone, Slot, Token, Request, Event),
    *(Template, TemplateDay, Holiday, Absence),
]
