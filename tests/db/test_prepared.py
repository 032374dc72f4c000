"""Prepared queries: typed rows, arguments by place or name, and rows written by the names of their columns."""

import pytest
from peewee import Query

from opd_tui.db import connection, tables
from opd_tui.db.connection import Refused
from opd_tui.db.prepared import delete_from, insert_into, prepared, update_of
from opd_tui.domain.people import Doctor

pytestmark = pytest.mark.usefixtures("database")


@prepared(tuple[int, str])
def _named(name: str, limit: int) -> Query:
    return tables.Doctor.select(tables.Doctor.id, tables.Doctor.name).where(tables.Doctor.name == name).limit(limit)


@prepared(Doctor)
def _doctors() -> Query:
    columns = (tables.Doctor.id, tables.Doctor.name, tables.Doctor.department, tables.Doctor.room)
    return tables.Doctor.select(*columns).order_by(tables.Doctor.id)


@prepared(int)
def _ids() -> Query:
    return tables.Doctor.select(tables.Doctor.id).order_by(tables.Doctor.id)


def test_a_row_is_a_tuple_of_its_columns():
    doctor = insert_into(tables.Doctor, name="Rao")
    assert _named("Rao", 5) == [(doctor, "Rao")]


def test_arguments_may_be_named():
    insert_into(tables.Doctor, name="Rao")
    assert _named("Rao", limit=1) == _named(limit=1, name="Rao") == _named("Rao", 1)


def test_first_is_none_where_nothing_is_found():
    assert _named.first("Rao", 1) is None


def test_a_row_is_made_into_a_value():
    doctor = insert_into(tables.Doctor, name="Rao", room="7")
    assert _doctors() == [Doctor(doctor, "Rao", room="7")]


def test_one_column_is_a_list_of_its_values():
    assert [insert_into(tables.Doctor, name=name) for name in ("Rao", "Iyer")] == _ids()


def test_an_update_changes_the_columns_named_of_one_row():
    first, second = (insert_into(tables.Doctor, name=name) for name in ("Rao", "Iyer"))
    update_of(tables.Doctor, first, name="Das", room="7")
    assert _doctors() == [Doctor(first, "Das", room="7"), Doctor(second, "Iyer")]


def test_a_row_is_deleted_by_its_key():
    doctor = insert_into(tables.Doctor, name="Rao")
    delete_from(tables.Doctor, doctor)
    assert _ids() == []


def test_a_table_with_a_text_as_its_key_answers_no_id():
    assert insert_into(tables.Setting, name="x", value="y") == 0


def test_a_constraint_that_says_no_is_named():
    with pytest.raises(Refused) as refused, connection.transaction():
        insert_into(tables.Doctor, name=" ")
    assert refused.value.constraint in ("length(trim(name)) > 0", "doctor_name")
