"""The policy in force. As with the clock there is one hospital per process.

It is what the hospital's database holds. A setting that is not there yet is as this process was given it, by a settings
file of an earlier version or a test.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from opd_tui.domain.policy import Policy, Value

_given = Policy()
_policy = _given


def current() -> Policy:
    """The policy in force in this process."""
    return _policy


def use(policy: Policy) -> None:
    """Put another policy in force, until the hospital's settings are read."""
    global _given, _policy  # noqa: PLW0603 - one hospital a process; see the module's docstring
    _given = _policy = policy


def follow(decided: Mapping[str, Value]) -> None:
    """Put in force what the hospital has decided; all else is as this process was given it."""
    global _policy  # noqa: PLW0603 - as above
    _policy = replace(_given, **decided)
