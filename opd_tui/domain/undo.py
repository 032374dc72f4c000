"""What can be put back, and what was."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.absences import Absence, AbsenceRemoved
from opd_tui.domain.events import Detail
from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved
from opd_tui.domain.patients import Patient
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.weeks import Template, TemplateChanged

WeekChanged = TemplateChanged | HolidayMade | HolidayRemoved | Absence | AbsenceRemoved


class Undoable(Struct, frozen=True):
    """The change that an undo would put back: shown before it is done. It is of a token, a slot, a patient or, as
    `week`, of a weekly template (as it stands) or a holiday.

    A change of a token, a slot or a holiday stays as it is after `last_day`. Of an operation of several changes it is
    the first of a token, or else the first; `whole` says what would come back and what would not.
    """

    event: int
    operation: int
    action: str
    token: Token | None
    slot: SlotSummary | None
    before: Detail
    after: Detail
    actor: str
    patient: Patient | None = None
    last_day: str = ""
    week: Template | Holiday | Absence | None = None
    whole: Undone | None = None


class NotUndone(Struct, frozen=True):
    """A change of an operation that stays as it is, and why: of the token, else the slot, else the `week` or record."""

    action: str
    subject: str
    why: str
    token: int | None = None
    slot: int | None = None


class Undone(Struct, frozen=True):
    """What was put back: the action's name, its token, slot or patient, and who moved because of it.

    `week` says what a template or a holiday that was put back did to its slots. Of an operation of several changes,
    `others` are the tokens that came back besides `token`, `slots` and `weeks` what came back of those, `counts` how
    many changes of each action did, and `not_undone` what did not.
    """

    undone: str
    token: Token | None
    promoted: tuple[Token, ...] = ()
    preempted: tuple[Token, ...] = ()
    slot: SlotSummary | None = None
    patient: Patient | None = None
    week: WeekChanged | None = None
    others: tuple[Token, ...] = ()
    slots: tuple[SlotSummary, ...] = ()
    weeks: tuple[WeekChanged, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    not_undone: tuple[NotUndone, ...] = ()
