"""The settings of the hospital, of this process or of its environment cannot be used."""

from __future__ import annotations

from opd_tui.domain.errors.family import OpdError


class BadSettings(OpdError):
    """The settings file {path} cannot be used: {problem}. Correct it or remove it."""

    code = "bad-settings"


class BadEnvironment(BadSettings):
    """{variable} in the environment cannot be used: {problem}. Correct it or unset it."""


class UnknownSetting(OpdError):
    """The hospital has no setting {name}. `opd-tui set` lists those there are."""

    code = "unknown-setting"


class BadSetting(OpdError):
    """{problem}. Nothing was changed."""

    code = "bad-setting"


class OtherZone(OpdError):
    """{path} already exists with time zone {zone}, not {given}. Omit --zone, or name another database with --db."""

    code = "bad-settings"
