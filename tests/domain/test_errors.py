"""Messages repeat what somebody gave so that it is recognised, and no further."""

from __future__ import annotations

import pytest

from opd_tui.domain import errors
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.runtime import clock
from opd_tui.services.patients import records
from tests.support.factories import ASHA

LONG = "x" * 100_000


def refusals():
    yield lambda: clock.parse_minute(LONG)
    yield lambda: clock.parse_day(LONG)
    yield lambda: clock.use_zone(LONG)
    yield lambda: records.register(NewPatient("Asha", sex=LONG), ASHA)
    yield lambda: _raise(errors.UnknownSource(given=LONG))
    yield lambda: _raise(errors.RequestReused(request=LONG, number=1))


def _raise(error):
    raise error


@pytest.mark.parametrize("refused", refusals())
def test_a_very_long_input_is_cut_in_the_message(database, refused):
    with pytest.raises(errors.OpdError, match="x…") as refusal:
        refused()
    assert len(refusal.value.message) < 250


def test_a_path_is_never_cut():
    path = f"/srv/{'x' * 100}/opd.db"
    assert path in errors.Missing(path=path).message


def test_an_input_of_eighty_characters_is_whole():
    assert f"{'x' * 80!r}" in errors.UnknownSource(given="x" * 80).message
