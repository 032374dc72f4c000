"""The policy in force. As with the clock there is one hospital per process; the command line sets it from
the settings.
"""

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
