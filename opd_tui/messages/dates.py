"""Days and times in words: one style each on every screen."""

from __future__ import annotations

from datetime import date, timedelta


def day(of: str) -> str:
    """The day of a day or wall time: Tue 24 Nov."""
    return f"{date.fromisoformat(of[:10]):%a %d %b}"


def day_and_year(of: str) -> str:
    """Tue 24 Nov 2026."""
    return f"{date.fromisoformat(of[:10]):%a %d %b %Y}"


def time(moment: str, of: str = "") -> str:
    """The time of a wall time, after its day if that is not the day `of`: 09:00, 24 Nov 09:00."""
    return moment[11:] if moment[:10] == of else f"{date.fromisoformat(moment[:10]):%d %b} {moment[11:]}"


def span(start: str, end: str, of: str = "") -> str:
    """A span of wall times: 10:00–11:00, or with days that are not the day `of`: Tue 24 Nov 10:00 – Wed 25 Nov 18:00.

    An end at midnight is the end of the day before it.
    """
    last = f"{last_day(end)}T{'24:00' if end[11:] == '00:00' else end[11:]}"
    if start[:10] == last[:10]:
        return f"{f'{day(start)} ' if start[:10] != of else ''}{start[11:]}–{last[11:]}"
    return f"{day(start)} {start[11:]} – {day(last)} {last[11:]}"


def last_day(end: str) -> str:
    """The last day of a span that ends at this wall time, YYYY-MM-DD: at midnight the day before."""
    ends = date.fromisoformat(end[:10])
    return (ends - timedelta(days=1) if end[11:] == "00:00" else ends).isoformat()
