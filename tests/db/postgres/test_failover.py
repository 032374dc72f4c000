"""The machine of the server dies, and its standby takes over: the desk goes on there by itself."""

from __future__ import annotations

import os

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain.errors import Storage, Unreachable
from tests.support import server
from tests.support.cluster import Cluster
from tests.support.factories import a_slot, booked

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(server.SERVER not in os.environ, reason="no PostgreSQL server"),
]


@pytest.fixture
def pair(durable):
    """A server and its standby; the hospital is open by the addresses of both. Commits wait for the standby."""
    connection.close()
    standby = Cluster(standby_of=durable)
    standby.start()
    durable.stop("fast")
    durable.start("-c synchronous_standby_names=*")
    connection.connect(
        f"postgresql://owner@/opd?host={durable.folder},{standby.folder}&target_session_attrs=read-write"
    )
    yield durable, standby
    connection.close()
    standby.remove()


def test_a_desk_goes_on_at_the_standby_that_took_over(pair):
    first, second = pair
    slot = a_slot().id
    before = [booked(slot).token.id for _ in range(5)]
    first.kill()
    second.promote()
    with pytest.raises(Unreachable):  # the connection of before is lost
        booked(slot)
    after = booked(slot).token.id
    assert set(tables.Token.select(tables.Token.id).tuples()) == {(token,) for token in [*before, after]}
    assert checking.check() == ()


def test_a_standby_alone_is_read_only_and_says_so(pair):
    _, second = pair
    connection.close()
    connection.connect(second.url("opd"))
    with pytest.raises(Storage, match="read-only"):
        a_slot()
