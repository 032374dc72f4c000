"""What was asked for cannot be understood, or names something that is not there."""

from __future__ import annotations

from opd_tui.domain.errors.family import OpdError


class BadRequest(OpdError):
    """{problem}"""

    code = "bad-request"


class UnknownDoctor(OpdError):
    """There is no doctor with id {id}. `opd-tui doctors` lists the doctors."""

    code = "unknown-doctor"


class UnknownSlot(OpdError):
    """There is no slot with id {id}. `opd-tui slots` lists the slots."""

    code = "unknown-slot"


class UnknownPatient(OpdError):
    """There is no patient with id {id}. Register the patient first."""

    code = "unknown-patient"


class UnknownToken(OpdError):
    """There is no token with id {id}. `opd-tui tokens` lists the tokens."""

    code = "unknown-token"


class UnknownSource(OpdError):
    """Unknown source {given!r}. Sources: EMERGENCY, PAID, FOLLOWUP, ONLINE, WALKIN."""

    code = "unknown-source"


class UnknownTemplate(OpdError):
    """There is no weekly slot with id {id}. The doctor's week (T) lists them."""

    code = "unknown-template"


class UnknownHoliday(OpdError):
    """There is no holiday with id {id}. The doctor's week (T) lists them."""

    code = "unknown-holiday"


class UnknownAbsence(OpdError):
    """There is no absence with id {id}. The doctor's week (T) lists them."""

    code = "unknown-absence"


class BadName(OpdError):
    """The {what} is not accepted: {problem}."""

    code = "bad-name"


class BadWindow(OpdError):
    """{problem}."""

    code = "bad-window"


class BadCapacity(OpdError):
    """A slot has 1 to 500 seats, not {given}."""

    code = "bad-capacity"


class RequestReused(OpdError):
    """Request key {request!r} was already used for another booking (№{number}). Use a new key for a new booking."""

    code = "request-reused"


class NotAllowed(OpdError):
    """Operator name is missing: use --actor NAME or OPD_ACTOR."""

    code = "not-allowed"
