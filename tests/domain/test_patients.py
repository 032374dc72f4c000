"""A patient's record: how hospital numbers are compared, and how a field stands in the log."""

from __future__ import annotations

import pytest

from opd_tui.domain.patients import Patient, mrn_key, plain_mrn


@pytest.mark.parametrize(
    ("mrn", "plain", "key"),
    [
        ("123", "123", "123"),
        ("000123", "000123", "123"),
        ("१२३", "123", "123"),
        ("०१२३", "0123", "123"),
        ("A-017", "a-017", "a-17"),
        ("A017B002", "a017b002", "a17b2"),
        ("1002", "1002", "1002"),
        ("000", "000", "0"),
        ("A-0", "a-0", "a-0"),
        ("H00-X", "h00-x", "h0-x"),
    ],
)
def test_a_hospital_number_is_told_apart_by_its_zeros_and_found_without_those_that_lead(mrn, plain, key):
    assert (plain_mrn(mrn), mrn_key(mrn)) == (plain, key)


@pytest.mark.parametrize(
    ("phones", "first", "logged"), [((), None, None), (("1",), "1", "1"), (("1", "2"), "1", ["1", "2"])]
)
def test_the_phone_of_a_record_is_the_first_and_the_log_has_all(phones, first, logged):
    record = Patient(1, "Asha Patil", phones)
    assert (record.phone, record.in_log("phone")) == (first, logged)


@pytest.mark.parametrize(
    ("field", "value"), [("name", "Asha Patil"), ("mrn", None), ("year_of_birth", 1980), ("notes", "")]
)
def test_any_other_field_stands_in_the_log_as_it_is(field, value):
    assert Patient(1, "Asha Patil", year_of_birth=1980).in_log(field) == value
