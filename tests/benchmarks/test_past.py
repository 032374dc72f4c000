"""The hospital with a past that the benchmark writes is one that the program could have written."""

from __future__ import annotations

import hospital
import past

from opd_tui.check import checking
from opd_tui.services.queries import queues


def test_a_written_past_breaks_no_invariant(tmp_path):
    past.build(tmp_path / "past.db", doctors=8, patients=300, tokens=1000)
    with hospital.opened(tmp_path / "past.db"):
        assert checking.check() == ()


def test_a_past_has_the_tokens_asked_for_to_whole_days(tmp_path):
    past.build(tmp_path / "past.db", doctors=8, patients=300, tokens=1000)
    with hospital.opened(tmp_path / "past.db"):
        assert len(queues.tokens()) == 6 * 8 * 3 * 7
