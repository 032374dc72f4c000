"""Several processes on one database file at the same moment."""

from __future__ import annotations

from collections import Counter

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.services.queries import queues
from tests.support import workers
from tests.support.factories import a_doctor, a_patient, a_slot


def test_of_eight_processes_one_gets_the_last_seat_and_seven_wait(database):
    doctor = a_doctor()
    slots = [a_slot(1, doctor.id, day=f"2027-{1 + n % 10:02}-{1 + n // 10:02}").id for n in range(40)]
    rounds = zip(*workers.race(workers.book_each, str(database), slots), strict=True)
    assert [Counter(got) for got in rounds] == [Counter(ACTIVE=1, WAITING=7)] * 40
    assert checking.check() == ()


@pytest.mark.long
def test_eight_processes_in_one_slot_give_each_number_once_and_seat_the_best(database):
    slot = a_slot(10)
    given = workers.race(workers.book_often, str(database), slot.id, 25)
    numbers = [number for one in given for number in one]
    assert sorted(numbers) == list(range(1, 201))
    assert tables.Token.select().where(tables.Token.status == "ACTIVE").count() == 10
    assert checking.check() == ()


def test_eight_processes_with_one_request_key_book_once(database):
    slot, patient = a_slot(), a_patient()
    answers = workers.race(workers.book_one_request, str(database), slot.id, patient.id)
    assert len({token for token, _ in answers}) == 1
    assert sorted(replayed for _, replayed in answers) == [False] + [True] * 7


def test_of_eight_overlapping_slots_one_is_added(database):
    doctor, days = a_doctor(), [f"2026-12-{n:02}" for n in range(1, 21)]
    rounds = zip(*workers.race(workers.add_overlapping, str(database), doctor.id, days), strict=True)
    assert [Counter(got) for got in rounds] == [Counter({"added": 1, "slot-overlap": 7})] * 20
    assert len(queues.summaries(doctor.id)) == 20


@pytest.mark.long
def test_of_eight_processes_that_open_a_new_file_one_makes_it(tmp_path):
    paths = [str(tmp_path / f"{n}.db") for n in range(12)]
    rounds = zip(*workers.race(workers.open_each, paths), strict=True)
    assert [Counter(told.created for told in got) for got in rounds] == [Counter({True: 1, False: 7})] * 12


DONE = {"book", "cancel", "no-show", "complete", "call", "capacity"}
REFUSED = {"not-live", "not-active", "unknown-token", "capacity-in-use"}


@pytest.fixture
def worked(database):
    """What the answers were after four desks have worked on three slots at once."""
    doctor = a_doctor()
    slots = [a_slot(4, doctor.id, start=f"{hour}:00", end=f"{hour + 1}:00").id for hour in (10, 11, 12)]
    return sum(workers.race(workers.a_mornings_work, str(database), slots, 100, processes=4), Counter())


def test_a_mixed_load_of_four_desks_leaves_a_clean_database(worked):
    assert set(worked) <= DONE | REFUSED
    assert tables.Token.select().count() == worked["book"]
    assert checking.check() == ()


@pytest.mark.sqlite("a file that is replaced")
def test_when_the_file_is_replaced_all_desks_work_on_in_the_new_one(database):
    connection.backup(other := database.with_name("other.db"))
    seen = workers.race(workers.outlive_a_replacement, str(database), str(other), processes=4)
    assert [set(names) for names in seen] == [{f"Kept {n}" for n in range(4)}] * 4
    connection.connect(str(database))
    assert checking.check() == ()
