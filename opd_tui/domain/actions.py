"""Every action of the log in one table: its subject, its noun, what it changes, whether a person can undo it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from opd_tui.domain.tokens import Status


class Action(StrEnum):
    """What can happen: one word in the log, in `batch` and on the screen."""

    BOOK = "book"
    CANCEL = "cancel"
    NO_SHOW = "no-show"
    COMPLETE = "complete"
    CALL = "call"
    ARRIVE = "arrive"
    REMOVE_ARRIVAL = "remove-arrival"
    STEP_OUT = "step-out"
    SET_SOURCE = "set-source"
    MOVE = "move"
    PROMOTE = "promote"
    PREEMPT = "preempt"
    ADD_SLOT = "add-slot"
    CHANGE_WINDOW = "change-window"
    REMOVE_SLOT = "remove-slot"
    SET_CAPACITY = "set-capacity"
    CLOSE_SLOT = "close-slot"
    REOPEN_SLOT = "reopen-slot"
    HAND_OVER = "hand-over"
    SET_LATE = "set-late"
    DOCTOR_HERE = "doctor-here"
    ADD_DOCTOR = "add-doctor"
    CORRECT_DOCTOR = "correct-doctor"
    RETIRE_DOCTOR = "retire-doctor"
    BRING_BACK_DOCTOR = "bring-back-doctor"
    ADD_PATIENT = "add-patient"
    CORRECT_PATIENT = "correct-patient"
    MERGE = "merge"
    ADD_TEMPLATE = "add-template"
    CHANGE_TEMPLATE = "change-template"
    PASS_OVER = "pass-over"  # noqa: S105 - a day that does not open, not a password
    ADD_HOLIDAY = "add-holiday"
    REMOVE_HOLIDAY = "remove-holiday"
    HOLIDAY_CLOSE = "holiday-close"
    HOLIDAY_REOPEN = "holiday-reopen"
    ADD_ABSENCE = "add-absence"
    REMOVE_ABSENCE = "remove-absence"
    ABSENCE_CLOSE = "absence-close"
    ABSENCE_REOPEN = "absence-reopen"
    SET = "set"
    UNDO = "undo"


class Subject(StrEnum):
    """What an action changes."""

    TOKEN = "token"  # noqa: S105 - a patient's, not a password
    SLOT = "slot"
    DOCTOR = "doctor"
    PATIENT = "patient"
    TEMPLATE = "template"
    HOLIDAY = "holiday"
    ABSENCE = "absence"
    SETTING = "setting"


_FromTo = tuple[frozenset[Status | None], frozenset[Status]]
_NOBODY: frozenset[Status | None] = frozenset({None})
_ACTIVE, _WAITING = frozenset({Status.ACTIVE}), frozenset({Status.WAITING})
_LIVE = _ACTIVE | _WAITING
_CANCELLED, _NO_SHOW, _COMPLETED = (frozenset({s}) for s in (Status.CANCELLED, Status.NO_SHOW, Status.COMPLETED))


class Kind(Struct, frozen=True):
    """One row of the table.

    `subject` is None for an undo: its subject is that of the change it undoes. `undoable`: a person does it and can
    undo it. `column` is the column of a slot that it changes. `states` are the states of a token before and after it.
    """

    subject: Subject | None
    noun: str
    undoable: bool = False
    column: str | None = None
    states: _FromTo | None = None


def _token(noun: str, before: frozenset[Status | None], after: frozenset[Status], *, undoable: bool = True) -> Kind:
    return Kind(Subject.TOKEN, noun, undoable, states=(before, after))


KINDS: dict[Action, Kind] = {
    Action.BOOK: _token("booking", _NOBODY, _LIVE),
    Action.CANCEL: _token("cancellation", _LIVE, _CANCELLED),
    Action.NO_SHOW: _token("no-show", _LIVE, _NO_SHOW),
    Action.COMPLETE: _token("completion", _ACTIVE, _COMPLETED),
    Action.CALL: _token("call", _ACTIVE, _ACTIVE),
    Action.ARRIVE: _token("arrival", _LIVE, _LIVE),
    Action.REMOVE_ARRIVAL: _token("removal of the check-in", _LIVE, _LIVE),
    Action.STEP_OUT: _token("stepping out", _LIVE, _LIVE),
    Action.SET_SOURCE: _token("change of source", _LIVE, _LIVE),
    Action.MOVE: _token("move", _LIVE, _LIVE),
    Action.PROMOTE: _token("promotion", _WAITING, _ACTIVE, undoable=False),
    Action.PREEMPT: _token("preemption", _ACTIVE, _WAITING, undoable=False),
    Action.ADD_SLOT: Kind(Subject.SLOT, "new slot"),
    Action.CHANGE_WINDOW: Kind(Subject.SLOT, "change of times", undoable=True, column="start"),
    Action.REMOVE_SLOT: Kind(Subject.SLOT, "removal of the slot"),
    Action.SET_CAPACITY: Kind(Subject.SLOT, "change of seats", undoable=True, column="capacity"),
    Action.CLOSE_SLOT: Kind(Subject.SLOT, "closing", undoable=True, column="closed"),
    Action.REOPEN_SLOT: Kind(Subject.SLOT, "reopening", undoable=True, column="closed"),
    Action.HAND_OVER: Kind(Subject.SLOT, "hand-over", undoable=True, column="closed"),
    Action.SET_LATE: Kind(Subject.SLOT, "lateness", undoable=True, column="late_minutes"),
    Action.DOCTOR_HERE: Kind(Subject.SLOT, "doctor here", undoable=True, column="doctor_here_at"),
    Action.ADD_DOCTOR: Kind(Subject.DOCTOR, "new doctor"),
    Action.CORRECT_DOCTOR: Kind(Subject.DOCTOR, "change of the doctor", undoable=True),
    Action.RETIRE_DOCTOR: Kind(Subject.DOCTOR, "retirement of the doctor", undoable=True),
    Action.BRING_BACK_DOCTOR: Kind(Subject.DOCTOR, "return of the doctor", undoable=True),
    Action.ADD_PATIENT: Kind(Subject.PATIENT, "registration"),
    Action.CORRECT_PATIENT: Kind(Subject.PATIENT, "correction", undoable=True),
    Action.MERGE: Kind(Subject.PATIENT, "merge", undoable=True),
    Action.ADD_TEMPLATE: Kind(Subject.TEMPLATE, "new weekly slot", undoable=True),
    Action.CHANGE_TEMPLATE: Kind(Subject.TEMPLATE, "change of the weekly slot", undoable=True),
    Action.PASS_OVER: Kind(Subject.TEMPLATE, "no slot created"),
    Action.ADD_HOLIDAY: Kind(Subject.HOLIDAY, "holiday", undoable=True),
    Action.REMOVE_HOLIDAY: Kind(Subject.HOLIDAY, "removal of the holiday", undoable=True),
    Action.HOLIDAY_CLOSE: Kind(Subject.SLOT, "closing by a holiday"),
    Action.HOLIDAY_REOPEN: Kind(Subject.SLOT, "reopening after a holiday"),
    Action.ADD_ABSENCE: Kind(Subject.ABSENCE, "absence", undoable=True),
    Action.REMOVE_ABSENCE: Kind(Subject.ABSENCE, "removal of the absence", undoable=True),
    Action.ABSENCE_CLOSE: Kind(Subject.SLOT, "closing while the doctor is away"),
    Action.ABSENCE_REOPEN: Kind(Subject.SLOT, "reopening after an absence"),
    Action.SET: Kind(Subject.SETTING, "change of a setting"),
    Action.UNDO: Kind(None, "undo", states=(_LIVE | _CANCELLED | _NO_SHOW | _COMPLETED, _LIVE | _CANCELLED)),
}
"""Every action there is. What only follows from another one is not undoable by itself: it goes back with that."""


UNDOABLE = tuple(action for action, kind in KINDS.items() if kind.undoable)
"""The actions of a person that can be undone."""


_OF_WEEKS = (Subject.TEMPLATE, Subject.HOLIDAY, Subject.ABSENCE)
OF_WEEKS = tuple(action for action in UNDOABLE if KINDS[action].subject in _OF_WEEKS)
"""The actions on weekly templates, holidays and absences.

Slots that change because of them do not count as changed by hand."""


OF_DOCTORS = tuple(action for action in UNDOABLE if KINDS[action].subject is Subject.DOCTOR)
"""The actions on doctors that can be undone."""


SLOT_COLUMN = {action: kind.column for action, kind in KINDS.items() if kind.column}
"""The column of a slot that each action changes; changes of different columns do not block each other's undo."""


TRANSITIONS = {action: kind.states for action, kind in KINDS.items() if kind.states}
"""Every allowed change of a token's state: the action, the states before, the states after."""


SETTLES = (Action.NO_SHOW, Action.COMPLETE)
"""What settles a token, also after its slot's day."""


REORDERED = "reordered"
"""Why tokens moved that no action moved: the clock was set back, a slot's times changed, or the setting that says who
keeps a seat."""


UNRESOLVED = "unresolved"
"""The log's reason when a token of a past slot is settled, or a seat is added for it."""


def noun(action: str) -> str:
    """The noun for an action, such as "cancellation" or "change of source"; the action itself if it is unknown."""
    kind = KINDS.get(action)  # type: ignore[call-overload]  # an Action is the str that it is stored as
    return kind.noun if kind else action
