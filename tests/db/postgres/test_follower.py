"""A follower of the log on a server: transactions beside each other end in another order than they began."""

from __future__ import annotations

import psycopg

from opd_tui.services.queries.activity import Follower
from tests.support.factories import a_slot, a_token, arrive

EVENT = """
    INSERT INTO event (operation, at, actor, desk, action, slot, token_id, detail, automatic)
    VALUES (NULL, '2026-11-23T03:31:00.000Z', 'ravi', 'slow:1', 'arrive', %s, %s, '{}', false) RETURNING id
"""


def test_an_event_whose_transaction_ends_late_is_told_after_the_others_and_not_missed(database):
    first, second = (a_token(a_slot().id, "ONLINE") for _ in range(2))
    follower = Follower()
    with psycopg.connect(str(database)) as slow:
        [late] = slow.execute(EVENT, (first.slot, first.id)).fetchone()
        arrive(second.id)
        assert [each.event.token for each in follower.new()] == [second.id]
        slow.commit()
    assert [each.event.id for each in follower.new()] == [late]
    assert follower.new() == ()
