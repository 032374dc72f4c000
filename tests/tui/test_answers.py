"""Questions: what counts as an answer, and what a key that is none does."""

from __future__ import annotations

import pytest
from textual import events

from opd_tui.tui.dialog import Dialog
from opd_tui.tui.widgets.choice import Choice
from tests.support.desk import a_desk, tokens
from tests.support.factories import call

FOUR = [(1, "WALKIN", "ACTIVE"), (2, "WALKIN", "ACTIVE"), (3, "WALKIN", "WAITING"), (4, "WALKIN", "WAITING")]


async def test_one_and_y_are_yes_and_escape_says_that_nothing_changed(morning):
    async with a_desk() as desk:
        await desk.press("n", "escape")
        assert (desk.status, tokens()) == ("Nothing changed.", FOUR)
        await desk.press("n", "1")
        await desk.until(lambda: tokens()[0][2] == "NO_SHOW")
        await desk.press("n", "y")
        await desk.until(lambda: [status for *_, status in tokens()].count("NO_SHOW") == 2)


async def test_an_answer_that_nobody_can_have_thought_about_is_not_taken(morning):
    async with a_desk() as desk:
        await desk.press("n")
        desk.post(events.Key("1", "1"), 0.3)  # the question was shown 0.1 s after its key
        await desk.carried_out()
        assert desk.status.startswith("Press again: No-show: №1")
        assert tokens() == FOUR
        await desk.press("1")
        await desk.until(lambda: tokens()[0][2] == "NO_SHOW")


@pytest.mark.parametrize("typed", ["ny", "n1"])
async def test_an_answer_that_was_typed_before_its_question_is_not_taken(morning, typed):
    async with a_desk() as desk:
        desk.typed(typed)
        await desk.carried_out()
        assert desk.status.startswith("Press again: No-show")
        assert tokens() == FOUR


@pytest.mark.parametrize(
    ("burst", "hint"), [("12", "Press again:"), ("11", "Press again:"), ("19820012345", "Esc first:")]
)
async def test_a_burst_answers_nothing(morning, burst, hint):
    async with a_desk() as desk:
        await desk.press("c")
        desk.typed(burst, apart=0)
        await desk.carried_out()
        assert desk.status.startswith(f"{hint} Cancel №1")
        assert tokens() == FOUR


async def test_after_text_only_escape_is_taken(morning):
    async with a_desk() as desk:
        await desk.press("c", "enter")
        assert desk.status.startswith("Press a key shown below, or Esc for no: Cancel №1")
        await desk.press(*"phoned", "1", "enter", "1")
        assert desk.status.startswith("Esc first: Cancel №1")
        await desk.press("escape")
        assert (desk.status, desk.form_open, tokens()) == ("Nothing changed.", False, FOUR)


async def test_a_paste_into_a_question_is_text(morning):
    async with a_desk() as desk:
        await desk.press("n")
        await desk.paste("1")
        assert desk.status.startswith("Esc first: No-show")
        await desk.press("1")
        assert tokens() == FOUR


async def test_a_key_held_down_answers_nothing(morning):
    async with a_desk() as desk:
        await desk.hold("n", 20)
        assert desk.status.startswith("No-show")
        desk.post(events.Key("1", "1"), 0.25)
        for _ in range(20):
            desk.post(events.Key("1", "1"), 0.2)
        await desk.carried_out()
        assert desk.asks or tokens()[1:] == [(2, "WALKIN", "ACTIVE"), (3, "WALKIN", "ACTIVE"), (4, "WALKIN", "WAITING")]


async def test_only_a_menu_takes_letters(morning):
    async with a_desk() as desk:
        dialog: Dialog = desk.screen.dialog
        with pytest.raises(ValueError, match="digits"):
            await dialog.ask("Which?", Choice("a", "this", "this"))
        dialog.start(dialog.menu("Which?", Choice("a", "this", "this")))
        await desk.until(lambda: desk.asks)
        await desk.press("a")
        assert not desk.asks


# Bursts of letters on the resting desk


@pytest.mark.parametrize("name", ["deepak", "india", "d1", " dev", "+91 98200 12345"])
async def test_a_burst_that_begins_with_a_key_that_acts_does_nothing_and_is_said(morning, name):
    async with a_desk() as desk:
        desk.typed(name, apart=0.01)
        await desk.carried_out()
        assert f'Nothing done: "{name.strip()}" came all at once' in desk.status
        assert tokens() == FOUR


async def test_letters_that_come_apart_are_keys_also_where_the_desk_is_slow(morning):
    call(1)
    async with a_desk() as desk:
        desk.typed("dj", apart=0.06)
        await desk.until(lambda: tokens()[0][2] == "COMPLETED")
