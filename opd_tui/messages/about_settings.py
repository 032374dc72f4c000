"""Sentences about the hospital's settings."""

from __future__ import annotations

from opd_tui.domain.policy import AS_HOSPITAL, Value, text_of
from opd_tui.domain.results import SeenLately, SettingChanged
from opd_tui.messages.about_tokens import short


def changed(done: SettingChanged) -> str:
    """What a setting is, and what it was; and where automatic no-shows were turned on, what that means."""
    whose = f" of {short(done.doctor.shown)}" if done.doctor else ""
    if done.before == done.value:
        return f"{done.name}{whose} is {_text(done.value)} already."
    said = f"{done.name}{whose} is {_text(done.value)}; it was {_text(done.before)}."
    return said + (f" {_lately(done.lately)}" if done.lately else "")


def _text(value: Value | None) -> str:
    return f"as the {AS_HOSPITAL} decides" if value is None else text_of(value) or "empty"


def _lately(lately: SeenLately) -> str:
    """What automatic no-shows would have done to those who were seen."""
    if not lately.completed:
        return "Nobody was seen in the last 7 days, so it is not known whether the desk checks patients in."
    if not lately.not_checked_in:
        return f"All {lately.completed} patients who were seen in the last 7 days had been checked in."
    return (
        f"{lately.not_checked_in} of the {lately.completed} patients who were seen in the last 7 days had not been"
        " checked in: check in everybody, or patients who sit in the hall become no-shows."
    )
