"""The policy in force. One hospital a process, as with the clock: the command line takes it from the settings."""

from __future__ import annotations

from opd_tui.domain.policy import Policy

_policy = Policy()


def current() -> Policy:
    """The policy in force in this process."""
    return _policy


def use(policy: Policy) -> None:
    """Put another policy in force."""
    global _policy  # noqa: PLW0603 - one hospital a process; see the module's docstring
    _policy = policy
