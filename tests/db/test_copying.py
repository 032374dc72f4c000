"""A hospital is taken to another database: every row with its id, and everything goes on there as it would have."""

from __future__ import annotations

import os

import pytest

from opd_tui.check import checking
from opd_tui.cli.main import app
from opd_tui.db import connection, copying, tables
from opd_tui.domain.errors import Missing, NotEmpty, PasswordShown, Storage
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Book, Undo
from opd_tui.services.tokens import booking
from opd_tui.services.undo import undo
from tests.support.factories import ASHA, a_doctor, a_patient, a_slot, a_token, complete
from tests.support.whole_log import live_through_every_action


def rows() -> dict[str, list[dict[str, object]]]:
    """Everything in the open database, but what the engine keeps in its own way: counts, and the arrivals' counter."""
    found = {}
    for table in tables.TABLES:
        key = table._meta.primary_key
        found[table._meta.table_name] = list(table.select().order_by(key).dicts())
    found["counter"] = [row for row in found["counter"] if row["name"] != "arrival"]
    return found


def silent(table: str, done: int) -> None:
    """Nobody watches."""


@pytest.fixture
def other(tmp_path) -> str:
    return str(tmp_path / "other.db")


def moved(database: object, to: str) -> dict[str, list[dict[str, object]]]:
    """Copy the open database, open the copy; what was in the source."""
    before = rows()
    connection.close()
    copying.copy(str(database), to, silent)
    connection.connect(to)
    return before


def test_a_copy_to_a_file_has_every_row_and_is_clean(database, other):
    live_through_every_action()
    assert moved(database, other) == rows()
    assert checking.check() == ()


def test_a_copy_to_a_server_has_every_row_and_is_clean(database, bare):
    live_through_every_action()
    assert moved(database, bare) == rows()
    assert checking.check() == ()


def work_goes_on(slot: int, number: int) -> None:
    assert booking.book(Book(slot, "PAID", patient=NewPatient("Ravi"), request="mine"), ASHA).replayed
    token = a_token(slot)
    assert token.number == number + 1
    assert token.arrival > max(t.arrival for t in tables.Token.select().where(tables.Token.id != token.id))
    assert a_slot(1, a_doctor("Dr New").id).id > slot
    assert a_patient().id > token.patient
    undo.undo(Undo(), ASHA)
    complete(1)
    assert checking.check() == ()


def a_days_begin() -> tuple[int, int]:
    """A slot and its last number, with a request."""
    slot = a_slot(2).id
    a_token(slot)
    return slot, booking.book(Book(slot, "PAID", patient=NewPatient("Ravi"), request="mine"), ASHA).token.number


def test_work_goes_on_in_a_file(database, other):
    begun = a_days_begin()
    moved(database, other)
    work_goes_on(*begun)


def test_work_goes_on_on_a_server(database, bare):
    begun = a_days_begin()
    moved(database, bare)
    work_goes_on(*begun)


def test_nothing_is_written_into_a_hospital_that_is_in_use(database, other):
    a_token(a_slot().id)
    moved(database, other)
    a_doctor("Dr Later")
    before = rows()
    connection.close()
    with pytest.raises(NotEmpty, match="is not empty"):
        copying.copy(str(database), other, silent)
    connection.connect(other)
    assert rows() == before


def test_a_source_that_is_not_there_makes_no_target(tmp_path, other):
    with pytest.raises(Missing):
        copying.copy(str(tmp_path / "nowhere.db"), other, silent)
    assert not os.path.exists(other)


def test_a_copy_that_breaks_off_leaves_an_empty_target(database, other):
    a_token(a_slot().id)
    connection.close()

    def break_off(table: str, done: int) -> None:
        if table == "token":
            raise Storage(problem="The lights went out.")

    with pytest.raises(Storage, match="lights"):
        copying.copy(str(database), other, break_off)
    connection.connect(other)
    assert tables.Doctor.select().count() == 0
    assert checking.check() == ()


def test_the_command_copies_checks_and_says_what_it_did(database, other, capsys):
    a_token(a_slot().id)
    connection.close()
    assert app(["copy", str(database), other], standalone_mode=False) == 0
    assert f"rows copied to {other}. No errors found." in capsys.readouterr().out


def test_the_command_takes_no_password(capsys):
    with pytest.raises(PasswordShown):
        app(["copy", "a.db", "postgresql://anna:secret@h/opd"], standalone_mode=False)
