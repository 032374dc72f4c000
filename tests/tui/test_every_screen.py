"""Pictures of every screen, form and question at both sizes, as those of test_snapshots.py."""

from __future__ import annotations

import pytest

from opd_tui.runtime import clock
from tests.support.desk import SIZES

ON_THE_DESK = {
    "several patients match": ("b", *"ra"),
    "with another doctor": ("b", *"@iy"),
    "a new patient": ("b", *"Lakshmi Nair 9876543210 34F"),
    "who holds a token": ("b", *"Asha"),
    "the kept draft": ("b", *"Deepak", "escape", "b"),
    "the sources": ("b", "tab"),
    "cancel": ("c",),
    "cancel for another reason": ("c", "5"),
    "no-show": ("n",),
    "done of one who is not in the room": ("down", "d"),
    "call one who is not here": ("down", "C"),
    "next": ("space",),
    "source": ("down", "p"),
    "close a seat": ("minus",),
    "the number of seats": ("equals_sign",),
    "undo": ("plus", "u"),
    "move": ("down", "m"),
    "the right name": ("ctrl+p",),
    "late or away": ("L",),
    "late": ("L", "l"),
    "away for how long": ("L", "a"),
    "away until a date": ("L", "a", "u"),
    "another doctor": ("L", "o"),
    "a new slot": ("S",),
    "doctors": ("D",),
    "a new doctor": ("D", "a"),
    "another name of a doctor": ("D", "c"),
    "a doctor retires": ("D", "x"),
    "an empty week": ("T",),
    "a new week": ("T", "a"),
    "a holiday": ("T", "h"),
    "a holiday of all": ("T", "H"),
    "the register": ("R", *"a"),
    "a patient": ("R", *"Ravi", "enter"),
    "a record put right": ("R", *"Ravi", "enter", "e"),
    "a merge": ("R", *"Ravi", "enter", "m"),
    "a new record": ("R", "ctrl+n"),
}
OF_PAST_DAYS = {
    "past days": ("U",),
    "seen": ("U", "s"),
    "all of the slot": ("U", "a", "s"),
}

both = pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x36"])


@pytest.mark.long
@both
@pytest.mark.parametrize("keys", ON_THE_DESK.values(), ids=[name.replace(" ", "-") for name in ON_THE_DESK])
def test_every_screen_and_question(hospital, picture, keys, size):
    assert picture(size, lambda desk: desk.press(*keys))


@pytest.mark.long
@both
@pytest.mark.parametrize("keys", OF_PAST_DAYS.values(), ids=[name.replace(" ", "-") for name in OF_PAST_DAYS])
def test_past_days(hospital, picture, keys, size):
    clock.set_local("2026-11-24T09:00")
    assert picture(size, lambda desk: desk.press(*keys))
