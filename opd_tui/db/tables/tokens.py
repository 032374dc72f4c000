"""The tokens, and the keys of the requests that made them."""

from __future__ import annotations

from peewee import SQL, AutoField, BooleanField, Check, ForeignKeyField, IntegerField, TextField

from opd_tui.db.tables.base import Table, one_of
from opd_tui.db.tables.hospital import Doctor
from opd_tui.db.tables.patients import Patient
from opd_tui.db.tables.slots import Slot
from opd_tui.domain.tokens import PRIORITY, Status


class Token(Table):
    """One patient's place in one slot.

    `number` is what the patient hears called; `arrival` orders tokens of equal priority; `doctor` and `day` are copied
    from the slot so that the database can keep numbers unique. A `called` ACTIVE token cannot lose its seat.
    `arrived_at`, `called_at`, `ended_at` (end of the consultation) and `stepped_out_at` (a patient who was here is out)
    are moments in UTC, null if it has not happened. `expected_from` is the moment from which a patient with a seat can
    be expected: when the token got the seat, or the time that the patient was told then, if that is later; null where
    no-shows were not automatic then.
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
    stepped_out_at = TextField(
        null=True,
        constraints=[
            Check(
                "stepped_out_at IS NULL OR (status IN ('ACTIVE', 'WAITING') AND called = 0 AND arrived_at IS NULL)",
            )
        ],
    )
    expected_from = TextField(null=True)

    class Meta:
        indexes = (
            (("doctor", "day", "number"), True),
            (("slot", "status", "priority", "arrival"), False),
        )
        constraints = [
            one_of("status", [s.value for s in Status]),
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
        Token.day,
        Token.called,
        Token.slot,
        Token.status,
        Token.arrived_at,
        where=SQL("status IN ('ACTIVE', 'WAITING') AND (called OR arrived_at IS NOT NULL)"),
        name="token_present",
    )
)

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
