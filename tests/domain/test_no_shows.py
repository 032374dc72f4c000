"""The deadline of a patient who has a seat and is not checked in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from opd_tui.domain import no_shows

NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("expected_from", "after"),
    [(None, 20), (NINE - 5 * MINUTE, 20), (NINE, 20), (NINE + 5 * MINUTE, 25)],
    ids=["nothing-known", "seated-before", "seated-at-the-start", "told-later"],
)
def test_the_deadline_is_the_grace_after_the_latest_of_what_counts(expected_from, after):
    assert no_shows.deadline(NINE, expected_from, 20) == NINE + after * MINUTE


@pytest.mark.parametrize(
    ("left", "said"),
    [(6, None), (5, 5), (4.1, 5), (1, 1), (0.1, 1), (0, 0), (-3, 0)],
)
def test_the_last_five_minutes_are_counted_in_whole_minutes(left, said):
    assert no_shows.minutes_left(NINE, NINE - left * MINUTE) == said
