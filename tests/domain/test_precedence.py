"""Who has precedence, and in which order the seated of a slot are called."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.allocation import Standing
from opd_tui.domain.call_order import NO_PRECEDENCE, Seated, in_order_of_call
from opd_tui.domain.precedence import DEFAULT_ORDER, precedence_of

DAY = "2026-11-26"


@pytest.mark.parametrize(
    ("known", "label"),
    [
        ((1946, None, None), "80+"),
        ((1947, None, None), "60+"),
        ((1966, None, None), "60+"),
        ((1967, None, None), None),
        ((None, None, None), None),
        ((1946, "disability", None), "80+"),
        ((1947, "disability", None), "disability"),
        ((1990, "pregnant", "2026-11-26"), "pregnant"),
        ((1990, "pregnant", "2026-11-25"), None),
    ],
    ids=str,
)
def test_the_first_of_the_list_that_a_patient_has_counts(known, label):
    found = precedence_of(DEFAULT_ORDER, DAY, *known)
    assert (found.label if found else None) == label


def test_a_hospital_may_have_a_list_of_its_own():
    assert precedence_of(("pregnant", 70), DAY, 1955, "disability", None) == (1, 70)
    assert precedence_of(("pregnant", 70), DAY, 1955, "pregnant", DAY) == (0, "pregnant")
    assert precedence_of((), DAY, 1900, "disability", None) is None


SEATED = st.lists(
    st.builds(
        Seated,
        st.just(0),
        st.integers(1, 5),
        st.integers(1, 99),
        st.sampled_from([0, 1, 2, 3, NO_PRECEDENCE]),
        st.booleans(),
    ),
    unique_by=lambda one: one.arrival,
).map(lambda those: [one._replace(token=place) for place, one in enumerate(those)])


@given(SEATED, st.booleans())
def test_precedence_orders_only_the_patients_of_one_source(seated, keeps_seats):
    called = in_order_of_call(seated, keeps_seats=keeps_seats)
    by_seat = sorted(
        seated, key=lambda one: Standing(one.priority, one.arrival, one.token, False, keeps_seats and one.arrived).rank
    )
    assert [one.priority for one in called] == [one.priority for one in by_seat]
    for one, after in pairwise(called):
        same = one.priority == after.priority and (not keeps_seats or one.arrived == after.arrived)
        assert not same or (one.precedence, one.arrival) < (after.precedence, after.arrival)


@given(SEATED, st.booleans())
def test_without_precedence_the_order_is_that_of_the_seats(seated, keeps_seats):
    plain = [one._replace(precedence=NO_PRECEDENCE) for one in seated]
    by_seat = sorted(
        plain, key=lambda one: Standing(one.priority, one.arrival, one.token, False, keeps_seats and one.arrived).rank
    )
    assert list(in_order_of_call(plain, keeps_seats=keeps_seats)) == by_seat
