"""Numbers as people type them: understood whole, or refused whole."""

from __future__ import annotations

import pytest

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.typed_numbers import number_of, seats_of


@pytest.mark.parametrize(("typed", "meant"), [("1", 1), (" 12 ", 12), ("500", 500), ("०१२", 12)])
def test_a_number_of_seats_is_understood(typed, meant):
    assert seats_of(typed) == meant


@pytest.mark.parametrize("typed", ["", "=====", "0", "501", "-3", "1.5", "10 seats", "²", "9" * 6])
def test_what_is_no_number_of_seats_is_refused_with_what_may_be_typed(typed):
    with pytest.raises(BadRequest, match=r"is not a number of seats\. Type 1 to 500\.$"):
        seats_of(typed)


def test_the_refusal_names_what_is_asked():
    with pytest.raises(BadRequest, match=r'^"x" is not a number of minutes\. Type 1 to 1440\.$'):
        number_of("x", "minutes", 1, 1440)
