"""The table of actions: every action has its row, and what a person puts back is said there."""

from __future__ import annotations

from opd_tui.domain.actions import (
    KINDS,
    OF_DOCTORS,
    OF_WEEKS,
    SLOT_COLUMN,
    TRANSITIONS,
    UNDOABLE,
    Action,
    Subject,
    noun,
)


def test_every_action_has_a_row_and_a_noun_of_its_own():
    assert set(KINDS) == set(Action)
    assert len({noun(action) for action in Action}) == len(Action)


def test_what_follows_from_others_or_opens_a_record_is_not_undone_by_itself():
    assert set(Action) - set(UNDOABLE) == {
        Action.PROMOTE,
        Action.PREEMPT,
        Action.UNDO,
        Action.ADD_SLOT,
        Action.REMOVE_SLOT,
        Action.ADD_DOCTOR,
        Action.ADD_PATIENT,
        Action.PASS_OVER,
        Action.HOLIDAY_CLOSE,
        Action.HOLIDAY_REOPEN,
        Action.ABSENCE_CLOSE,
        Action.ABSENCE_REOPEN,
        Action.SET,
    }


def test_an_action_of_a_token_leads_from_states_to_states():
    of_tokens = {action for action, kind in KINDS.items() if kind.subject is Subject.TOKEN}
    assert set(TRANSITIONS) == {*of_tokens, Action.UNDO}


def test_an_undoable_action_of_a_slot_names_its_column():
    of_slots = {action for action in UNDOABLE if KINDS[action].subject is Subject.SLOT}
    assert set(SLOT_COLUMN) == of_slots


def test_what_is_done_to_weeks():
    assert {KINDS[action].subject for action in OF_WEEKS} == {Subject.TEMPLATE, Subject.HOLIDAY, Subject.ABSENCE}


def test_what_is_done_to_doctors():
    assert set(OF_DOCTORS) == {Action.CORRECT_DOCTOR, Action.RETIRE_DOCTOR, Action.BRING_BACK_DOCTOR}


def test_an_action_is_called_by_its_noun():
    assert [noun(action) for action in ("cancel", "set-source", "holiday-close")] == [
        "cancellation",
        "change of source",
        "closing by a holiday",
    ]


def test_an_action_of_a_later_version_is_called_as_it_is():
    assert noun("bless") == "bless"
