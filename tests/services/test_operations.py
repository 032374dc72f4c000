"""What a person does at once is one operation in the log, whatever it changes; a refused one is none."""

from __future__ import annotations

import pytest

from opd_tui.db import connection, tables
from opd_tui.domain import errors
from opd_tui.domain.people import Actor
from opd_tui.domain.requests.slots import SetCapacity
from opd_tui.domain.requests.tokens import Call, Cancel, Complete
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from opd_tui.store import events
from tests.support.factories import ASHA, a_slot, a_token


def operations():
    """The operation of each event, in order, and its action."""
    rows = tables.Event.select(tables.Event.operation, tables.Event.action).order_by(tables.Event.id).tuples()
    return list(rows)


def test_what_followed_from_a_call_of_a_service_is_of_its_operation(database):
    slot = a_slot(seats=1)
    token = a_token(slot.id)
    a_token(slot.id)
    before = len(operations())
    visits.cancel(Cancel(token.id), ASHA)
    visits.call(Call(token=token.id + 1), ASHA)
    assert operations()[before:] == [(before + 1, "cancel"), (before + 1, "promote"), (before + 3, "call")]


def test_calls_within_one_transaction_are_one_operation(database):
    slot = a_slot()
    with connection.transaction():
        token = a_token(slot.id)
        visits.call(Call(token=token.id), ASHA)
    [*_, (patient, _), (book, _), (call, _)] = operations()
    assert patient == book == call


def test_a_transaction_of_many_holds_an_operation_for_each_in_it(database):
    token = a_token(a_slot().id)
    with connection.transaction(of_many=True):
        visits.call(Call(token=token.id), ASHA)
        visits.complete(Complete(token.id), ASHA)
    [*_, (call, _), (complete, _)] = operations()
    assert call != complete


def test_what_was_taken_back_within_an_operation_gives_it_no_id(database):
    token = a_token(a_slot().id)
    before = len(operations())
    with connection.transaction():
        with connection.trial():
            visits.call(Call(token=token.id), ASHA)
        with pytest.raises(errors.BadCapacity):
            capacity.set_capacity(SetCapacity(1, 501), ASHA)
        visits.cancel(Cancel(token.id), ASHA)
    assert operations()[before:] == [(events.latest()[0], "cancel")]


def test_the_log_keeps_account_connection_and_address_of_whoever_acts(database):
    remote = Actor("asha", "desk-1", account="a.patil", connection="ssh-7", address="10.0.0.7", automatic=True)
    visits.call(Call(token=a_token(a_slot().id).id), remote)
    columns = tables.Event.account, tables.Event.connection, tables.Event.address, tables.Event.automatic
    newest = tables.Event.select(*columns).order_by(tables.Event.id.desc()).tuples().first()
    assert newest == ("a.patil", "ssh-7", "10.0.0.7", True)
