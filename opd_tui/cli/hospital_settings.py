"""The command `set`: the hospital's settings in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from opd_tui.cli.context import open_database, tell
from opd_tui.domain import policy
from opd_tui.domain.errors import BadSetting
from opd_tui.domain.requests.settings import Set
from opd_tui.services import hospital_settings

if TYPE_CHECKING:
    import typer


def show(context: typer.Context) -> None:
    """Print every setting with its value."""
    with open_database(context):
        found = asdict(hospital_settings.read())
    width = max(map(len, found))
    for name, value in found.items():
        tell(f"{name:<{width}}  {policy.text_of(value)}".rstrip())


def set_one(context: typer.Context, name: str, text: str | None) -> None:
    """Change a setting, and say what it was; without a text print its value. Raises UnknownSetting or BadSetting."""
    hospital_settings.check_known(name)
    if text is None:
        with open_database(context):
            tell(policy.text_of(getattr(hospital_settings.read(), name)))
        return
    try:
        value = policy.value_of(name, text)
    except ValueError as e:
        raise BadSetting(problem=str(e)) from e
    with open_database(context, create=True) as actor:
        done = hospital_settings.change(Set(name, value), actor)
    if done.before == done.value:
        tell(f"{name} is {policy.text_of(done.value) or 'empty'} already.")
        return
    tell(f"{name} is {policy.text_of(done.value) or 'empty'}; it was {policy.text_of(done.before) or 'empty'}.")
