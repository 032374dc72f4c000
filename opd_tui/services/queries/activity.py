"""What every desk did today, and following it."""

from __future__ import annotations

import time
from datetime import date, datetime
from datetime import time as of_day

from opd_tui.db import connection
from opd_tui.domain.activity import MAX_WORDS, Activity
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.names import check_storable
from opd_tui.runtime import clock
from opd_tui.store import activity as store
from opd_tui.store import desk

MAX_SHOWN = 200
"""The most events of a list on the screen."""
ALL = 1 << 31
GIVEN_UP = 600.0
"""Seconds after which an id that never appeared is taken for one of a change that was given up."""


def today(text: str = "", limit: int = MAX_SHOWN) -> tuple[Activity, ...]:
    """The last events of today, newest first; each word of the text is an operator's, a patient's or a doctor's name, a
    kind of event such as "cancelled", or a token's number. Raises BadRequest.
    """
    words = _words(text)
    midnight = datetime.combine(date.fromisoformat(clock.today()), of_day(), clock.zone())
    with connection.reading():
        return store.since(clock.stamp(midnight), words, limit)


def _words(text: str) -> list[str]:
    check_storable(text, "text")
    words = text.split()
    if len(words) > MAX_WORDS:
        raise BadRequest(problem=f"At most {MAX_WORDS} words can be looked for at once, not {len(words)}.")
    return words


class Follower:
    """Tells of each event once, in the order in which they can be seen.

    On a server an event can become visible after one with a higher id, because its transaction took longer. So the ids
    that were passed over are asked for again, until they appear or GIVEN_UP seconds are over.
    """

    def __init__(self, text: str = "") -> None:
        self._words = _words(text)
        with connection.reading():
            self._last = desk.last_event()
        self._missing: dict[int, float] = {}

    def new(self) -> tuple[Activity, ...]:
        """The events since the last call."""
        now = time.monotonic()
        self._missing = {id: since for id, since in self._missing.items() if now - since < GIVEN_UP}
        with connection.reading():
            ids = store.ids_after(self._last, self._missing)
            found = store.after(self._last, self._missing, self._words, len(ids)) if ids else ()
        for id in ids:
            self._missing.pop(id, None)
            self._missing.update(dict.fromkeys(range(self._last + 1, id), now))
            self._last = max(self._last, id)
        return found
