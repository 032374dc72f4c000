"""The kinds of field that requests are made of, each with what a JSON Schema says about it."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta, Struct

from opd_tui.domain.patients import OLDEST, PRECEDENCES, SEXES
from opd_tui.domain.slots import LARGEST_CAPACITY, SMALLEST_CAPACITY
from opd_tui.domain.tokens import Source
from opd_tui.domain.unresolved import Outcome
from opd_tui.domain.weeks import WEEKDAYS


class Request(Struct, frozen=True, forbid_unknown_fields=True, tag_field="do"):
    """A request of a person or program. A subclass is one verb of `batch`; its tag is the verb's name."""


def _field(description: str, **schema: Any) -> Meta:
    """What a field means, and what a JSON Schema says of its values.

    Where a wrong value has a code of its own, such as bad-capacity, the service checks it and not the type.
    """
    return Meta(description=description, extra_json_schema=schema or None)


DESK_ONLY = "desk_only"
"""Marks a field that the desk may give and `batch` may not."""

_MINUTE = r"^\d{4}-\d\d-\d\dT\d\d:\d\d$"

DoctorId = Annotated[int, _field("A doctor's id.")]
TemplateId = Annotated[int, _field("A weekly slot's id.")]
HolidayId = Annotated[int, _field("A holiday's id.")]
SlotId = Annotated[int, _field("A slot's id.")]
TokenId = Annotated[int, _field("A token's id.")]
PatientId = Annotated[int, _field("A patient's id.")]
Minute = Annotated[str, _field("A wall time of the hospital, YYYY-MM-DDTHH:MM.", pattern=_MINUTE)]
Day = Annotated[str, _field("A day, YYYY-MM-DD.", format="date")]
TimeOfDay = Annotated[str, _field("A time of day, HH:MM.", pattern=r"^\d\d:\d\d$")]
Weekday = Annotated[str, _field("A day of the week.", enum=list(WEEKDAYS))]
WeekRule = Annotated[
    str,
    _field("In which weeks, by RFC 5545: FREQ=WEEKLY;INTERVAL=2 or FREQ=MONTHLY;BYDAY=2SA,4SA. Without it every week."),
]
Capacity = Annotated[int, _field("Seats.", minimum=SMALLEST_CAPACITY, maximum=LARGEST_CAPACITY)]
LateEntry = Annotated[bool, _field("Also in a slot that has ended: for paper tokens that are entered later.")]
YearOfBirth = Annotated[int, _field("The year of birth, instead of the age.")]
Age = Annotated[int, _field("The age in years; stored as a year of birth.", minimum=0, maximum=OLDEST)]
Sex = Annotated[str, _field("The sex.", enum=list(SEXES))]
SexOrNone = Annotated[str, _field("The sex, or an empty string.", enum=[*SEXES, ""])]
Precedence = Annotated[str, _field("Why the patient is called first.", enum=list(PRECEDENCES))]
PrecedenceOrNone = Annotated[
    str, _field("Why the patient is called first, or an empty string.", enum=[*PRECEDENCES, ""])
]
OutcomeName = Annotated[
    str, _field("What happened: seen, not-seen or no-show.", enum=[outcome.value for outcome in Outcome])
]
SourceName = Annotated[str, _field("How the patient comes.", enum=[source.value for source in Source])]
"""Not yet a Source: a booking that is sent twice is compared with what was sent before its source is looked at."""
