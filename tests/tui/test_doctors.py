"""The doctors' screen: added, changed, retired, brought back, and told apart."""

from __future__ import annotations

import pytest

from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.services.slots import doctors
from tests.support.desk import a_desk
from tests.support.factories import ASHA


@pytest.fixture
def rao(database):
    return doctors.add(AddDoctor("Dr Rao", "Cardiology"), ASHA).id


def known():
    return [(each.name, each.department, each.room, each.retired) for each in doctors.all_doctors()]


async def test_a_doctor_of_the_same_name_is_pointed_out_first(rao):
    async with a_desk() as desk:
        await desk.press("D", "a")
        await desk.type("rao")
        await desk.press("enter")
        await desk.until_seen("There is a Dr Rao already (Cardiology).", "Add a second doctor of this name?")
        await desk.press("escape")
        await desk.until_seen("Nothing was saved")
        assert len(known()) == 1
        await desk.press("enter")
        await desk.until_seen("Add a second doctor of this name?")
        await desk.press("1")
        await desk.until_seen("added")
        assert [name for name, *_ in known()] == ["Dr Rao", "rao"]


async def test_a_department_completes_from_those_there(rao):
    async with a_desk() as desk:
        await desk.press("D", "a")
        await desk.type("Dr Sen")
        await desk.press("tab")
        await desk.type("car")
        await desk.until_seen("cardiology"[3:])
        await desk.press("tab")
        await desk.type("4")
        await desk.press("enter")
        await desk.until_seen("Dr Sen added")
        assert known()[1] == ("Dr Sen", "Cardiology", "4", False)


async def test_a_doctor_is_changed(rao):
    async with a_desk() as desk:
        await desk.press("D", "c", "tab", "tab")
        await desk.type("12")
        await desk.press("enter")
        await desk.until_seen("Saved: Dr Rao · Cardiology · room 12.")
        assert known() == [("Dr Rao", "Cardiology", "12", False)]


async def test_a_doctor_is_retired_and_brought_back(rao):
    async with a_desk() as desk:
        await desk.press("D", "x")
        await desk.until_seen("Retire Dr Rao?")
        await desk.press("1")
        await desk.until_seen("Dr Rao retired", "Bring back")
        assert known()[0][3]
        await desk.press("b")
        await desk.until_seen("Dr Rao is back.")
        assert not known()[0][3]
