"""The desk's colours: the terminal's own sixteen, red for what to act on now, the focus colour for the focus alone."""

from __future__ import annotations

import pytest
from rich.color import ColorType
from rich.segment import Segment

from opd_tui.tui.widgets.styles import FOCUS, URGENT
from tests.support.busy_hospital import fill
from tests.support.desk import SIZES, Driven, a_desk
from tests.support.factories import a_slot, a_token


@pytest.fixture
def busy(database):
    """A doctor of every kind: late, away, on holiday, with people of an earlier slot still to be seen."""
    fill(doctors_=12, slots=4, patients=6)


def painted(desk: Driven) -> list[tuple[int, Segment]]:
    """What the panes draw, each with the row of its line."""
    panes = [pane for pane in desk.screen.boards.panes if pane.place]
    lines = [(pane.place.y + y, strip) for pane in panes for y, strip in enumerate(pane.strips())]
    return [(y, segment) for y, strip in lines for segment in strip if segment.text.strip() and segment.style]


@pytest.mark.parametrize("size", SIZES)
async def test_every_colour_is_one_of_the_terminals_own_sixteen(busy, size):
    async with a_desk(size) as desk:
        colours = {colour for _, s in painted(desk) for colour in (s.style.color, s.style.bgcolor) if colour}
        assert {colour.type for colour in colours} <= {ColorType.DEFAULT, ColorType.STANDARD}


@pytest.mark.parametrize("pane", ["doctors", "slots", "active", "waiting"])
async def test_the_focus_colour_is_on_one_line_only(busy, pane):
    async with a_desk() as desk:
        while desk.screen.selection.pane != pane:
            await desk.press("tab")
        assert len({y for y, s in painted(desk) if s.style.color == FOCUS.color}) == 1


async def test_a_full_slot_is_not_red(database):
    slot = a_slot(seats=2)
    for _ in range(4):
        a_token(slot.id, "ONLINE")
    async with a_desk() as desk:
        assert not [s for _, s in painted(desk) if s.style.color == URGENT.color]


async def test_a_doctor_who_is_late_is_red(busy):
    async with a_desk() as desk:
        red = " ".join(s.text for _, s in painted(desk) if s.style.color == URGENT.color)
        assert "+18m" in red


async def test_who_is_not_here_yet_is_dim(database):
    slot = a_slot(seats=3)
    for _ in range(2):
        a_token(slot.id, "ONLINE")
    async with a_desk() as desk:
        below = desk.place("active").y + 2  # the first row is the cursor's
        [name] = [s for y, s in painted(desk) if y == below and s.text.startswith("Patient ")]
        assert name.style.dim


@pytest.mark.parametrize("size", SIZES)
async def test_column_heads_are_underlined_and_no_row_is(busy, size):
    async with a_desk(size) as desk:
        heads = [s.text for _, s in painted(desk) if s.style.underline]
        assert len(heads) == 1
        assert "Patient" in heads[0]
