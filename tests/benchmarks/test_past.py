"""The hospital with a past that the benchmark writes is one that the program could have written."""

from __future__ import annotations

import hospital
import past
import pytest

from opd_tui.check import checking
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.services.queries import queues


@pytest.fixture
def with_past(tmp_path):
    hospital.build(tmp_path / "past.db", patients=300)
    past.write(tmp_path / "past.db", doctors=8, patients=300, tokens=1000)
    return tmp_path / "past.db"


def test_a_written_past_breaks_no_invariant(with_past):
    with hospital.opened(with_past):
        assert checking.check() == ()


def test_a_past_has_the_tokens_asked_for_to_whole_days(with_past):
    with hospital.opened(with_past):
        assert len(queues.tokens(ListTokens())) == 6 * 8 * 3 * 7
