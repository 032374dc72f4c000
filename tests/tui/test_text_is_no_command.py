"""Text is never commands: in forms, questions and lists each sign that is no key of theirs is swallowed, and said."""

from __future__ import annotations

import pytest

from opd_tui.services.queries import queues
from tests.support.desk import a_desk, tokens

FOUR = [(1, "WALKIN", "ACTIVE"), (2, "WALKIN", "ACTIVE"), (3, "WALKIN", "WAITING"), (4, "WALKIN", "WAITING")]


@pytest.mark.parametrize(
    ("typed", "stands"), [("9", "9"), ("98200 12345", "98200 12345"), ("MRN", ""), ("\x1b", ""), ("x", "")]
)
async def test_digits_open_the_booking_form_and_letters_do_nothing(morning, typed, stands):
    async with a_desk() as desk:
        desk.typed(typed, apart=0.005)
        await desk.carried_out()
        assert desk.form_open == bool(stands)
        assert desk.field("patient-name") == stands
        assert tokens() == FOUR


async def test_a_paste_opens_the_booking_form_with_it(morning):
    async with a_desk() as desk:
        await desk.paste("Lakshmi  Nair\n")
        assert desk.field("patient-name") == "Lakshmi Nair"
        await desk.press("escape", "x")
        assert desk.status == "x does nothing here. ? shows every key."


@pytest.mark.parametrize("opens", ["U", "T", "R", "m", "question_mark", "enter"])
async def test_text_leaves_no_screen_and_changes_nothing(morning, opens):
    async with a_desk() as desk:
        await desk.press(opens)
        over = desk.app.screen
        desk.typed("deepak qui 98200", apart=0.01)
        await desk.carried_out()
        await desk.paste("deepak")
        await desk.press("q", "z")
        assert desk.app.screen is over
        assert desk.sees("does nothing here") or opens == "R"  # where the field of the search takes it
        assert tokens() == FOUR
        assert [slot.capacity for slot in queues.summaries()] == [2]
