"""A key that is held down acts on one patient, however slowly its repeats are carried out."""

from __future__ import annotations

from opd_tui.tui.desk.held_key import HeldKey


def test_the_same_key_soon_after_is_held_down():
    key = HeldKey()
    assert [key.repeats("done", came) for came in (10.0, 10.6, 10.63, 10.66)] == [False, True, True, True]


def test_the_same_key_after_a_while_is_pressed_again():
    key = HeldKey()
    assert [key.repeats("done", came) for came in (10.0, 11.0)] == [False, False]


def test_another_key_is_pressed_however_soon():
    key = HeldKey()
    assert [key.repeats(id, came) for id, came in (("done", 10.0), ("next", 10.1))] == [False, False]
