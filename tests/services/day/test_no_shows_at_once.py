"""Automatic no-shows by several processes at once, and by one that is killed."""

from __future__ import annotations

import subprocess
import sys

import pytest

from opd_tui.check import checking
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import DoctorHere
from opd_tui.domain.requests.tokens import SweepNoShows
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.services import hospital_settings
from opd_tui.services.day import no_shows
from opd_tui.services.slots import lateness
from opd_tui.store import tokens
from tests.support import workers
from tests.support.factories import ASHA, TODAY, a_doctor, a_slot, a_token


@pytest.fixture
def hours(database):
    """A doctor who is here, with ten slots of an hour: in each three seats, four who have booked; the tokens."""
    hospital_settings.change(Set("no_show_grace_minutes", 20), ASHA)
    doctor = a_doctor().id
    slots = [a_slot(3, doctor, f"{hour}:00", f"{hour + 1}:00").id for hour in range(10, 20)]
    lateness.doctor_here(DoctorHere(slots[0]), ASHA)
    return [a_token(slot, "ONLINE").id for slot in slots for _ in range(4)]


def test_eight_desks_that_sweep_at_once_mark_nobody_twice(database, hours):
    minutes = [f"{TODAY}T{hour}:{minute}" for hour in range(10, 21) for minute in ("20", "59")]
    marked = [token for one in workers.race(workers.sweep_often, str(database), minutes) for token in one]
    clock.set_local(f"{TODAY}T21:30")
    late = [token.id for token in no_shows.sweep(SweepNoShows(yes=True), ASHA).marked]
    assert sorted(marked + late) == hours
    assert checking.check() == ()


KILLED = """
import os, sys
from opd_tui.db import connection
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.tokens import SweepNoShows
from opd_tui.runtime import clock
from opd_tui.services import allocation
from opd_tui.services.day import no_shows
connection.connect(sys.argv[1])
clock.set_local(sys.argv[2])
allocation.settle = lambda *_: os.kill(os.getpid(), 9)  # the no-show is written, and nobody is promoted yet
no_shows.sweep(SweepNoShows(), Actor("cron", "cron:1"))
"""


def test_a_sweep_that_is_killed_leaves_nothing_half_done(database, hours):
    moment = f"{TODAY}T10:20"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(database), moment], check=False)
    clock.set_local(moment)
    assert (killed.returncode, tokens.token(hours[0]).status) == (-9, Status.ACTIVE)
    assert [token.id for token in no_shows.sweep(SweepNoShows(), ASHA).marked] == hours[:1]
    assert checking.check() == ()
