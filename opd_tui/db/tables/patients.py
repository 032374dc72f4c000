"""The patients and their phones."""

from __future__ import annotations

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField, TextField

from opd_tui.db.tables.base import Table, one_of
from opd_tui.domain.patients import PRECEDENCES, PREGNANT, SEXES


class Patient(Table):
    """A patient. `mrn` is the hospital's own number, unique if given.

    `folded` is the name for searching (name_search.fold), `spellings` its other search terms (spellings.other_terms),
    `mrn_key` the number for searching (patients.mrn_key). A merged record points to the record that was kept.
    `precedence_until` is the last day on which `pregnant` holds.
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
    precedence = TextField(null=True, constraints=[one_of("precedence", PRECEDENCES)])
    precedence_until = TextField(
        null=True,
        constraints=[Check(f"(precedence_until IS NOT NULL) = (precedence IS '{PREGNANT}')")],
    )

    class Meta:
        constraints = [
            Check("length(trim(name)) > 0"),
            Check("year_of_birth BETWEEN 1800 AND 2200"),
            one_of("sex", SEXES),
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
