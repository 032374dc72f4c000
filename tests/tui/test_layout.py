"""Where the desk's panes stand, and what a large screen shows besides."""

from __future__ import annotations

import pytest
from textual.geometry import Region

from opd_tui.domain.desk import DeskQuery, share
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.domain.requests.tokens import Arrive
from opd_tui.services.patients import records
from opd_tui.services.queries.desk import desk_view
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import visits
from opd_tui.services.weeks import absences, holidays
from opd_tui.tui.desk.layout import Shown, places
from opd_tui.tui.desk.titles import slot_title
from tests.support.desk import LARGE, SMALL, a_desk
from tests.support.factories import ASHA, RAVI, TODAY, a_doctor, a_patient, a_slot, a_token, booked

HUGE = (200, 60)


@pytest.mark.parametrize(
    ("rows", "active", "waiting", "expected"),
    [(15, 30, 0, (15, 0)), (15, 30, 3, (12, 3)), (15, 30, 14, (9, 6)), (15, 2, 14, (2, 13)), (15, 0, 14, (1, 14))],
)
def test_the_waiting_queue_gets_as_many_rows_as_wait_and_leaves_most_to_the_active_one(rows, active, waiting, expected):
    assert share(rows, active, waiting) == expected


@pytest.mark.parametrize("doctors", [1, 12, 60])
@pytest.mark.parametrize("slots", [0, 3, 8, 40])
@pytest.mark.parametrize("height", [28, 40])
def test_the_panes_fill_their_columns_and_cover_nobody(doctors, slots, height):
    left, right = Region(0, 1, 40, height), Region(40, 1, 80, height)
    found = places(left, right, Region(), Region(0, 1 + height, 120, 4), Shown(doctors, slots, 30, 14))
    for column, names in ((left, ("doctors", "slots", "details")), (right, ("active", "waiting"))):
        assert sum(found[name].height for name in names) == column.height
        assert all(found[name].height > 1 and found[name].width == column.width for name in names)


async def test_the_details_of_the_chosen_token_stand_on_a_large_screen(database):
    slot = a_slot()
    patient = records.register(NewPatient("Asha Patil", "98200 12345", "A-17"), ASHA)
    booked(slot.id, patient=patient.id)
    async with a_desk(LARGE) as desk:
        await desk.until_seen("№1 Asha Patil", "98200 12345", "hospital no. A-17", "first visit", "booked as WALKIN")


async def test_the_details_go_with_the_cursor(morning):
    async with a_desk(LARGE) as desk:
        await desk.press("down")
        await desk.until(
            lambda: "№2 Ravi Kumar" in desk.pane("details")[0] and "booked" in "".join(desk.pane("details"))
        )


async def test_the_last_events_stand_below_with_their_time(morning):
    visits.arrive(Arrive(1), RAVI)
    async with a_desk(LARGE) as desk:
        await desk.until(lambda: "09:00 " in desk.pane("latest")[-1])


async def test_a_small_screen_has_neither_details_nor_events(morning):
    async with a_desk(SMALL) as desk:
        assert not desk.sees("Last events")


async def test_a_very_large_screen_has_the_next_doctor_beside(morning):
    other = a_slot(doctor=a_doctor("Dr Sen").id)
    booked(other.id, patient=a_patient("Lata Rao").id)
    async with a_desk(HUGE) as desk:
        await desk.until(lambda: "Lata Rao" in "".join(desk.pane("beside")))
        place = desk.place("beside")
        await desk.pilot.click(offset=(place.x + 12, place.y + 2))
        await desk.until(lambda: "Lata Rao" in "".join(desk.pane("active")))


async def test_why_a_doctor_is_away_stands_in_the_title(database):
    slot = a_slot()
    absences.add(slot.doctor, f"{TODAY}T10:00", f"{TODAY}T11:00", "operating theatre", ASHA)
    async with a_desk(LARGE) as desk:
        await desk.until_seen("away 10:00–11:00: operating")


async def test_a_holiday_is_named_where_the_slots_would_be(database):
    doctor = a_doctor()
    holidays.add(TODAY, doctor.id, "Conference", ASHA)
    async with a_desk() as desk:
        await desk.until_seen("holiday: Conference")


def test_a_title_keeps_its_counts_and_cuts_the_name(database):
    doctor = doctors.add(AddDoctor("Dr Venkata Satyanarayana Murthy Balakrishnan", "Neurology", "21"), ASHA)
    slot = a_slot(doctor=doctor.id, seats=30)
    for _ in range(2):
        a_token(slot.id)
    title = slot_title(desk_view(DeskQuery(day=TODAY)), 40)
    assert title.endswith("10:00–11:00 · room 21 · 2 of 30")
    assert len(title) <= 40


async def test_a_form_covers_the_left_column_alone(morning):
    async with a_desk() as desk:
        before = desk.pane("active")
        await desk.press("b")
        await desk.until(lambda: desk.form_open)
        assert desk.pane("active") == before
        assert desk.form.region.right == desk.place("active").x
