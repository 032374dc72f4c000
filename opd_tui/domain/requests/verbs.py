"""What can be asked of the program: each verb of `batch` is one frozen type.

`batch` checks its lines against these types, its JSON Schema is made from them, and the services take them.
"""

from __future__ import annotations

from opd_tui.domain.requests.absences import AddAbsence, ListAbsences, PreviewAbsence, RemoveAbsence
from opd_tui.domain.requests.doctors import BringBackDoctor, CorrectDoctor, RetireDoctor
from opd_tui.domain.requests.patients import AddPatient, CorrectPatient, FindPatient, ListDuplicates, Merge
from opd_tui.domain.requests.reports import ListActivity, MakeReport
from opd_tui.domain.requests.settings import ListSettings, Set
from opd_tui.domain.requests.slots import (
    AddDoctor,
    AddSlot,
    ChangeWindow,
    CloseSlot,
    DoctorHere,
    HandOver,
    ListDoctors,
    ListSlots,
    PreviewHandOver,
    RemoveSlot,
    ReopenSlot,
    SetCapacity,
    SetClock,
    SetLate,
    ShowSlot,
)
from opd_tui.domain.requests.tokens import (
    Arrive,
    Book,
    Call,
    Cancel,
    Complete,
    FindAlternatives,
    ListTokens,
    ListUnresolved,
    Move,
    Next,
    NoShow,
    PreviewBooking,
    SetSource,
    Settle,
    ShowLog,
    StepOut,
    SweepNoShows,
    Undo,
)
from opd_tui.domain.requests.weeks import (
    AddHoliday,
    AddHolidays,
    AddTemplate,
    AddWeek,
    ChangeTemplate,
    EndTemplate,
    ListHolidays,
    ListTemplates,
    OpenDays,
    RemoveHoliday,
    RemoveHolidays,
)

AnyRequest = (
    AddDoctor
    | CorrectDoctor
    | RetireDoctor
    | BringBackDoctor
    | AddSlot
    | SetCapacity
    | AddPatient
    | CorrectPatient
    | Merge
    | FindPatient
    | ListDuplicates
    | Book
    | PreviewBooking
    | FindAlternatives
    | Cancel
    | NoShow
    | SweepNoShows
    | Complete
    | Arrive
    | Call
    | Next
    | SetSource
    | StepOut
    | Move
    | Undo
    | ListDoctors
    | ListSlots
    | ShowSlot
    | ListTokens
    | ShowLog
    | AddTemplate
    | AddWeek
    | ListTemplates
    | ChangeTemplate
    | EndTemplate
    | ListHolidays
    | AddHoliday
    | AddHolidays
    | RemoveHoliday
    | RemoveHolidays
    | OpenDays
    | CloseSlot
    | ReopenSlot
    | HandOver
    | PreviewHandOver
    | ChangeWindow
    | SetLate
    | DoctorHere
    | RemoveSlot
    | ListUnresolved
    | Settle
    | PreviewAbsence
    | AddAbsence
    | ListAbsences
    | RemoveAbsence
    | MakeReport
    | ListActivity
    | ListSettings
    | Set
    | SetClock
)
"""A request of any verb, in the order in which the verbs are listed."""
