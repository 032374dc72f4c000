"""`opd-tui set` shows and changes the hospital's settings; a settings file gives way to them."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opd_tui.cli.main import app
from opd_tui.db import connection


@pytest.fixture
def run(path, capsys):
    """Run a command on a new hospital; returns its exit status, what it printed, and what it said."""
    connection.connect(str(path), create=True, time_zone="UTC")
    connection.close()

    def command(*words: str) -> tuple[object, str, str]:
        from opd_tui.cli.context import errors_in_words

        status: object = 0
        try:
            with errors_in_words():
                status = app(["--db", str(path), "--actor", "asha", *words], standalone_mode=False) or 0
        except SystemExit as e:
            status = e.code
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


def in_the_file(text: str) -> None:
    Path(os.environ["OPD_CONFIG"]).write_text(text)


def test_it_says_what_a_setting_is_and_was(run):
    assert run("set", "open_days", "20") == (0, "open_days is 20; it was 14.\n", "")
    assert run("set", "open_days", "20") == (0, "open_days is 20 already.\n", "")
    assert run("set", "open_days") == (0, "20\n", "")


def test_without_a_name_it_shows_every_setting(run):
    run("set", "precedence_order", "75,pregnant")
    lines = [line.split() for line in run("set")[1].splitlines()]
    assert ["precedence_order", "75,pregnant"] in lines
    assert len(lines) == 10


@pytest.mark.parametrize(("name", "value"), [("open_days", "many"), ("hold_arrived", "yes"), ("open_days", "91")])
def test_what_cannot_be_is_said_and_changes_nothing(run, name, value):
    status, _, said = run("set", name, value)
    assert status == 1
    assert said.startswith(f"opd-tui: {name} must be ")
    assert json.loads(run("log", "--json")[1]) == {"events": []}


def test_an_unknown_setting_is_said_with_how_to_see_them(run):
    assert "no setting colour. `opd-tui set` lists" in run("set", "colour", "red")[2]


def test_a_settings_file_of_before_is_taken_over_and_then_gives_way(run, tmp_path):
    in_the_file("open_days = 20\n")
    lines = tmp_path / "lines"
    lines.write_text('{"do":"settings"}\n')
    _, shown, _ = run("batch", str(lines))
    assert json.loads(shown)["result"]["settings"]["open_days"] == 20
    in_the_file("open_days = 30\n")
    _, shown, said = run("batch", str(lines))
    assert json.loads(shown)["result"]["settings"]["open_days"] == 20
    assert "Your own settings for open_days are not used" in said


def test_check_names_a_setting_that_is_no_text_and_other_commands_go_on(run, path):
    run("set", "open_days", "20")
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE setting SET value = CAST(x'ff28' AS TEXT) WHERE name = 'open_days'")
    status, found, _ = run("check")
    assert status == 1
    assert "has no valid text as its value" in found
    assert "setting open_days is damaged" in run("doctors")[2]
    assert run("doctors")[0] == 0


def test_batch_changes_a_setting(run, tmp_path):
    lines = tmp_path / "lines"
    lines.write_text(
        '{"do":"set","name":"precedence_order","value":[75,"pregnant"]}\n{"do":"set","name":"x","value":1}\n'
    )
    status, shown, _ = run("batch", str(lines))
    first, second = map(json.loads, shown.splitlines())
    assert first["result"]["value"] == [75, "pregnant"]
    assert second["error"]["code"] == "unknown-setting"
    assert status == 1
