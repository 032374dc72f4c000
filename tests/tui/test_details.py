"""The rows under the doctors tell of one token at a time, whose name stands above them."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from opd_tui.domain.desk import DeskQuery
from opd_tui.services.queries.desk import desk_view
from opd_tui.tui.desk.text_panes import DetailsPane
from tests.support.factories import a_patient, a_slot, a_token


@pytest.fixture
def pane(database) -> DetailsPane:
    """Asha Patil's details; Ravi Kumar has the second token."""
    slot = a_slot()
    for name in ("Asha Patil", "Ravi Kumar"):
        a_token(slot.id, patient=a_patient(name).id)
    shown = DetailsPane("details")
    shown.place = Region(0, 0, 40, 10)
    shown.show(desk_view(DeskQuery(cursor=1, details=True)))
    return shown


def test_details_stand_under_their_own_name_until_the_next_ones_are_read(pane):
    texts = pane.texts
    pane.show(desk_view(DeskQuery(cursor=2)))
    assert (pane.content.title, pane.texts) == ("№1 Asha Patil", texts)


def test_details_and_name_change_together(pane):
    pane.show(desk_view(DeskQuery(cursor=2, details=True)))
    assert pane.content.title == "№2 Ravi Kumar"


def test_where_nobody_is_chosen_nobody_s_details_stand(pane):
    pane.show(desk_view(DeskQuery()))
    assert (pane.content.title, pane.texts) == ("Nobody is chosen", ())
