"""What a token is: whether it stands in a queue, whether its patient is here, when that is expected to be called in."""

from __future__ import annotations

import pytest

from opd_tui.domain.tokens import LIVE, Expected, Source, Status, Token


def test_a_token_is_live_while_it_stands_in_one_of_the_queues():
    assert [status for status in Status if status.live] == LIVE == [Status.ACTIVE, Status.WAITING]


@pytest.mark.parametrize(("arrived_at", "arrived"), [(None, False), ("2026-11-23T03:30:00Z", True)])
def test_a_patient_has_arrived_once_that_has_a_time(arrived_at, arrived):
    token = Token(1, 1, 1, 1, "Asha Patil", Source.WALKIN, 5, Status.ACTIVE, 1, False, 0, arrived_at)
    assert token.arrived is arrived


@pytest.mark.parametrize(("end", "label"), [("10:55", "10:40–10:55"), ("10:40", "10:40")])
def test_a_sentence_names_an_expected_time_by_both_ends_or_by_the_one_minute(end, label):
    assert Expected("2026-11-23T10:40", f"2026-11-23T{end}").label == label
