"""Requests about patients' records."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from opd_tui.domain.requests.fields import DESK_ONLY, Request

DEFAULT_FOUND, MAX_FOUND = 10, 100
"""How many patients `find-patient` answers without a limit, and the highest limit."""

_AT_THE_DESK = Meta(extra={DESK_ONLY: True})


class NewPatient(Struct, frozen=True, forbid_unknown_fields=True):
    """A patient still to be registered. The phone may be several, separated by slashes.

    `draw_mrn` asks for the next hospital number of the stored counter.
    """

    name: str
    phone: str | None = None
    mrn: Annotated[str, Meta(description="The hospital number.")] | None = None
    year_of_birth: Annotated[int | None, _AT_THE_DESK] = None
    sex: Annotated[str | None, _AT_THE_DESK] = None
    notes: Annotated[str, _AT_THE_DESK] = ""
    draw_mrn: Annotated[bool, _AT_THE_DESK] = False


class AddPatient(NewPatient, frozen=True, forbid_unknown_fields=True, tag_field="do", tag="add-patient"):
    """Register a patient."""


class FindPatient(Request, frozen=True, tag="find-patient"):
    """Find patients by hospital number, the last digits of a phone, or words of the name, best first."""

    text: str
    limit: Annotated[int, Meta(ge=1, le=MAX_FOUND)] = DEFAULT_FOUND
