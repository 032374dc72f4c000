"""One entry of the log."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from opd_tui.domain.tokens import Source

Detail = dict[str, Any]
"""What an event keeps, as JSON: `from` and `to` of what changed, and why. What else depends on the action."""


class Event(Struct, frozen=True):
    """An entry of the log. `at` is the hospital's wall clock with its offset; `detail` has `from`, `to` and the why.
    `automatic`: the program did it by itself.
    """

    id: int
    at: str
    actor: str
    desk: str
    action: str
    token: int | None
    slot: int | None
    cause: int | None
    detail: Detail = field(default_factory=dict)
    number: int | None = None
    patient_name: str | None = None
    cause_number: int | None = None
    cause_name: str | None = None
    cause_source: Source | None = None
    automatic: bool = False
