"""What an operator sees who tries the program: `demo`, or a copy of the example, on some day at some hour."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opd_tui.runtime import clock
from tests.support.desk import SIZES
from tests.support.factories import ZONE
from tests.support.terminal import RealDesk

EXAMPLE = Path(__file__).parents[2] / "opd.db.example"
UNSETTLED = "Unresolved from past days"


@pytest.fixture(params=["2026-12-31T23:50", "2027-03-14T02:00", "2027-07-11T13:15"])
def some_day(request) -> Iterator[None]:
    """The clock stands at a wall time in India."""
    moment = datetime.fromisoformat(request.param).replace(tzinfo=ZoneInfo(ZONE))
    clock.replace(lambda: moment)
    yield
    clock.replace(None)


@pytest.mark.parametrize("size", SIZES)
def test_a_copy_of_the_example_opens_on_people_at_work(some_day, path, size):
    shutil.copyfile(EXAMPLE, path)
    with RealDesk(path, size) as desk:
        desk.until_shown("in room", "● live", "A sample hospital")
        assert not desk.shows(UNSETTLED)


def test_the_demo_opens_on_people_at_work(some_day, path):
    Path(os.environ["OPD_CONFIG"]).write_text(f'time_zone = "{ZONE}"\n')
    with RealDesk(path, command=("demo",)) as desk:
        desk.until_shown("in room", "● live", "A sample hospital")
        assert not desk.shows(UNSETTLED)
    assert not path.exists()
