"""Doctors, slots, patients, tokens and the log."""

from peewee import SQL, AutoField, BooleanField, Check, ForeignKeyField, IntegerField, Model, TextField


def up(migrator, db):
    class Table(Model):
        class Meta:
            database = db
            legacy_table_names = False

    class Setting(Table):
        name = TextField(primary_key=True)
        value = TextField()

    class Counter(Table):
        name = TextField(primary_key=True)
        value = IntegerField()

    class Doctor(Table):
        id = AutoField()
        name = TextField()
        department = TextField(default="")
        room = TextField(default="")

        class Meta:
            constraints = [Check("length(trim(name)) > 0")]

    class Patient(Table):
        id = AutoField()
        name = TextField(index=True)
        phone = TextField(null=True)
        phone_digits = TextField(null=True, index=True)
        mrn = TextField(null=True, unique=True)

        class Meta:
            constraints = [Check("length(trim(name)) > 0")]

    class Slot(Table):
        id = IntegerField(primary_key=True)
        doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
        day = TextField(index=True)
        start = TextField()
        end = TextField()
        capacity = IntegerField()

        class Meta:
            indexes = ((("doctor", "start"), True),)
            constraints = [
                Check("capacity BETWEEN 1 AND 500"),
                Check('"end" > "start"'),
                Check('day = substr("start", 1, 10)'),
            ]

    class Token(Table):
        id = AutoField()
        slot = ForeignKeyField(Slot, on_delete="RESTRICT", index=False)
        patient = ForeignKeyField(Patient, on_delete="RESTRICT")
        doctor = ForeignKeyField(Doctor, on_delete="RESTRICT", index=False)
        day = TextField()
        number = IntegerField()
        source = TextField()
        priority = IntegerField()
        status = TextField()
        arrival = IntegerField(unique=True)
        called = BooleanField(default=False)
        preemptions = IntegerField(default=0)

        class Meta:
            indexes = (
                (("doctor", "day", "number"), True),
                (("slot", "status", "priority", "arrival"), False),
            )
            constraints = [
                Check("status IN ('ACTIVE', 'WAITING', 'COMPLETED', 'CANCELLED', 'NO_SHOW')"),
                Check(
                    "(source = 'EMERGENCY' AND priority = 1 OR source = 'PAID' AND priority = 2"
                    " OR source = 'FOLLOWUP' AND priority = 3 OR source = 'ONLINE' AND priority = 4"
                    " OR source = 'WALKIN' AND priority = 5)"
                ),
                Check("called = 0 OR status = 'ACTIVE'"),
                Check("number > 0"),
                Check("preemptions >= 0"),
            ]

    live = SQL("status IN ('ACTIVE', 'WAITING')")
    Token.add_index(Token.index(Token.slot, Token.patient, unique=True, where=live, name="token_one_live"))

    class Request(Table):
        key = TextField(primary_key=True)
        asked = TextField()
        token = ForeignKeyField(Token, on_delete="RESTRICT", index=False)

    class Event(Table):
        id = AutoField()
        at = TextField()
        actor = TextField()
        desk = TextField()
        action = TextField()
        doctor = ForeignKeyField(Doctor, null=True, on_delete="RESTRICT", index=False)
        patient = ForeignKeyField(Patient, null=True, on_delete="RESTRICT", index=False)
        slot = IntegerField(null=True)
        token = ForeignKeyField(Token, null=True, on_delete="RESTRICT", index=False)
        cause = ForeignKeyField(Token, null=True, on_delete="RESTRICT", index=False)
        undoes = ForeignKeyField("self", null=True, on_delete="RESTRICT", index=False)
        detail = TextField(default="{}")

        class Meta:
            indexes = ((("token", "id"), False), (("slot", "id"), False), (("actor", "id"), False))

    undone = SQL("undoes_id IS NOT NULL")
    Event.add_index(Event.index(Event.undoes, unique=True, where=undone, name="event_undone_once"))

    db.create_tables([Setting, Counter, Doctor, Patient, Slot, Token, Request, Event])
