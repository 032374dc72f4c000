"""The command `set`: the hospital's settings in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import asdict

from opd_tui.cli.context import open_database, tell
from opd_tui.domain import policy
from opd_tui.domain.errors import BadSetting
from opd_tui.domain.requests.settings import Set
from opd_tui.messages import about_settings
from opd_tui.services import hospital_settings
from opd_tui.services.slots import doctors

if TYPE_CHECKING:
    import typer


def show(context: typer.Context, doctor: int | None) -> None:
    """Print every setting with its value, and the doctors who have one of their own; of a doctor only that."""
    with open_database(context):
        found = asdict(hospital_settings.read())
        of = doctors.all_doctors() if doctor is None else (doctors.doctor(doctor),)
    if doctor is None:
        width = max(map(len, found))
        for name, value in found.items():
            tell(f"{name:<{width}}  {policy.text_of(value)}".rstrip())
    for each in of:
        own = each.no_show_grace_minutes
        if own is not None or doctor is not None:
            tell(f"{hospital_settings.GRACE} of {each.shown}  {policy.AS_HOSPITAL if own is None else own}")


def set_one(context: typer.Context, name: str, text: str | None, doctor: int | None) -> None:
    """Change a setting, of the hospital or a doctor's own, and say what it was; without a text print its value. Raises
    UnknownSetting, BadSetting or UnknownDoctor.
    """
    hospital_settings.check_known(name)
    if doctor is not None:
        hospital_settings.check_own(name)
    if text is None:
        with open_database(context):
            found = getattr(hospital_settings.read() if doctor is None else doctors.doctor(doctor), name, None)
            tell(policy.AS_HOSPITAL if found is None else policy.text_of(found))
        return
    value: policy.Value = text
    if doctor is None or text != policy.AS_HOSPITAL:
        try:
            value = policy.value_of(name, text)
        except ValueError as e:
            raise BadSetting(problem=str(e)) from e
    with open_database(context, create=True) as actor:
        tell(about_settings.changed(hospital_settings.change(Set(name, value, doctor), actor)))
