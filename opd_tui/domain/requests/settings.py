"""Requests about the hospital's settings."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from opd_tui.domain.requests.fields import Request

SettingName = Annotated[str, Meta(description="A setting of the hospital, see docs/settings.md.")]
SettingValue = Annotated[bool | int | str | tuple[int | str, ...], Meta(description="Its value.")]


class Set(Request, frozen=True, tag="set"):
    """Change a setting of the hospital, for every desk."""

    name: SettingName
    value: SettingValue


class ListSettings(Request, frozen=True, tag="settings"):
    """The settings of the hospital."""
