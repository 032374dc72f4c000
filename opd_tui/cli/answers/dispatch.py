"""The one function that answers; each module beside this one registers what it answers."""

from __future__ import annotations

from functools import singledispatch

from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.verbs import AnyRequest


@singledispatch
def answer_to(request: AnyRequest, actor: Actor) -> JsonObject:
    """Carry out a request; returns its answer. Raises OpdError."""
    raise NotImplementedError(type(request).__name__)
