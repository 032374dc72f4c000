"""Requests about the hospital's settings."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from opd_tui.domain.requests.fields import DoctorId, Request

SettingName = Annotated[str, Meta(description="A setting of the hospital, see docs/settings.md.")]
SettingValue = Annotated[bool | int | str | tuple[int | str, ...], Meta(description="Its value.")]
_DOCTORS_OWN = Meta(description='For this doctor alone: only no_show_grace_minutes; "hospital" gives it up.')


class Set(Request, frozen=True, tag="set"):
    """Change a setting of the hospital, or a doctor's own, for every desk."""

    name: SettingName
    value: SettingValue
    doctor: Annotated[DoctorId, _DOCTORS_OWN] | None = None


class ListSettings(Request, frozen=True, tag="settings"):
    """The settings of the hospital."""
