"""Phone numbers: what `parse` makes of one is known again as its own, and nothing else is."""

from __future__ import annotations

import pytest

from opd_tui.domain import phones

TYPED = [
    *("98200 12345", "098200-12345", "+91 98200 12345", "0091 98200 12345", "919820012345", "022 2345 6789"),
    *("+44 20 7946 0958", "+39 06 6982", "02 6982 1234", "1-800-FLOWERS", "98200 12345 ext 7", "९८२०० १२३४५"),
    *("mother 98200 12345", "at the gate", "12", "8 (912) 345-67-89", "98412 34567", "-", "+", "+123"),
]


@pytest.mark.parametrize("today", ["IN", "NP"])
@pytest.mark.parametrize("region", ["IN", "NP", "GB", "US", "IT", "RU"])
@pytest.mark.parametrize("typed", TYPED)
def test_what_was_made_of_a_number_comes_of_it_whatever_the_region_is_today(typed, region, today):
    shown, e164, backwards = phones.parse(typed, region)
    assert phones.comes_of(shown, e164, backwards, today)
    assert phones.comes_of(typed, e164, backwards, today)


WRONG = {
    "another number": ("98200 12345", "+919820012346", "643210028919"),
    "another country's": ("+91 98200 12345", "+449820012345", "543210028944"),
    "no number": ("98200 12345", "+", None),
    "digits of another": ("98200 12345", "+919820012345", "1"),
    "no digits": ("98200 12345", "+919820012345", None),
    "not normalised, searched by another": ("98200 12345", None, "543210028919"),
    "of nothing": (None, None, "1"),
    "normalised from nothing": (None, "+919820012345", "543210028919"),
}


@pytest.mark.parametrize("kept", WRONG.values(), ids=WRONG)
def test_what_no_desk_made_of_a_number_does_not_come_of_it(kept):
    assert not phones.comes_of(*kept, "IN")
