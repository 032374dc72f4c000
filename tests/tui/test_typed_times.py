"""Times as people type them."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import BadRequest
from opd_tui.tui.typed_times import as_typed, span, span_of_days

DAY = "2026-12-30"


@pytest.mark.parametrize(
    ("begins", "ends", "meant"),
    [
        ("9:00", "12:30", ("2026-12-30T09:00", "2026-12-30T12:30")),
        ("9:00", "24:00", ("2026-12-30T09:00", "2026-12-31T00:00")),
        ("0:00", "24:00", ("2026-12-30T00:00", "2026-12-31T00:00")),
        ("9:00", "31/12 24:00", ("2026-12-30T09:00", "2027-01-01T00:00")),
        ("22:00", "02:00", ("2026-12-30T22:00", "2026-12-31T02:00")),
        ("14:00", "31/12 9:00", ("2026-12-30T14:00", "2026-12-31T09:00")),
        ("14:00", "2/1 18:00", ("2026-12-30T14:00", "2027-01-02T18:00")),
        ("2027-01-04 8:00", "12:00", ("2027-01-04T08:00", "2027-01-04T12:00")),
        ("31/12 8:00", "2027-01-01 12:00", ("2026-12-31T08:00", "2027-01-01T12:00")),
        ("9", "1pm", ("2026-12-30T09:00", "2026-12-30T13:00")),
        ("14", "tomorrow", ("2026-12-30T14:00", "2027-01-01T00:00")),
        ("tomorrow", "sun", ("2026-12-31T00:00", "2027-01-04T00:00")),
        ("today", "+2 930", ("2026-12-30T00:00", "2027-01-01T09:30")),
    ],
)
def test_a_span_of_days(begins, ends, meant):
    assert span_of_days(DAY, DAY, begins, ends) == meant


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("soon", "12:00", 'From: "soon" is neither a day nor a time'),
        ("24:00", "12:00", 'From: "24:00" is neither'),
        ("9:00", "24:01", 'To: "24:01" is neither'),
        ("9:00", "31/2 12:00", "is neither a day nor a time"),
        ("9:00", "2026-12-29 12:00", "Tue 29 Dec 12:00 is not after Wed 30 Dec 09:00"),
        ("13:00", "12:00", "12:00 is not after 13:00"),
    ],
)
def test_what_is_no_span_is_said_with_its_field(begins, ends, said):
    with pytest.raises(BadRequest, match=said):
        span_of_days(DAY, DAY, begins, ends)


def test_a_slots_own_day_is_not_typed():
    with pytest.raises(BadRequest, match='To: "31/12 12:00" is not a time'):
        span(DAY, "9:00", "31/12 12:00")


@pytest.mark.parametrize("end", ["2026-12-30T12:00", "2026-12-31T00:00", "2026-12-31T02:00", "2027-01-02T18:00"])
def test_an_end_that_the_form_proposes_is_read_back_as_it_is(end):
    assert span_of_days(DAY, DAY, "8:00", as_typed(DAY, end))[1] == end
