"""A damaged row is named on the desk, and the desk, the search and the cards show the rest."""

from __future__ import annotations

from opd_tui.db import connection
from opd_tui.domain.requests.tokens import Cancel, NoShow
from opd_tui.services.tokens import visits
from tests.support.desk import a_desk
from tests.support.factories import RAVI, a_slot, a_token, booked
from tests.tui.test_find import find, hits


def damage(update):
    raw = connection.current().database
    raw.execute_sql("PRAGMA ignore_check_constraints = 1")
    raw.execute_sql(update)


async def test_the_desk_shows_the_other_tokens_and_names_the_damaged_one(morning):
    damage("UPDATE token SET source = 'WALKIX' WHERE id = 1")
    async with a_desk() as desk:
        await desk.until_seen("Ravi Kumar", "Meena Shah")
        assert not desk.sees("Asha Patil")
        await desk.until_said("token 1 is damaged")


async def test_the_search_finds_the_other_tokens(morning):
    for start, end in (("15:00", "16:00"), ("17:00", "18:00")):
        booked(a_slot(doctor=morning.doctor, start=start, end=end).id, patient=3)
    damage(f"UPDATE slot SET start = '2026-11-23T15:X0' WHERE id = {morning.id + 1}")
    async with a_desk() as desk:
        await find(desk, "meena")
        assert [hit.split(" Dr Rao ")[1].split()[0] for hit in hits(desk)] == ["10:00", "17:00"]


async def test_the_card_shows_the_other_events(morning):
    a_token(morning.id, "EMERGENCY")
    visits.no_show(NoShow(1), RAVI)
    triggers = connection.current().database.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'"
    )
    for (name,) in triggers.fetchall():
        damage(f"DROP TRIGGER {name}")
    damage("UPDATE event SET at = 'X' || substr(at, 2) WHERE token_id = 2 AND action = 'book'")
    async with a_desk() as desk:
        await desk.press("down", "enter")
        await desk.until_seen("№2 Ravi Kumar", "Dr Rao", "№5")


async def test_a_damaged_row_is_named_once(morning):
    damage("UPDATE token SET source = 'WALKIX' WHERE id = 1")
    async with a_desk() as desk:
        await desk.until_said("token 1 is damaged")
        await desk.press("plus")
        await desk.until_said("seats")
        visits.cancel(Cancel(2), RAVI)
        await desk.until(lambda: 2 not in desk.queue("active"))
        await desk.settled()
        assert "damaged" not in desk.status
