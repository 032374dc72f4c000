"""Over a slow line several keys come at once; each finds what the one before it opened."""

from __future__ import annotations

from textual import events

from tests.desk.harness import Driven, a_desk, tokens
from tests.factories import a_slot

NAMED = {"\t": "tab", "\r": "enter", "\x1b": "escape", " ": "space", "/": "slash"}


def burst(desk: Driven, keys: str) -> None:
    """All of these keys before anything is answered."""
    for key in keys:
        desk.app.post_message(events.Key(NAMED.get(key, key), key))


async def test_a_name_typed_right_after_b_stands_in_the_form(database):
    a_slot()
    async with a_desk() as desk:
        burst(desk, "bAsha Patil")
        await desk.until(lambda: desk.form_open and desk.field("patient-name") == "Asha Patil")


async def test_a_whole_booking_in_one_burst(database):
    a_slot()
    async with a_desk() as desk:
        burst(desk, "bAsha Patil\t98200\tP\r")
        await desk.until(lambda: tokens() == [(1, "PAID", "ACTIVE")])


async def test_an_answer_right_after_the_key_that_asks(morning):
    async with a_desk() as desk:
        burst(desk, "ny")
        await desk.until(lambda: tokens()[0] == (1, "WALKIN", "NO_SHOW"))


async def test_what_is_typed_right_after_the_slash_is_looked_for(morning):
    async with a_desk() as desk:
        burst(desk, "/Meena")
        await desk.until_seen("Meena", "Found · 1")


async def test_a_key_right_after_leaving_the_form_is_the_desks(morning):
    async with a_desk() as desk:
        burst(desk, "b\x1bn")
        await desk.until_said("did not come")
