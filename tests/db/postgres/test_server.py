"""A server that is away, refuses, or is not what the program needs: said in a sentence, and the desk goes on."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from opd_tui.cli.main import app
from opd_tui.db import connection, tables
from opd_tui.db.postgres import transactions
from opd_tui.db.postgres.address import parse
from opd_tui.domain import database_url
from opd_tui.domain.errors import (
    AnswerLost,
    Busy,
    Missing,
    Newer,
    NotOurs,
    Older,
    PasswordShown,
    Storage,
    Unreachable,
)
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Book
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import booking
from tests.support import server
from tests.support.factories import ASHA, a_doctor, a_slot, a_token, call


def end_connections() -> None:
    """End every connection to the open database, as an administrator or a failing network does."""
    name = connection.current().short_name
    server.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


def asked(slot: int) -> Book:
    return Book(slot, "WALKIN", patient=NewPatient("Ravi Kumar"), request="k1")


def test_a_desk_whose_connection_was_ended_says_so_once_and_goes_on(database):
    slot = a_slot()
    end_connections()
    with pytest.raises(Unreachable):
        a_token(slot.id)
    assert a_token(slot.id).status == "ACTIVE"


def test_a_booking_whose_connection_ends_in_the_middle_left_nothing(database):
    slot = a_slot()

    def booked_without_a_server() -> None:
        with connection.transaction():
            a_token(slot.id)
            end_connections()
            a_token(slot.id)

    with pytest.raises(Unreachable):
        booked_without_a_server()
    with connection.reading():
        assert tables.Token.select().count() == 0


def test_a_booking_whose_answer_was_lost_is_there_once_when_asked_again(database, monkeypatch):
    slot = a_slot()
    lost = []
    run = connection.current().database.connection().execute

    def ends_after_the_commit(sql, *rest):
        done = run(sql, *rest)
        if "COMMIT" in str(sql) and not lost:
            lost.append(True)
            import psycopg

            raise psycopg.OperationalError("the server closed the connection unexpectedly")
        return done

    monkeypatch.setattr(connection.current().database.connection(), "execute", ends_after_the_commit)
    assert booking.book(asked(slot.id), ASHA).replayed
    assert lost
    assert tables.Token.select().count() == 1


def test_a_change_without_a_key_whose_answer_was_lost_is_not_made_twice(database, monkeypatch):
    token = a_token(a_slot().id)
    session = connection.current().database.connection()
    run = session.execute

    def ends_at_the_commit(sql, *rest):
        if "COMMIT" in str(sql):
            end_connections()
        return run(sql, *rest)

    monkeypatch.setattr(session, "execute", ends_at_the_commit)
    with pytest.raises(AnswerLost, match="Look whether it was made"):
        call(token.id)


def test_a_lock_held_by_hand_is_waited_for_and_then_said(database, connect, monkeypatch):
    slot = a_slot()
    holder = connect()
    holder.execute("BEGIN; SELECT 1 FROM slot FOR UPDATE")
    connection.current().run("SET lock_timeout = 50", ())
    with pytest.raises(Busy):
        a_token(slot.id)
    holder.execute("ROLLBACK")
    assert a_token(slot.id).status == "ACTIVE"


@pytest.fixture
def nobody_there(tmp_path):
    return f"postgresql://owner@/opd?host={tmp_path}"


def test_a_server_that_is_not_there_does_not_answer(nobody_there):
    with pytest.raises(Unreachable, match=r"/opd\?host=.* does not answer"):
        connection.connect(nobody_there)


def test_a_database_that_is_not_there(database):
    with pytest.raises(Storage, match=r"There is no database at .*/opd_nowhere"):
        connection.connect(server.url("opd_nowhere"))


def test_only_init_makes_the_schema(bare):
    with pytest.raises(Missing):
        connection.connect(bare, create=True)
    assert connection.connect(bare, as_owner=True).created
    assert not connection.connect(bare, as_owner=True).created
    assert not connection.connect(bare).created


def test_a_database_of_another_program_is_left_alone(bare):
    server.execute("CREATE TABLE theirs (id int)", parse(bare).name)
    for owner in (False, True):
        with pytest.raises(NotOurs):
            connection.connect(bare, as_owner=owner)


@pytest.mark.parametrize(
    ("statement", "error"),
    [
        ("DELETE FROM schema_migration WHERE name LIKE '0017%'", Older),
        ("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', now())", Newer),
        ("ALTER DATABASE {name} SET synchronous_commit = off", Storage),
    ],
)
def test_a_desk_ends_where_the_database_does_not_fit(bare, statement, error):
    connection.connect(bare, as_owner=True)
    connection.close()
    name = parse(bare).name
    server.execute(statement.format(name=name), name)
    with pytest.raises(error):
        connection.connect(bare)


@pytest.mark.parametrize(
    "text", ["postgresql://a:secret@h/opd", "postgres://h/opd?password=secret", "postgres://h/opd?sslpassword=secret"]
)
def test_a_password_on_the_command_line_is_refused_and_not_repeated(text):
    with pytest.raises(PasswordShown) as refused:
        app(["--db", text, "check"], standalone_mode=False)
    assert "secret" not in refused.value.message


@pytest.mark.parametrize("text", ["postgresql://a@h:5433/opd", "postgresql:///opd", "opd.db", "a:b@c.db"])
def test_what_holds_no_password_may_stand_there(text):
    database_url.check_argument(text)


@pytest.mark.parametrize("words", [[], ["check"]], ids=["desk", "check"])
def test_the_desk_and_the_commands_refuse_a_password(words):
    done = subprocess.run(
        [sys.executable, "-m", "opd_tui", "--db", "postgresql://a:secret@h/opd", *words], capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "list of its programs" in done.stderr
    assert "secret" not in done.stderr


def test_a_password_is_in_no_sentence(tmp_path):
    with pytest.raises(Unreachable) as told:
        connection.connect(f"postgresql://anna:secret@/opd?host={tmp_path}")
    assert "secret" not in told.value.message


def test_without_the_driver_a_url_says_what_to_install():
    code = "import sys; sys.modules['psycopg'] = None\nfrom opd_tui.__main__ import main\nmain()\n"
    command = [sys.executable, "-c", code, "--db", "postgresql:///opd", "check"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "pip install 'opd-tui[postgres]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_watch_hears_of_another_desks_change(database, connect):
    heard = threading.Event()
    watch = connection.watch(heard.set)
    try:
        assert heard.wait(15)
        heard.clear()
        connect().execute("NOTIFY opd_changed")
        assert heard.wait(15)
    finally:
        watch.close()


def test_a_change_is_told_to_those_who_watch_once_it_can_be_read(database, connect):
    listening = connect()
    listening.execute("LISTEN opd_changed")
    with connection.transaction():
        a_doctor()
        assert not list(listening.notifies(timeout=0.1, stop_after=1))
    assert list(listening.notifies(timeout=15, stop_after=1))
    assert listening.execute("SELECT count(*) FROM doctor").fetchone() == (1,)


def test_what_was_committed_is_done_though_nobody_could_be_told(database, monkeypatch):
    monkeypatch.setattr(transactions, "_TELL", "BEGIN; SELECT 1 / 0")
    first = a_doctor()
    second = a_doctor()  # the connection is good for more
    assert [doctor.id for doctor in doctors.all_doctors()] == [first.id, second.id]


def test_a_watch_goes_on_after_the_server_has_ended_it(database):
    heard = threading.Event()
    watch = connection.watch(heard.set)
    try:
        assert heard.wait(15)
        heard.clear()
        end_connections()
        assert heard.wait(15)
    finally:
        watch.close()


def test_the_change_signal_differs_after_another_commit(database, connect):
    a_doctor()
    before = connection.version()
    assert connection.version() == before
    connect().execute("UPDATE doctor SET room = '9'")
    assert connection.version() != before


def test_a_reading_command_cannot_write(database):
    a_doctor()
    connection.connect(database, reading=True)
    with pytest.raises(Storage, match="read-only"):
        a_doctor()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://anna:secret@db.hospital:5433/opd?sslmode=require", "postgresql://anna@db.hospital:5433/opd"),
        ("postgresql://anna@/opd?host=/run/pg&password=secret", "postgresql://anna@/opd?host=/run/pg"),
        ("postgresql:///opd", "postgresql:///opd"),
    ],
)
def test_a_sentence_names_the_database_so_that_a_command_can(url, said):
    assert parse(url).where == said
