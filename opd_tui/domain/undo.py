"""What can be put back, and what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved
from opd_tui.domain.patients import Patient
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.weeks import Template, TemplateChanged


@dataclass(frozen=True, slots=True)
class Undoable:
    """The change that an undo would put back: shown before it is done. It is of a token, a slot, a patient or, as
    `week`, of a weekly template (as it stands) or a holiday.

    A change of a token, a slot or a holiday stays as it is after `last_day`.
    """

    event: int
    action: str
    token: Token | None
    slot: SlotSummary | None
    before: dict[str, Any]
    after: dict[str, Any]
    actor: str
    patient: Patient | None = None
    last_day: str = ""
    week: Template | Holiday | None = None


@dataclass(frozen=True, slots=True)
class Undone:
    """What was put back: the action's name, its token, slot or patient, and who moved because of it.

    `week` says what a template or a holiday that was put back did to its slots.
    """

    undone: str
    token: Token | None
    promoted: tuple[Token, ...] = ()
    preempted: tuple[Token, ...] = ()
    slot: SlotSummary | None = None
    patient: Patient | None = None
    week: TemplateChanged | HolidayMade | HolidayRemoved | None = None
