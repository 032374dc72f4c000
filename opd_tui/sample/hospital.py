"""The sample hospital: days of an out-patient department, played minute by minute with the real services.

A sample is written in two parts, so that it looks alive on whatever day it is opened. `make` writes what does not age:
doctors, their weeks, patients, and days on which every token has ended. `wake` plays yesterday and today up to the
present minute; the first desk that opens the file calls it.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from opd_tui.db import connection
from opd_tui.domain.errors import FileExists
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.sample.history import History
from opd_tui.sample.names import DOCTORS, PATIENTS
from opd_tui.sample.present import Present
from opd_tui.services.queries import queues, untouched

ZONE = "Asia/Kolkata"
"""The zone of the hospital in opd.db.example."""


def make(path: Path, day: str, *, time_zone: str = ZONE, past_days: int = 4) -> str:
    """Write the sample hospital to a new file: `past_days` finished days, for a first desk on `day` or later.

    The same arguments give the same rows. Returns what was made, as part of a sentence. Closes an open database; the
    clock runs normally afterwards. Raises FileExists, BadWindow (day or zone) or Storage.
    """
    if path.exists() or path.is_symlink():
        raise FileExists(path=path)
    zone, going = clock.zone().key, clock.source()
    try:
        clock.use_zone(time_zone)
        history = History(clock.parse_day(day), past_days)
        with tempfile.TemporaryDirectory(prefix="opd-sample-") as folder:
            connection.connect(str(Path(folder) / "sample.db"), create=True, time_zone=time_zone)
            with connection.transaction(of_many=True):
                history.live()
                untouched.mark()
            connection.backup(path)  # one file with nothing beside it, and never over another
            connection.close()
    finally:
        connection.close()
        clock.replace(going)
        clock.use_zone(zone)
    return f"{len(DOCTORS)} doctors, {len(PATIENTS)} patients, {len(history.expected):,} tokens"


def wake() -> None:
    """Play yesterday and today up to now in the open database, if it is a sample that no desk has opened yet.

    One transaction; a sample in which something else was done first stays as it is. The clock runs normally afterwards.
    """
    going = clock.source()
    try:
        with connection.transaction(of_many=True):
            if at := untouched.unmark():
                doctor_of = {slot.id: slot.doctor for slot in queues.summaries()}
                seen = {
                    (doctor_of[t.slot], t.patient) for t in queues.tokens(ListTokens()) if t.status == Status.COMPLETED
                }
                Present(clock.local(at), len(PATIENTS), seen).live()
    finally:
        clock.replace(going)
