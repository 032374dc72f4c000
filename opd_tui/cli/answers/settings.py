"""The answers about the hospital's settings."""

from __future__ import annotations

from msgspec.structs import asdict

from opd_tui.cli import json_output
from opd_tui.cli.answers.dispatch import answer_to
from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.settings import ListSettings, Set
from opd_tui.services import hospital_settings


@answer_to.register(Set)
def _(request: Set, actor: Actor) -> JsonObject:
    done = hospital_settings.change(request, actor)
    return {
        "name": done.name,
        "before": done.before,
        "value": done.value,
        **({"doctor": json_output.doctor(done.doctor)} if done.doctor else {}),
        **({"lately": asdict(done.lately)} if done.lately else {}),
    }


@answer_to.register(ListSettings)
def _(_request: ListSettings, _actor: Actor) -> JsonObject:
    return {"settings": asdict(hospital_settings.read())}
