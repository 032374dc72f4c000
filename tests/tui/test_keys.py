"""Keys of the operator's own: they work, the key line and the help show them, and a clash is named at start."""

from __future__ import annotations

import pytest

from opd_tui.runtime.config import load, settings_path
from opd_tui.tui.keymap import is_key, remapped, spell
from opd_tui.tui.keys import COMMANDS, show_key
from tests.support.desk import LARGE, a_desk, tokens

FOUR = [(1, "WALKIN", "ACTIVE"), (2, "WALKIN", "ACTIVE"), (3, "WALKIN", "WAITING"), (4, "WALKIN", "WAITING")]


def keys_of(*lines: str) -> dict[str, str]:
    """The keys of a settings file with these lines."""
    settings_path().write_text("\n".join(["[keys]", *lines]))
    return dict(load().keys)


# They work


async def test_a_key_of_the_settings_file_works(morning):
    async with a_desk(keys=keys_of('no-show = "x"')) as desk:
        await desk.press("x")
        assert "No-show: №1 Asha Patil" in desk.status


async def test_the_usual_key_works_no_more(morning):
    async with a_desk(keys=keys_of('no-show = "x"')) as desk:
        await desk.press("n")
        assert not desk.asks


@pytest.mark.parametrize("pressed", ["x", "f2"])
async def test_an_action_may_have_several_keys(morning, pressed):
    async with a_desk(keys=keys_of('no-show = "x, f2"')) as desk:
        await desk.press(pressed)
        assert desk.asks


async def test_two_actions_may_change_places(morning):
    async with a_desk(keys=keys_of('done = "n"', 'no-show = "d"')) as desk:
        await desk.press("n")
        await desk.until_said("№1 Asha Patil is here", "Consultation done?")


async def test_an_action_that_has_no_key_gets_one(morning):
    async with a_desk(keys=keys_of('correct-patient = "f2"')) as desk:
        await desk.press("f2")
        await desk.until_seen("Correct the name", "Asha Patil")


@pytest.mark.parametrize(("written", "pressed"), [("/", "slash"), ("?", "question_mark"), ("[", "left_square_bracket")])
async def test_a_sign_is_written_as_it_is_on_the_keyboard(morning, written, pressed):
    freed = {"/": "find", "?": "help", "[": "previous-day"}[written]
    async with a_desk(keys=keys_of(f'no-show = "{written}"', f'{freed} = "f5"')) as desk:
        await desk.press(pressed)
        assert "No-show: №1 Asha Patil" in desk.status


async def test_the_other_keys_are_as_they_were(morning):
    async with a_desk(keys=keys_of('no-show = "x"')) as desk:
        await desk.press("d")
        await desk.until_said("№1 Asha Patil is here", "Consultation done?")


@pytest.mark.parametrize(("written", "pressed"), [("F2", "f2"), ("Ctrl+B", "ctrl+b"), ("shift+x", "X"), ("!", "!")])
async def test_capitals_in_the_name_of_a_key_do_not_matter(morning, written, pressed):
    async with a_desk(keys=keys_of(f'no-show = "{written}"')) as desk:
        await desk.press(pressed)
        assert "No-show: №1 Asha Patil" in desk.status


# They are shown


async def test_the_key_line_shows_them(morning):
    async with a_desk(keys=keys_of('no-show = "x"')) as desk:
        assert "x No-show" in desk.lines[-1]
        assert "n No-show" not in desk.lines[-1]


async def test_help_shows_them(morning):
    async with a_desk(keys=keys_of('no-show = "x,f2"')) as desk:
        await desk.press("question_mark")
        await desk.until_seen("x f2 The chosen patient did not come")


async def test_the_palette_shows_them(morning):
    async with a_desk(LARGE, keys=keys_of('no-show = "x"')) as desk:
        await desk.press("ctrl+p")
        await desk.until_seen("No-show (x)")


async def test_a_click_on_the_key_line_does_what_it_shows(morning):
    async with a_desk(keys=keys_of('no-show = "x"')) as desk:
        await desk.pilot.click(offset=(desk.lines[-1].index("x No-show"), len(desk.lines) - 1))
        await desk.settled()
        assert "No-show: №1 Asha Patil" in desk.status


async def test_the_greeting_names_them(morning):
    async with a_desk(keys=keys_of('book = "f2"', 'help = "F1"')) as desk:
        assert "f2 books, f1 shows every key" in desk.status


async def test_an_id_of_an_earlier_version_works_and_is_named(morning):
    async with a_desk(keys=keys_of('call-next = "x"')) as desk:
        assert "'call-next' is called 'next' now" in desk.status
        await desk.press("x")
        await desk.until_said("№1 Asha Patil is next")


def test_the_new_id_counts_where_both_are_given():
    commands, problems = remapped({"call-next": "x", "next": "f2"})
    assert {command.id: command.keys for command in commands}["next"] == "f2"
    assert problems == ("'call-next' is called 'next' now",)


# A clash


async def test_a_clash_is_named_at_start(morning):
    async with a_desk(keys=keys_of('no-show = "d"')) as desk:
        assert "'no-show' and 'done' both want d" in desk.status


async def test_in_a_clash_the_key_stays_with_the_action_that_usually_has_it(morning):
    async with a_desk(keys=keys_of('no-show = "d"')) as desk:
        await desk.press("d")
        await desk.until_said("№1 Asha Patil is here", "Consultation done?")


async def test_in_a_clash_the_other_action_keeps_its_usual_key(morning):
    async with a_desk(keys=keys_of('no-show = "d"')) as desk:
        await desk.press("n")
        assert "No-show: №1 Asha Patil" in desk.status


async def test_two_actions_that_both_want_a_new_key_are_named(morning):
    async with a_desk(keys=keys_of('no-show = "x"', 'done = "x"')) as desk:
        assert "both want x" in desk.status


async def test_an_action_that_there_is_not_is_named_at_start(morning):
    async with a_desk(keys=keys_of('bok = "x"')) as desk:
        assert "there is no command 'bok'" in desk.status


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("foo+bar", "there is no key 'foo+bar' for 'no-show'"),
        ("latin_small_letter_x", "there is no key 'latin_small_letter_x'"),
        ("x, f99", "there is no key 'f99'"),
        ("ctrl+p", "'no-show' cannot have ^p, which opens the palette"),
        ("", "'no-show' is left without a key"),
    ],
)
async def test_a_key_that_cannot_be_is_named_at_start_and_the_usual_one_works(morning, written, problem):
    async with a_desk(LARGE, keys=keys_of(f'no-show = "{written}"')) as desk:
        assert problem in desk.status
        assert "it keeps its usual key" in desk.status
        await desk.press("n")
        assert "No-show: №1 Asha Patil" in desk.status


@pytest.mark.parametrize("written", ["b,b", "b, b,"])
def test_a_key_that_is_given_twice_is_taken_once(written):
    assert remapped({"book": written}) == (COMMANDS, ())


def test_the_usual_keys_are_keys_in_their_spelling():
    held = [pressed for key in COMMANDS for pressed in key.keys.split(",") if pressed]
    assert [pressed for pressed in held if not is_key(pressed) or spell(pressed) != pressed] == []


async def test_a_theme_that_there_is_not_is_named_at_start(morning):
    async with a_desk(theme="blinking") as desk:
        assert "there is no theme 'blinking'" in desk.status


async def test_a_settings_file_that_is_named_and_not_there_is_told(morning):
    async with a_desk(problem="OPD_CONFIG names x.toml, which does not exist: no settings are read") as desk:
        await desk.until_said("settings: OPD_CONFIG names x.toml, which does not exist")


async def test_problems_of_the_settings_file_keep_nobody_from_work(morning):
    async with a_desk(theme="blinking", keys=keys_of('no-show = "d"', 'bok = "x"')) as desk:
        await desk.press("plus")
        await desk.until_said("seats 3")


@pytest.mark.parametrize(("action", "answer"), [("no-show", "y"), ("cancel", "1"), ("cancel", "5"), ("source", "2")])
async def test_a_key_that_answers_a_question_cannot_ask_it(morning, action, answer):
    async with a_desk(keys=keys_of(f'{action} = "{answer}"')) as desk:
        assert f"{action!r} cannot have {answer}" in desk.status
        await desk.hold(answer)
        assert tokens() == FOUR


# The list itself


def test_no_two_actions_have_one_key_by_default():
    held = [pressed for key in COMMANDS for pressed in key.keys.split(",") if pressed]
    assert sorted(held) == sorted(set(held))


async def test_every_command_is_bound_once_and_to_what_it_needs(morning):
    async with a_desk() as desk:
        bound = {id: row.needs for id, row in desk.screen.rows.by_id.items()}
    assert bound == {command.id: command.needs for command in COMMANDS}


def test_without_settings_the_keys_are_the_usual_ones():
    assert remapped({}) == (COMMANDS, ())


def test_whatever_the_settings_want_no_key_is_held_twice():
    chosen = {"book": "n", "no-show": "d", "done": "b", "cancel": "b", "undo": "u,b"}
    keys, problems = remapped(chosen)
    held = [pressed for key in keys for pressed in key.keys.split(",") if pressed]
    assert sorted(held) == sorted(set(held))
    assert problems


@pytest.mark.parametrize("sign", "/?[]+-=")
def test_a_sign_is_shown_as_it_was_written(sign):
    assert show_key(spell(sign)) == sign
