"""The hospital's settings: the same for every desk, in the log, and taken over from a settings file once."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.domain.desk import DeskQuery
from opd_tui.domain.errors import BadSetting, UnknownSetting
from opd_tui.domain.policy import Policy, value_of
from opd_tui.domain.requests.settings import Set
from opd_tui.runtime import damaged_rows, policy
from opd_tui.services import hospital_settings
from opd_tui.services.queries import desk
from opd_tui.store import log, settings
from tests.support.damage import by_hand
from tests.support.factories import ASHA, RAVI

CHANGES = [("open_days", 20), ("hold_arrived", True), ("follow_up_scope", "hospital"), ("mrn_prefix", "H-")]


def set_to(name, value, actor=ASHA):
    return hospital_settings.change(Set(name, value), actor)


def another_desk():
    """What a process that has just started works by."""
    policy.use(Policy())
    return hospital_settings.read()


def events():
    return [event.detail for event in log.latest(50) if event.action == "set"]


@pytest.mark.parametrize(("name", "value"), [*CHANGES, ("precedence_order", (70, "pregnant"))])
def test_a_change_is_in_force_at_every_desk(database, name, value):
    assert set_to(name, value).value == value
    assert getattr(policy.current(), name) == value
    assert getattr(another_desk(), name) == value
    assert checking.check() == ()


def test_an_open_desk_follows_when_it_next_looks(database):
    set_to("open_days", 20, RAVI)
    policy.use(Policy())
    desk.desk_view(DeskQuery())
    assert policy.current().open_days == 20


def test_a_list_of_a_program_is_kept_as_one(database):
    set_to("precedence_order", [70, "pregnant"])
    assert another_desk().precedence_order == (70, "pregnant")


def test_the_log_has_what_it_was_and_what_it_is(database):
    set_to("open_days", 20)
    assert events() == [{"from": {"open_days": 14}, "to": {"open_days": 20}}]


def test_what_is_so_already_is_not_written(database):
    assert set_to("open_days", 14).before == 14
    assert events() == []


@pytest.mark.parametrize(
    ("name", "value"), [("open_days", 0), ("open_days", True), ("hold_arrived", "yes"), ("precedence_order", 60)]
)
def test_what_a_setting_cannot_be_is_refused_and_changes_nothing(database, name, value):
    with pytest.raises(BadSetting, match=f"^{name} must be "):
        set_to(name, value)
    assert another_desk() == Policy()
    assert events() == []


def test_a_setting_that_is_not_there_is_named(database):
    with pytest.raises(UnknownSetting, match="no setting colour"):
        set_to("colour", "red")


def test_a_settings_file_is_taken_over_once(database):
    assert hospital_settings.take_over({"open_days": 20}, ASHA) == ()
    assert hospital_settings.take_over({"open_days": 30, "hold_arrived": True}, RAVI) == ("open_days",)
    found = another_desk()
    assert (found.open_days, found.hold_arrived) == (20, True)
    assert [detail["why"] for detail in events()] == ["settings-file"] * 2
    assert checking.check() == ()


def test_a_file_that_says_the_usual_is_taken_over_too(database):
    hospital_settings.take_over({"open_days": 14}, ASHA)
    assert hospital_settings.take_over({"open_days": 30}, RAVI) == ("open_days",)
    assert policy.current().open_days == 14


def test_a_setting_that_nobody_decided_is_as_the_process_was_given_it(database):
    policy.use(Policy(phone_region="GB"))
    set_to("open_days", 20)
    assert policy.current() == Policy(phone_region="GB", open_days=20)


def test_a_sample_that_nobody_has_opened_yet_stays_as_it_is(database):
    settings.put(hospital_settings.SAMPLE, "1")
    assert hospital_settings.take_over({"open_days": 20}, ASHA) == ("open_days",)
    assert events() == []


@pytest.mark.parametrize(("name", "text"), [("open_days", "91"), ("open_days", "9" * 9), ("follow_up_days", "7.5")])
def test_a_number_that_cannot_be_is_refused_with_its_range(name, text):
    with pytest.raises(ValueError, match=f"{name} must be a whole number from [0-9]+ to [0-9]+, not "):
        value_of(name, text)


def test_a_list_that_cannot_be_is_refused_as_it_is_typed():
    with pytest.raises(ValueError, match="such as 80,disability,pregnant,60: 'old' is neither"):
        value_of("precedence_order", "old, 80")


@pytest.mark.sqlite("a server stores nothing but text as a text")
def test_a_setting_that_is_no_text_leaves_the_others_in_force(database):
    set_to("open_days", 20)
    set_to("mrn_prefix", "H-")
    by_hand(database, "UPDATE setting SET value = CAST(x'ff28' AS TEXT) WHERE name = 'mrn_prefix'")
    assert another_desk().open_days == 20
    assert policy.current().mrn_prefix == ""
    assert any("setting mrn_prefix is damaged" in told for told in damaged_rows.take())
    assert "has no valid text as its value" in " ".join(map(str, checking.check()))


def test_a_damaged_setting_is_named_and_not_followed(database):
    set_to("open_days", 20)
    settings.put("open_days", "many")
    assert another_desk().open_days == 14
    assert any("setting open_days is damaged" in told for told in damaged_rows.take())
    assert "cannot be 'many'" in " ".join(map(str, checking.check()))
