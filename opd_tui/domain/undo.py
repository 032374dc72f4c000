"""What can be undone, and what was."""

from __future__ import annotations

from msgspec import Struct

from opd_tui.domain.absences import Absence, AbsenceRemoved
from opd_tui.domain.events import Detail
from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved
from opd_tui.domain.patients import Patient
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Token
from opd_tui.domain.weeks import Template, TemplateChanged

WeekChanged = TemplateChanged | HolidayMade | HolidayRemoved | Absence | AbsenceRemoved


class Undoable(Struct, frozen=True):
    """The change that an undo would put back, shown before it is done. It is of a token, a slot, a patient, a doctor or
    (`week`) a weekly template as it is now, a holiday or an absence.

    A change of a token, a slot or a holiday cannot be undone after `last_day`. For an operation of several changes this
    is the first change of a token, or else the first; `whole` says what would be put back and what not.
    A moved token goes back to `back_to`.
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
    back_to: SlotSummary | None = None
    doctor: Doctor | None = None


class NotUndone(Struct, frozen=True):
    """A change of an operation that is not put back, and why: of the token, else the slot, else the `week`
    or record.
    """

    action: str
    subject: str
    why: str
    token: int | None = None
    slot: int | None = None


class Undone(Struct, frozen=True):
    """What was put back: the action's name, its token, slot, patient or doctor, and which tokens moved because of it.

    `week` says what putting back a template or a holiday did to its slots. For an operation of several changes `others`
    are the tokens put back besides `token`, `slots` and `weeks` the other things put back, `counts` the number of
    changes of each action, and `not_undone` what was not put back.
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
    doctor: Doctor | None = None
