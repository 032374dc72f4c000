"""Settings: flags before the environment before one TOML file before defaults."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from opd_tui.domain.errors import BadEnvironment, BadName, BadSettings
from opd_tui.runtime import config


@pytest.fixture
def file() -> Path:
    return config.settings_path()


@pytest.fixture
def desk(monkeypatch):
    """The environment of somebody who signed in as `ravi` and set nothing."""
    monkeypatch.setenv("LOGNAME", "ravi")
    return monkeypatch


def test_without_a_file_there_are_defaults(desk):
    found = config.load()
    assert (found.db, found.actor, found.file_mode, found.keys) == ("opd.db", "ravi", 0o600, {})


def test_the_file_comes_before_the_defaults(desk, file):
    file.write_text('db = "/srv/opd.db"\nactor = "asha"\nfile_mode = "0660"\ntime_zone = "Asia/Kolkata"\n')
    found = config.load()
    assert (found.db, found.actor) == ("/srv/opd.db", "asha")
    assert (found.file_mode, found.time_zone) == (0o660, "Asia/Kolkata")


def test_the_environment_comes_before_the_file(desk, file):
    file.write_text('db = "/srv/opd.db"\nactor = "asha"\n')
    desk.setenv("OPD_DB", "/env/opd.db")
    desk.setenv("OPD_ACTOR", "meena")
    assert (config.load().db, config.load().actor) == ("/env/opd.db", "meena")


def test_a_flag_comes_before_the_environment(desk):
    desk.setenv("OPD_DB", "/env/opd.db")
    desk.setenv("OPD_ACTOR", "meena")
    found = config.load("/flag/opd.db", "joseph")
    assert (found.db, found.actor) == ("/flag/opd.db", "joseph")


def test_an_empty_variable_counts_as_none(desk):
    desk.setenv("OPD_DB", "")
    desk.setenv("OPD_ACTOR", "")
    assert (config.load().db, config.load().actor) == ("opd.db", "ravi")


def test_the_desk_is_the_host_and_the_process(desk):
    assert config.load().desk.endswith(f":{os.getpid()}")


@pytest.mark.parametrize("actor", ["   ", "\u200b", "a\nb", "x" * 201, "\x1b[31mred"])
def test_an_actor_without_a_proper_name_is_refused(desk, actor):
    with pytest.raises(BadName, match="actor's name"):
        config.load(actor=actor)


def test_keys_are_taken_as_they_are_written(desk, file):
    file.write_text('[keys]\nbook = "f2,ctrl+b"\n')
    assert config.load().keys == {"book": "f2,ctrl+b"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("db == 1", "line 1, column 5"),
        pytest.param("db = " + "[" * 5000, "nested too deeply", id="5000 brackets"),
        ("colour = 1", "there is no setting 'colour'"),
        ("db = 1", "db must be a string in quotes"),
        ("file_mode = 0o600", "file_mode must be a string in quotes"),
        ('file_mode = "0644"', "'0644' must let the owner read and write, and others nothing"),
        ('file_mode = "0666"', "others nothing"),
        ('file_mode = "0400"', "the owner read and write"),
        ('file_mode = "rw-rw----"', "is not a permission"),
        ('file_mode = "7777"', "is not a permission"),
        ('time_zone = "Mars/Base"', "'Mars/Base' is not a time zone"),
        ('time_zone = "../../etc/passwd"', "is not a time zone"),
        ("keys = 1", "keys must be a table"),
        ("[keys]\nbook = 1", "keys.book must be a string"),
        ("[keys.book]\nf2 = 1", "keys.book must be a string"),
    ],
)
def test_what_is_wrong_in_the_file_is_named_with_the_file(desk, file, text, problem):
    file.write_text(text)
    with pytest.raises(BadSettings) as refused:
        config.load()
    assert f"The settings file {file} cannot be used" in refused.value.message
    assert problem in refused.value.message


def test_a_file_that_is_not_text_is_named(desk, file):
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadSettings, match=str(file)):
        config.load()


def test_a_folder_in_place_of_the_file_is_named(desk, file):
    file.unlink()
    file.mkdir()
    with pytest.raises(BadSettings, match="Is a directory"):
        config.load()


@pytest.mark.parametrize("zone", ["Nowhere/Land", ":/etc/passwd", ""])
def test_a_machine_with_a_broken_zone_has_one_that_exists(desk, zone):
    desk.setenv("TZ", zone)
    assert ZoneInfo(config.load().time_zone)


# What the hospital decides for itself


def test_the_hospitals_own_rules_stand_in_the_file(desk, file):
    file.write_text('follow_up_days = 7\nfollow_up_scope = "hospital"\nhold_arrived = true\n')
    found = config.load().policy
    assert (found.follow_up_days, found.follow_up_scope, found.hold_arrived) == (7, "hospital", True)


def test_a_hospital_may_call_some_patients_first(desk, file):
    file.write_text('precedence = true\nprecedence_order = ["pregnant", 75]\n')
    assert config.load().policy.called_first == ("pregnant", 75)
    file.write_text("precedence_order = 75\n")
    with pytest.raises(BadSettings, match="precedence_order must be a list in brackets"):
        config.load()


def test_the_days_of_a_follow_up_come_from_the_environment_first(desk, file):
    file.write_text("follow_up_days = 7\n")
    desk.setenv("OPD_FOLLOW_UP_DAYS", "30")
    assert config.load().policy.follow_up_days == 30


@pytest.mark.parametrize("days", ["-1", "soon", "366", "7.5"])
def test_days_that_are_none_are_refused(desk, days):
    desk.setenv("OPD_FOLLOW_UP_DAYS", days)
    with pytest.raises(BadEnvironment, match=r"^OPD_FOLLOW_UP_DAYS in the environment cannot be used: .* to 365"):
        config.load()


def test_a_named_settings_file_that_is_not_there_is_told(desk, file):
    file.unlink()
    assert config.load().problem == f"OPD_CONFIG names {file}, which does not exist: no settings are read"


def test_nobody_needs_a_settings_file(desk):
    desk.delenv("OPD_CONFIG")
    assert config.load().db == "opd.db"


@pytest.mark.parametrize(
    "text",
    [
        'phone_region = "India"',
        'mrn_prefix = "H "',
        "follow_up_days = true",
        "follow_up_days = 400",
        'follow_up_scope = "ward"',
        'hold_arrived = "yes"',
    ],
)
def test_a_rule_that_cannot_be_is_refused(desk, file, text):
    file.write_text(text)
    with pytest.raises(BadSettings):
        config.load()
