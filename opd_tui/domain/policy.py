"""The settings of a hospital: what it may decide for itself. They are kept in its database, the same for every desk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import fields

from opd_tui.domain.no_shows import LONGEST_GRACE
from opd_tui.domain.phones import USUAL_REGION, is_region
from opd_tui.domain.precedence import DEFAULT_ORDER, Kind, problem_with

Value = int | bool | str | tuple[Kind, ...]
"""The value of a setting."""

AS_HOSPITAL = "hospital"
"""How a person types that a doctor has no value of their own."""
FOLLOW_UP_SCOPES = ("doctor", "department", "hospital")


class Policy(Struct, frozen=True):
    """`follow_up_days` (0 to 365), `follow_up_visits` (0: no limit) and `follow_up_scope` decide which bookings become
    FOLLOWUP. `hold_arrived` lets checked-in patients keep their seats while a slot is under way. `open_days` (1 to 90)
    is how many days ahead slots are created from weekly templates. `phone_region` is the country of a phone number
    without country code, `mrn_prefix` the beginning of a hospital number from the counter. With `precedence` some
    patients are called first: those whom `precedence_order` names, see domain/precedence.py. `no_show_grace_minutes`
    (0 to 600; 0: never) is how long patients who are not checked in are waited for, see domain/no_shows.py.
    """

    follow_up_days: int = 15
    follow_up_scope: str = "doctor"
    follow_up_visits: int = 0
    hold_arrived: bool = False
    open_days: int = 14
    phone_region: str = USUAL_REGION
    mrn_prefix: str = ""
    no_show_grace_minutes: int = 0
    precedence: bool = False
    precedence_order: tuple[Kind, ...] = DEFAULT_ORDER

    @property
    def called_first(self) -> tuple[Kind, ...]:
        """Who is called first, in this order; nobody with the setting off."""
        return self.precedence_order if self.precedence else ()


RANGES = {
    "follow_up_days": (0, 365),
    "follow_up_visits": (0, 1000),
    "open_days": (1, 90),
    "no_show_grace_minutes": (0, LONGEST_GRACE),
}


def parse(settings: Mapping[str, Any]) -> Policy:
    """The policy from a mapping that has some of its fields. Raises ValueError, which names the field."""
    given = {field.name: settings[field.name] for field in fields(Policy) if field.name in settings}
    for name, (least, most) in RANGES.items():
        value = given.get(name, least)
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    scope = given.get("follow_up_scope", "doctor")
    if scope not in FOLLOW_UP_SCOPES:
        raise ValueError(f"follow_up_scope must be one of {', '.join(FOLLOW_UP_SCOPES)}, not {scope!r}")
    region = given.get("phone_region", USUAL_REGION)
    if not re.fullmatch(r"[A-Z]{2}", region) or not is_region(region):
        raise ValueError(f'phone_region must be the two letters of a country, such as "IN", not {region!r}')
    prefix = given.get("mrn_prefix", "")
    if prefix != prefix.strip() or len(prefix) > 20 or not prefix.isprintable():
        raise ValueError(f"mrn_prefix must be at most 20 characters that can be shown, no space around, not {prefix!r}")
    if "precedence_order" in given:
        order = given["precedence_order"]
        if problem := problem_with(order):
            raise ValueError(
                f"precedence_order must be a list such as {list(DEFAULT_ORDER)!r}, not {order!r}: {problem}"
            )
        given["precedence_order"] = tuple(order)
    return Policy(**given)


def names() -> tuple[str, ...]:
    """The settings that there are."""
    return tuple(field.name for field in fields(Policy))


def text_of(value: Value) -> str:
    """A value as a person types it and the database keeps it: 14, true, doctor, 80,disability.

    >>> text_of((80, "disability"))
    '80,disability'
    """
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | str) else ",".join(map(str, value))


def value_of(name: str, text: str) -> Value:
    """The value that a text names. Raises ValueError, which names the setting.

    >>> value_of("precedence_order", "80,disability")
    (80, 'disability')
    """
    usual = getattr(Policy(), name)
    given: Value = text
    if isinstance(usual, bool):
        if text not in ("true", "false"):
            raise ValueError(f"{name} must be true or false, not {text!r}")
        given = text == "true"
    elif isinstance(usual, int):
        given = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text
    elif isinstance(usual, tuple):
        parts = (part.strip() for part in text.split(","))
        given = tuple(int(part) if re.fullmatch(r"[0-9]{1,9}", part) else part for part in parts if part)
    return valid(name, given)


def valid(name: str, value: object) -> Value:
    """The value, if the setting can have it. Raises ValueError, which names the setting."""
    usual = getattr(Policy(), name)
    if isinstance(usual, bool) and not isinstance(value, bool):
        raise ValueError(f"{name} must be true or false, not {value!r}")
    if isinstance(usual, str) and not isinstance(value, str):
        raise ValueError(f"{name} must be a text, not {value!r}")
    if isinstance(usual, tuple):
        if not isinstance(value, list | tuple):
            raise ValueError(f"{name} must be a list, such as {text_of(usual)}, not {value!r}")
        if problem := problem_with(value):
            raise ValueError(f"{name} must be a list such as {text_of(usual)}: {problem}")
    kept: Value = getattr(parse({name: value}), name)  # which says the range of a number
    return kept
