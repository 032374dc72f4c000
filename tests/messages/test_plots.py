"""Plots of block characters."""

from __future__ import annotations

from rich.cells import cell_len

from opd_tui.messages.plots import Bar, bars

THREE = (Bar("09:00", 10, "10 min"), Bar("10:00", 5, "5 min"), Bar("A very long department", None, "too few to say"))


def test_the_longest_value_fills_the_room_and_the_others_are_in_proportion():
    nine, ten, none = (line.count("█") for line in bars(THREE, 60))
    assert (nine, ten, none) == (30, 15, 0)


def test_no_line_is_wider_than_the_width():
    assert max(cell_len(line) for width in (60, 80, 200) for line in bars(THREE, width)) <= 200
    assert max(cell_len(line) for line in bars(THREE, 60)) <= 60


def test_what_there_is_at_all_has_a_bar():
    [_, small] = bars((Bar("a", 1000, ""), Bar("b", 1, "")), 40)
    assert small == "b ▏"


def test_a_share_is_drawn_of_the_whole():
    [line] = bars((Bar("Rao", 0.5, "50 %"),), 60, 1)
    assert line.count("█") == 25
