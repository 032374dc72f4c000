"""Text is never commands: in forms, questions and lists each sign that is no key of theirs is swallowed, and said."""

from __future__ import annotations

import pytest

from opd_tui.db import tables
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


LISTS = {
    "find": ("slash",),
    "register": ("R",),
    "a patient's card": ("R", *"asha", "enter"),
    "duplicates": ("R", *"asha", "enter", "m"),
    "unresolved": ("U",),
    "week": ("T",),
    "move": ("m",),
    "help": ("question_mark",),
    "doctor away": ("L", "a", "a"),
}
NAMES = ("Aditi kanya 9820012345", "Sumeet Bhaumik 9820012345", "n y x y a y h y s y")


@pytest.mark.parametrize("keys", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize("text", NAMES)
async def test_a_name_typed_in_a_list_writes_nothing(morning, text, keys):
    async with a_desk() as desk:
        for key in keys:
            await desk.press(key)
            await desk.settled()
        before = tables.Event.select().count()
        desk.typed(text, apart=0.15)
        await desk.carried_out()
        await desk.paste(text)
        assert tables.Event.select().count() == before
        assert tokens() == FOUR


@pytest.mark.parametrize("keys", LISTS.values(), ids=LISTS)
async def test_the_last_line_of_a_list_says_with_which_keys(morning, keys):
    async with a_desk() as desk:
        for key in keys:
            await desk.press(key)
            await desk.settled()
        assert "Esc back" in desk.lines[-1]
