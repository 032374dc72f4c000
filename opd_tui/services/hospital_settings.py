"""The hospital's settings: read, changed, and taken over from a settings file of an earlier version."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import cast

from opd_tui.db import connection
from opd_tui.domain.actions import Action
from opd_tui.domain.errors import BadSetting, Busy, NoText, Storage, UnknownSetting
from opd_tui.domain.no_shows import grace_of
from opd_tui.domain.people import Actor
from opd_tui.domain.policy import AS_HOSPITAL, Policy, Value, names, text_of, valid, value_of
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.results import SeenLately, SettingChanged
from opd_tui.domain.weeks import plus
from opd_tui.runtime import clock, damaged_rows, policy
from opd_tui.store import doctors, events, no_shows, settings

SAMPLE = "sample"
"""The mark of a sample that no desk has opened yet: it stays as it is until one has."""
GRACE = "no_show_grace_minutes"
"""The one setting that a doctor can have otherwise."""
DAYS_LATELY = 7
SETTINGS_FILE = "settings-file"
"""The log's reason for a setting that was taken over from a settings file."""


def read() -> Policy:
    """Put in force what the hospital has decided; returns it. A damaged value is noted and stays as it was given."""
    policy.follow({name: value for name, text in _stored().items() if (value := _readable(name, text)) is not None})
    return policy.current()


def _stored() -> dict[str, str]:
    """What the hospital has decided, as it is stored; a value that is no text is noted and left out."""
    try:
        with connection.reading():
            return {name: text for name, text in settings.every().items() if name in names()}
    except NoText:
        return {name: text for name in names() if (text := _text(name)) is not None}


def _text(name: str) -> str | None:
    try:
        with connection.reading():
            return settings.value(name)
    except NoText:
        damaged_rows.note("setting", name)
        return None


def _readable(name: str, text: str) -> Value | None:
    try:
        return value_of(name, text)
    except ValueError:
        damaged_rows.note("setting", name)
        return None


def change(request: Set, actor: Actor) -> SettingChanged:
    """Change a setting of the hospital, or with `doctor` that doctor's own, for every desk; what is so already is not
    written again.

    Raises UnknownSetting, BadSetting or UnknownDoctor.
    """
    check_known(request.name)
    if request.doctor is not None:
        return _change_own(request, request.doctor, actor)
    value = _valid(request)
    with connection.transaction():
        before = cast("Value", getattr(read(), request.name))
        if before != value:
            _put(request.name, before, value, actor)
    read()
    lately = _seen_lately(None) if request.name == GRACE and value and not before else None
    return SettingChanged(request.name, before, value, lately=lately)


def _valid(request: Set) -> Value:
    try:
        return valid(request.name, request.value)
    except ValueError as e:
        raise BadSetting(problem=str(e)) from e


def _change_own(request: Set, doctor: int, actor: Actor) -> SettingChanged:
    """Change a doctor's own grace; AS_HOSPITAL gives it up."""
    check_own(request.name)
    value = None if request.value == AS_HOSPITAL else cast("int", _valid(request))
    with connection.transaction():
        found = doctors.doctor(doctor)
        before, hospital = found.no_show_grace_minutes, read().no_show_grace_minutes
        if before != value:
            doctors.change(doctor, no_show_grace_minutes=value)
            events.append(actor, Action.CORRECT_DOCTOR, doctor=doctor, before={GRACE: before}, after={GRACE: value})
    on = grace_of(value, hospital) and not grace_of(before, hospital)
    return SettingChanged(GRACE, before, value, doctors.doctor(doctor), _seen_lately(doctor) if on else None)


def _seen_lately(doctor: int | None) -> SeenLately:
    today = clock.today()
    with connection.reading():
        return SeenLately(*no_shows.completed_of(plus(today, -DAYS_LATELY), today, doctor))


def check_known(name: str) -> None:
    """Raises UnknownSetting if the hospital has no setting of that name."""
    if name not in names():
        raise UnknownSetting(name=name)


def check_own(name: str) -> None:
    """Raises BadSetting if a doctor cannot have this setting otherwise than the hospital."""
    if name != GRACE:
        raise BadSetting(problem=f"{name} is the same for every doctor; only {GRACE} can be a doctor's own")


def take_over(given: Mapping[str, Value], actor: Actor) -> tuple[str, ...]:
    """Keep in the database what a settings file says, unless the hospital has decided it already; then put in force
    what the hospital has decided.

    A database that cannot be written now is left as it is: the next desk takes over. Returns as `differing` does.
    """
    with suppress(Busy, Storage, NoText):
        with connection.reading():
            there = settings.every()
        if not given.keys() <= there.keys() and SAMPLE not in there:
            with connection.transaction():
                there = settings.every()  # another desk may have been first
                for name, value in given.items():
                    if name not in there:
                        _put(name, _usual(name), value, actor, SETTINGS_FILE)
    return differing(given)


def differing(given: Mapping[str, Value]) -> tuple[str, ...]:
    """Put in force what the hospital has decided; returns the names of settings that a settings file has otherwise."""
    decided = read()
    return tuple(name for name, value in given.items() if getattr(decided, name) != value)


def _usual(name: str) -> Value:
    return cast("Value", getattr(Policy(), name))


def _put(name: str, before: Value, value: Value, actor: Actor, why: str | None = None) -> None:
    settings.put(name, text_of(value))
    events.append(actor, Action.SET, before={name: before}, after={name: value}, why=why)
