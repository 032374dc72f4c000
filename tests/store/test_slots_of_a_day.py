"""What a desk asks of one day is found by an index of that day: the slots of years before it are not read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from opd_tui.db import connection
from opd_tui.store import slots, undo, unsettled
from tests.support.factories import TODAY

ASKED = {
    "the slots of a doctor's day": lambda: slots.of_day(1, TODAY),
    "who was called since": lambda: undo.called_since(1, 1, 1, TODAY),
    "how many are to be settled": lambda: unsettled.count(TODAY, f"{TODAY}T09:00"),
    "who is to be settled": lambda: unsettled.of_days_over(TODAY, f"{TODAY}T09:00", 9),
}


@pytest.mark.sqlite("reads SQLite's own plan")
@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_the_slots_of_a_day_are_searched_by_doctor_and_time(database, ask: Callable[[], object]) -> None:
    engine = connection.current().database
    statements: list[str] = []
    engine.connection().set_trace_callback(statements.append)
    ask()
    engine.connection().set_trace_callback(None)
    [asked] = [sql for sql in statements if sql.startswith("SELECT")]
    plan = engine.execute_sql(f"EXPLAIN QUERY PLAN {asked}").fetchall()
    assert any("(doctor_id=? AND start>? AND start<?)" in row[-1] for row in plan)
