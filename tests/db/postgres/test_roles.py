"""A desk's own role works the desk, and cannot touch the log or the tables."""

from __future__ import annotations

from uuid import uuid4

import pytest

from opd_tui.db import connection
from opd_tui.domain.errors import OpdError
from tests.support import server
from tests.support.factories import a_slot, a_token, call, complete


@pytest.fixture
def desk(database, connect):
    """A bare connection of a user who is a member of opd_desk alone."""
    a_token(a_slot().id)
    name = f"anna_{uuid4().hex[:12]}"
    server.execute(f"CREATE ROLE {name} LOGIN IN ROLE opd_desk")
    yield connect(name)
    connection.close()
    server.execute(f"DROP ROLE {name}")


FORBIDDEN = {
    "alter the log": "UPDATE event SET actor = 'nobody'",
    "delete from the log": "DELETE FROM event",
    "empty the log": "TRUNCATE event",
    "delete a token": "DELETE FROM token",
    "drop a table": "DROP TABLE event",
    "switch a rule off": "ALTER TABLE token DISABLE TRIGGER ALL",
    "drop a rule": "DROP TRIGGER event_kept ON event",
    "replace a rule": "CREATE OR REPLACE FUNCTION opd_refuse(rule text) RETURNS void LANGUAGE sql AS 'SELECT'",
    "forget a migration": "DELETE FROM schema_migration",
    "step around the rules": "SET session_replication_role = replica",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN)
def test_a_desk_cannot(desk, statement):
    import psycopg

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        desk.execute(statement)


def test_a_desk_can_work(desk, database):
    connection.connect(database.replace("owner@", f"{desk.info.user}@"))
    seated = a_token(a_slot(start="12:00", end="13:00").id)
    call(seated.id)
    assert complete(seated.id).status == "COMPLETED"


def test_what_the_server_forbids_is_said_without_its_words(desk, database):
    connection.connect(database.replace("owner@", f"{desk.info.user}@"))
    with pytest.raises(OpdError, match="does not allow this user"), connection.transaction():
        connection.current().run("DELETE FROM event", ())
