"""The time now, and the hospital's time zone. Tests, batches and simulations replace both here and nowhere else.

Moments are stored in UTC. A slot's window is wall time in the hospital's zone, written `YYYY-MM-DDTHH:MM`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from opd_tui.domain.errors import BadWindow, quoted

_MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WRITTEN = "a time is written 2026-11-23T10:00"
_FIRST_YEAR, _LAST_YEAR = 1970, 2999
"""Days and times outside these years are typing mistakes, or too near the ends of the calendar to calculate with."""


def _system_now() -> datetime:
    return datetime.now(UTC)


_now: Callable[[], datetime] = _system_now
_zone: ZoneInfo = ZoneInfo("UTC")


def now() -> datetime:
    """The current moment, in UTC."""
    return _now()


def local_now() -> datetime:
    """The current moment on the hospital's wall clock."""
    return _now().astimezone(_zone)


def minute(moment: datetime) -> str:
    """A moment on the hospital's wall clock, `YYYY-MM-DDTHH:MM`."""
    return moment.astimezone(_zone).isoformat()[:16]


def today() -> str:
    """The hospital's day, `YYYY-MM-DD`."""
    return local_now().date().isoformat()


def zone() -> ZoneInfo:
    """The hospital's time zone."""
    return _zone


def is_zone(name: str) -> bool:
    """Whether there is a time zone with this IANA name."""
    try:
        return ZoneInfo(name).key == name
    except (KeyError, ValueError, OSError):
        return False


def use_zone(name: str) -> None:
    """Set the hospital's time zone, an IANA name such as Asia/Kolkata. Raises BadWindow for an unknown name."""
    global _zone  # noqa: PLW0603 - one hospital a process; see the module's docstring
    try:
        _zone = ZoneInfo(name)
    except (KeyError, ValueError, OSError) as e:
        raise BadWindow(problem=f"{quoted(name)} is not a time zone, such as Asia/Kolkata") from e


def replace(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source` (aware datetimes) instead of the system; None takes it from the system again."""
    global _now  # noqa: PLW0603 - as above
    _now = source or _system_now


def source() -> Callable[[], datetime]:
    """The current source of the time, for `replace`."""
    return _now


def set_local(minute: str) -> None:
    """Stop the clock at a wall time of the hospital. Raises BadWindow."""
    moment = instant(parse_minute(minute))
    replace(lambda: moment)


def parse_minute(text: str) -> str:
    """A wall time `YYYY-MM-DDTHH:MM` of 1970 to 2999 that exists in the hospital's zone, as given. Raises BadWindow."""
    if not _MINUTE.fullmatch(text):
        raise BadWindow(problem=f"{quoted(text)} is not a time; {_WRITTEN}")
    try:
        wall = datetime.fromisoformat(text)
        there_and_back = _there_and_back(wall)
    except (ValueError, OverflowError) as e:
        raise BadWindow(problem=f"{quoted(text)} is not a time of any day; {_WRITTEN}") from e
    _check_year(wall.date(), text)
    if there_and_back != wall:
        raise BadWindow(problem=f"The clocks of {_zone.key} skip {text!r}; choose another time")
    return text


def parse_end(text: str) -> str:
    """A wall time at which something ends: as `parse_minute`, and T24:00 is the midnight at the end of the day.

    Raises BadWindow.
    """
    if not (_MINUTE.fullmatch(text) and text.endswith("T24:00")):
        return parse_minute(text)
    return f"{(date.fromisoformat(parse_day(text[:10])) + timedelta(days=1)).isoformat()}T00:00"


def not_skipped(minute: str) -> str:
    """The wall time itself, or if the clocks skip it the first one after it. Raises BadWindow past the year 2999."""
    wall = datetime.fromisoformat(minute)
    _check_year(wall.date(), minute)
    while _there_and_back(wall) != wall:
        wall += timedelta(minutes=1)
    return wall.isoformat(timespec="minutes")


def _there_and_back(wall: datetime) -> datetime:
    """The wall time converted to UTC and back; a different one if the clocks skip it."""
    return wall.replace(tzinfo=_zone).astimezone(UTC).astimezone(_zone).replace(tzinfo=None)


def parse_day(text: str) -> str:
    """A day `YYYY-MM-DD` of 1970 to 2999, as given. Raises BadWindow."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise BadWindow(problem=f"{quoted(text)} is not a day; a day is written 2026-11-23")
    _check_year(day, text)
    return text


def _check_year(day: date, text: str) -> None:
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadWindow(problem=f"{quoted(text)} is outside the years {_FIRST_YEAR} to {_LAST_YEAR}")


def stamp(moment: datetime) -> str:
    """A moment as it is stored: UTC, milliseconds; the texts sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"


def instant(minute: str) -> datetime:
    """The moment (UTC) of a wall time `YYYY-MM-DDTHH:MM`; of one that comes twice, the first."""
    return datetime.fromisoformat(minute).replace(tzinfo=_zone).astimezone(UTC)


def local(stamped: str) -> datetime:
    """A stored moment on the hospital's wall clock."""
    return datetime.fromisoformat(stamped).astimezone(_zone)
