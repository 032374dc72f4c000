"""Two desks that want the same two slots never wait for each other for ever."""

from __future__ import annotations

from collections import Counter

import pytest

from opd_tui.check import checking
from tests.support import workers
from tests.support.factories import a_doctor, a_slot, a_token


@pytest.mark.long
def test_moves_in_both_directions_never_wait_for_each_other_for_ever(database):
    doctor = a_doctor().id
    slots = [a_slot(5, doctor).id, a_slot(5, doctor, "12:00", "13:00").id]
    tokens = [a_token(slots[number % 2]).id for number in range(8)]
    answers = workers.race(workers.move_to_and_fro, str(database), tokens[0], slots, 1000)
    assert sum(answers, Counter()) == {"moved": 8000}
    assert checking.check() == ()
