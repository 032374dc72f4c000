"""Two records of one person: made one, and parted again."""

from __future__ import annotations

import json

import pytest

from opd_tui.check import checking
from opd_tui.db import tables
from opd_tui.domain import errors
from opd_tui.domain.requests.patients import FindPatient, NewPatient
from opd_tui.domain.requests.tokens import Book, Cancel, Complete, ListTokens, PreviewBooking, Undo
from opd_tui.services.forecast import preview
from opd_tui.services.patients import merging, records
from opd_tui.services.queries import queues
from opd_tui.services.tokens import booking, visits
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token


def register(name, **fields):
    return records.register(NewPatient(name, **fields), ASHA)


@pytest.fixture
def twins(database):
    """Asha Patil (1), and Asha Ptil (2) with a phone, a number and two tokens, one of them cancelled."""
    kept = register("Asha Patil", year_of_birth=1980)
    gone = register("Asha Ptil", phone="98200 12345", mrn="A-17", year_of_birth=1981, notes="diabetes")
    a_token(a_slot().id, patient=gone.id)
    visits.cancel(Cancel(a_token(a_slot(doctor=a_doctor("Dr Iyer").id).id, patient=gone.id).id), ASHA)
    return kept, gone


def rows():
    """The register and who holds which token."""
    return [*tables.Patient.select().order_by(tables.Patient.id).dicts()], list(
        tables.Token.select(tables.Token.id, tables.Token.patient).tuples()
    )


def test_the_tokens_move_over(twins):
    done = merging.merge(1, 2, ASHA)
    assert done.tokens == (1, 2)
    assert [(t.patient, t.patient_name) for t in queues.tokens(ListTokens())] == [(1, "Asha Patil")] * 2


def test_the_merged_record_points_to_the_kept_one(twins):
    merging.merge(1, 2, ASHA)
    assert (records.patient(2).merged_into, records.canonical(2).id) == (1, 1)


def test_blanks_of_the_kept_record_are_filled_and_nothing_else(twins):
    kept = merging.merge(1, 2, ASHA).kept
    told = (kept.name, kept.phone, kept.mrn, kept.year_of_birth, kept.notes)
    assert told == ("Asha Patil", "98200 12345", "A-17", 1980, "diabetes")


def test_a_merge_is_one_event_with_what_moved(twins):
    before = tables.Event.select().count()
    merging.merge(1, 2, RAVI)
    assert tables.Event.select().count() == before + 1
    event = tables.Event.select().order_by(tables.Event.id.desc()).get()
    detail = json.loads(event.detail)
    assert (event.action, event.actor, event.patient_id) == ("merge", "ravi", 1)
    assert (detail["merged"], detail["tokens"]) == (2, [1, 2])


def test_booking_by_the_id_of_a_merged_record_books_the_kept_one(twins):
    merging.merge(1, 2, ASHA)
    done = booking.book(Book(a_slot(doctor=a_doctor("Dr Sen").id).id, "WALKIN", patient_id=2), ASHA)
    assert done.token.patient == 1


def test_the_visits_of_the_merged_record_count_for_the_kept_one(twins):
    visits.complete(Complete(1), ASHA)
    merging.merge(1, 2, ASHA)
    again = a_slot(doctor=1, start="12:00", end="13:00")
    for patient in (1, 2):
        assert preview.preview(PreviewBooking(again.id, "WALKIN", patient)).source == "FOLLOWUP"
    assert booking.book(Book(again.id, "WALKIN", patient_id=2), ASHA).token.source == "FOLLOWUP"


def test_three_records_become_one_by_one(twins):
    third = register("A Patil")
    merging.merge(1, 2, ASHA)
    merging.merge(third.id, 1, ASHA)
    assert records.canonical(2).id == third.id
    assert {t.patient for t in queues.tokens(ListTokens())} == {third.id}
    assert checking.check() == ()


def test_the_phones_of_both_records_are_kept_each_once(database):
    register("Asha Patil", phone="98200 12345")
    register("Asha Ptil", phone="97654 32109 / +91 98200 12345")
    assert merging.merge(1, 2, ASHA).kept.phones == ("98200 12345", "97654 32109")
    assert [p.id for p in records.search(FindPatient("32109"))] == [1]
    assert checking.check() == ()


def test_undo_of_a_merge_gives_each_record_its_own_phones(database):
    register("Asha Patil", phone="98200 12345")
    register("Asha Ptil", phone="97654 32109")
    merging.merge(1, 2, ASHA)
    undo.undo(Undo(), ASHA)
    assert (records.patient(1).phones, records.patient(2).phones) == (("98200 12345",), ("97654 32109",))
    assert checking.check() == ()


# Refused


def test_one_record_is_not_merged_with_itself(twins):
    with pytest.raises(errors.MergeConflict, match="one record of Asha Patil"):
        merging.merge(1, 1, ASHA)


@pytest.mark.parametrize(("kept", "gone"), [(3, 2), (2, 3), (1, 2)])
def test_a_merged_record_is_not_merged_again(twins, kept, gone):
    register("A Patil")
    merging.merge(1, 2, ASHA)
    with pytest.raises(errors.MergeConflict, match="is already merged into Asha Patil"):
        merging.merge(kept, gone, ASHA)


@pytest.mark.parametrize(("kept", "gone"), [(1, 99), (99, 1)])
def test_an_unknown_record_is_not_merged(twins, kept, gone):
    with pytest.raises(errors.UnknownPatient):
        merging.merge(kept, gone, ASHA)


def test_live_tokens_of_both_in_one_slot_are_named(twins):
    a_token(1, patient=1)
    with pytest.raises(errors.MergeConflict, match="Dr Rao 2026-11-23 10:00: №2 and №1"):
        merging.merge(1, 2, ASHA)


def test_a_cancelled_token_in_the_same_slot_is_no_conflict(twins):
    a_token(2, patient=1)
    merging.merge(1, 2, ASHA)
    assert checking.check() == ()


@pytest.mark.parametrize("refused", [(1, 1), (1, 99)])
def test_a_refused_merge_changes_nothing(twins, refused):
    before, events = rows(), tables.Event.select().count()
    with pytest.raises(errors.OpdError):
        merging.merge(*refused, ASHA)
    assert (rows(), tables.Event.select().count()) == (before, events)


def test_a_merged_record_is_not_corrected(twins):
    merging.merge(1, 2, ASHA)
    with pytest.raises(errors.MergeConflict, match="was merged into Asha Patil"):
        records.correct(2, {"name": "Asha"}, ASHA)


# Undo


def test_undo_restores_both_records_exactly(twins):
    before = rows()
    merging.merge(1, 2, ASHA)
    assert undo.undo(Undo(), ASHA).undone == "merge"
    assert rows() == before
    assert checking.check() == ()


def test_a_merge_is_undone_by_anyone_who_names_the_patient(twins):
    before = rows()
    merging.merge(1, 2, ASHA)
    undo.undo(Undo(patient=1), RAVI)
    assert rows() == before


def test_a_booking_made_since_stays_with_the_kept_record(twins):
    merging.merge(1, 2, ASHA)
    made = a_token(a_slot(doctor=a_doctor("Dr Sen").id).id, patient=2)
    undo.undo(Undo(patient=1), RAVI)
    assert [t.patient for t in queues.tokens(ListTokens())] == [2, 2, 1]
    assert queues.token(made.id).patient == 1


def test_what_happened_to_a_moved_token_since_stays(twins):
    merging.merge(1, 2, ASHA)
    visits.complete(Complete(1), ASHA)
    undo.undo(Undo(patient=1), RAVI)
    token = queues.token(1)
    assert (token.patient, token.status) == (2, "COMPLETED")
    assert checking.check() == ()


def test_a_merge_whose_record_was_merged_since_is_not_undone(twins):
    merging.merge(1, 2, ASHA)
    merging.merge(register("A Patil").id, 1, RAVI)
    with pytest.raises(errors.CannotUndo, match="itself merged into A Patil since"):
        undo.undo(Undo(), ASHA)


def test_merges_are_undone_from_the_last_to_the_first(twins):
    before = rows()
    merging.merge(1, 2, ASHA)
    third = register("A Patil")
    merging.merge(third.id, 1, ASHA)
    undo.undo(Undo(), ASHA)
    undo.undo(Undo(), ASHA)
    assert (rows()[0][:2], rows()[1]) == before
    assert checking.check() == ()


def test_a_merge_whose_gift_was_corrected_since_is_not_undone(twins):
    merging.merge(1, 2, ASHA)
    records.correct(1, {"phone": "98200 99999"}, RAVI)
    with pytest.raises(errors.CannotUndo, match="phone that Asha Patil got by it was changed since"):
        undo.undo(Undo(), ASHA)


def test_a_correction_of_something_else_does_not_stand_in_the_way(twins):
    merging.merge(1, 2, ASHA)
    records.correct(1, {"name": "Asha Patil-Rao"}, RAVI)
    undo.undo(Undo(), ASHA)
    assert (records.patient(1).name, records.patient(2).merged_into) == ("Asha Patil-Rao", None)


def test_a_merge_undone_can_be_made_again(twins):
    merging.merge(1, 2, ASHA)
    undo.undo(Undo(), ASHA)
    merging.merge(2, 1, ASHA)
    assert records.patient(1).merged_into == 2
    assert checking.check() == ()


# Undo of corrections


def test_a_correction_is_undone(database):
    patient = register("Asha Patl", phone="98200 12345")
    records.correct(patient.id, {"name": "Asha Patil", "phone": None, "sex": "F"}, ASHA)
    undo.undo(Undo(), ASHA)
    assert records.patient(patient.id) == patient
    assert [p.id for p in records.search(FindPatient("12345"))] == [patient.id]
    assert checking.check() == ()


def test_a_correction_changed_again_is_not_undone(database):
    patient = a_patient("Asha Patl")
    records.correct(patient.id, {"name": "Asha Patil"}, ASHA)
    records.correct(patient.id, {"name": "Usha Patil"}, RAVI)
    with pytest.raises(errors.CannotUndo, match=r"The correction of Usha Patil .*: the name was changed again since"):
        undo.undo(Undo(), ASHA)


def test_a_number_that_somebody_else_has_by_now_does_not_come_back(database):
    patient = register("Asha Patil", mrn="A-17")
    records.correct(patient.id, {"mrn": None}, ASHA)
    register("Ravi Kumar", mrn="A-17")
    with pytest.raises(errors.CannotUndo, match="A-17 now belongs to Ravi Kumar"):
        undo.undo(Undo(), ASHA)


def test_a_patient_of_whom_nothing_was_changed_has_nothing_to_undo(database):
    with pytest.raises(errors.NothingToUndo, match="Asha Patil"):
        undo.undo(Undo(patient=a_patient("Asha Patil").id), ASHA)
