"""Moving about the desk, and what moves on it by itself when other desks work."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.geometry import Offset

from opd_tui.domain.requests.tokens import Cancel
from opd_tui.runtime import clock
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from opd_tui.tui.desk.selection import Pick
from tests.support import batches
from tests.support.desk import LARGE, SIZES, SMALL, Driven, a_desk
from tests.support.factories import RAVI, a_doctor, a_patient, a_slot, a_token, booked

YESTERDAY, TOMORROW = "2026-11-22", "2026-11-24"


@pytest.fixture
def long(database):
    """A slot at ten with 20 seats, №1 to №20 in them and №21 to №50 waiting; all are WALKIN."""
    slot = a_slot(seats=20)
    for _ in range(50):
        a_token(slot.id)
    return slot


# Panes


@pytest.mark.parametrize("size", SIZES)
async def test_all_four_panes_stand_side_by_side(morning, size):
    async with a_desk(size) as desk:
        assert desk.sees("─ Doctors", "Dr Rao 10:00–11:00", "─ Waiting · 2")


@pytest.mark.parametrize("size", SIZES)
async def test_the_panes_fill_the_terminal_to_its_edges(morning, size):
    async with a_desk(size) as desk:
        rule = desk.lines[1]
        assert (len(rule), rule[0], rule[-1] in "─━") == (size[0], "─", True)


@pytest.mark.parametrize("size", SIZES)
async def test_a_patient_is_shown_with_number_and_source(morning, size):
    async with a_desk(size) as desk:
        assert queued(desk)[0].strip("▸ ").split()[:5] == ["1", "1", "Asha", "Patil", "WALKIN"]


@pytest.mark.parametrize("size", SIZES)
async def test_a_doctor_is_shown_with_the_free_seats_and_who_is_here(morning, size):
    async with a_desk(size) as desk:
        assert "free here" in desk.pane("doctors")[0]
        [row] = [row for row in desk.pane("doctors") if "Dr Rao" in row]
        assert row.strip("│┃ ").split()[-2:] == ["0", "4"]


async def test_the_title_counts_who_is_here(morning):
    async with a_desk() as desk:
        assert "here 4 · in room 0 · waiting 2" in " ".join(desk.lines[0].split())


async def test_who_is_called_in_next_is_marked(morning):
    async with a_desk() as desk:
        clock.set_local("2026-11-23T10:00")
        await desk.press("down", "t")
        await desk.until(lambda: "next" in queued(desk)[0])
        assert "next" not in queued(desk)[1]


async def test_the_slot_on_the_screen_says_how_many_of_earlier_ones_are_due(morning):
    clock.set_local("2026-11-23T11:10")
    a_slot(doctor=morning.doctor, start="11:00", end="12:00")
    async with a_desk(LARGE) as desk:
        assert "10:00: 2 due" in desk.pane("active")[0]
        assert any("2 due!" in row for row in desk.pane("slots"))


async def test_the_longest_wait_of_the_doctors_patients_is_told(morning):
    clock.set_local("2026-11-23T10:31")
    async with a_desk() as desk:
        assert "4 here today, longest 91 min" in desk.pane("waiting")[0]


async def test_how_many_wait_for_a_full_slot_is_never_cut(database):
    slot = a_slot(seats=30)
    for _ in range(40):
        a_token(slot.id)
    async with a_desk() as desk:
        assert any("▸10 full+10" in row for row in desk.pane("slots"))


async def test_a_long_name_leaves_the_time_and_the_count_in_the_title(database):
    a_slot(doctor=a_doctor("Dr Venkata Satyanarayana Murthy Balakrishnan").id)
    async with a_desk() as desk:
        title = desk.pane("slots")[0]
        assert "10:00–11:00 · room 3 · 0 of 2" in title
        assert "─ Ve" in title


async def test_a_slot_is_shown_with_a_bar_of_the_seats_taken(database):
    slot = a_slot(seats=2)
    a_token(slot.id)
    async with a_desk(LARGE) as desk:
        [row] = [row for row in desk.pane("slots") if "10:00–11:00" in row]
        assert "█" in row
        assert row.count("█") - row.count("░") in (-1, 0)


async def test_tab_goes_round_the_panes(morning):
    async with a_desk() as desk:
        visited = []
        for _ in range(4):
            await desk.press("tab")
            visited.append(desk.screen.selection.pane)
        assert visited == ["waiting", "doctors", "slots", "active"]


async def test_shift_tab_goes_round_the_other_way(morning):
    async with a_desk() as desk:
        visited = []
        for _ in range(4):
            await desk.press("shift+tab")
            visited.append(desk.screen.selection.pane)
        assert visited == ["slots", "doctors", "waiting", "active"]


@pytest.mark.parametrize(("left", "right"), [("left", "right"), ("h", "l")])
async def test_left_and_right_go_between_the_columns(morning, left, right):
    async with a_desk() as desk:
        await desk.press(left)
        assert desk.screen.selection.pane == "doctors"
        await desk.press(right)
        assert desk.screen.selection.pane == "active"


async def test_enter_goes_from_a_doctor_to_the_slots_to_the_queue(morning):
    async with a_desk() as desk:
        await desk.press("left", "enter")
        assert desk.screen.selection.pane == "slots"
        await desk.press("enter")
        assert desk.screen.selection.pane == "active"


async def test_the_pane_that_has_the_keys_is_framed_otherwise(morning):
    async with a_desk() as desk:
        before = frames(desk)
        await desk.press("tab")
        await desk.settled()
        assert [now != old for now, old in zip(frames(desk), before, strict=True)] == [False, False, True, True]


def frames(desk: Driven) -> list[object]:
    """The style of each pane's first line."""
    panes = [desk.place(name) for name in ("doctors", "slots", "active", "waiting")]
    return [desk.app.screen.get_style_at(region.x + 2, region.y) for region in panes]


def queued(desk: Driven) -> list[str]:
    """The rows of the active queue, below its headings."""
    rows = desk.pane("active")
    return rows[next(at for at, row in enumerate(rows) if "Patient" in row) + 1 :]


# Lines


@pytest.mark.parametrize(("down", "up"), [("down", "up"), ("j", "k")])
async def test_down_and_up_choose_patients(morning, down, up):
    async with a_desk() as desk:
        await desk.press(down)
        assert desk.chosen == 2
        await desk.press(up)
        assert desk.chosen == 1


async def test_the_chosen_patient_is_marked_by_more_than_colour(morning):
    async with a_desk() as desk:
        await desk.press("down")
        await desk.settled()
        assert [row for row in queued(desk) if "▸" in row] == [queued(desk)[1]]


@pytest.mark.parametrize("key", ["up", "pageup"])
async def test_above_the_first_there_is_nothing(morning, key):
    async with a_desk() as desk:
        await desk.press(key)
        await desk.settled()
        assert desk.chosen == 1


@pytest.mark.parametrize("key", ["down", "pagedown"])
async def test_below_the_last_there_is_nothing(morning, key):
    async with a_desk() as desk:
        await desk.press("down", key)
        await desk.settled()
        assert desk.chosen == 2


@pytest.mark.parametrize("size", SIZES)
async def test_the_last_of_a_long_queue_is_brought_in_sight(long, size):
    async with a_desk(size) as desk:
        await desk.press("tab", "end")
        await desk.until(lambda: desk.chosen == 50)
        assert desk.queue("waiting")[-1] == 50


async def test_the_first_of_a_long_queue_is_brought_in_sight(long):
    async with a_desk() as desk:
        await desk.press("tab", "end")
        await desk.until(lambda: desk.chosen == 50)
        await desk.press("home")
        await desk.until(lambda: desk.chosen == 21)
        assert desk.queue("waiting")[0] == 21


async def test_a_page_down_and_up_ends_where_it_began(long):
    async with a_desk() as desk:
        await desk.press("pagedown")
        await desk.until(lambda: desk.chosen != 1)
        assert desk.chosen in desk.queue("active")
        await desk.press("pageup")
        await desk.until(lambda: desk.chosen == 1)


async def test_down_held_over_the_edge_of_the_pane_skips_nobody(long):
    async with a_desk() as desk:
        visited = [desk.chosen]
        for _ in range(12):
            await desk.press("down")
            await desk.settled()
            visited.append(desk.chosen)
        assert visited == list(range(1, 14))


async def test_another_doctor_is_chosen_with_down_and_shows_other_queues(morning):
    other = a_slot(seats=5, doctor=a_doctor("Dr Sen").id, start="12:00", end="13:00")
    booked(other.id, patient=a_patient("Lata Rao").id)
    async with a_desk() as desk:
        await desk.press("left", "down")
        await desk.until_seen("Dr Sen 12:00–13:00", "Lata Rao")


async def test_another_slot_is_chosen_with_down(morning):
    a_slot(seats=5, doctor=morning.doctor, start="12:00", end="13:00")
    async with a_desk() as desk:
        await desk.press("left", "enter", "down")
        await desk.until_seen("Dr Rao 12:00–13:00", "b books the first patient")


async def test_the_desk_opens_on_the_slot_under_way(database):
    doctor = a_doctor().id
    for start, end in (("08:00", "09:00"), ("09:00", "10:00"), ("10:00", "11:00")):
        a_slot(doctor=doctor, start=start, end=end)
    async with a_desk() as desk:
        assert desk.sees("Dr Rao 09:00–10:00")


# Days


async def test_the_title_says_which_day_it_is(morning):
    async with a_desk() as desk:
        assert "Mon 23 Nov" in desk.lines[0]


@pytest.mark.parametrize(
    ("key", "title"), [("left_square_bracket", "Sun 22 Nov"), ("right_square_bracket", "Tue 24 Nov")]
)
async def test_brackets_go_to_the_days_around(morning, key, title):
    a_slot(doctor=morning.doctor, start="15:00", end="16:00", day=YESTERDAY)
    a_slot(doctor=morning.doctor, start="15:00", end="16:00", day=TOMORROW)
    async with a_desk() as desk:
        await desk.press(key)
        await desk.until(lambda: title in desk.lines[0])
        assert desk.sees("Dr Rao 15:00–16:00")


async def test_another_day_is_told_apart_by_how_far_it_is(morning):
    async with a_desk() as desk:
        await desk.press("right_square_bracket", "right_square_bracket")
        await desk.until(lambda: "+2 days" in desk.lines[0])


@pytest.mark.parametrize("key", ["i", "n", "d", "C", "space"])
async def test_a_key_of_the_slots_day_says_the_day_before_it(morning, key):
    a_token(a_slot(2, morning.doctor, "15:00", "16:00", TOMORROW).id)
    async with a_desk() as desk:
        await desk.press("right_square_bracket")
        await desk.until(lambda: desk.chosen)
        await desk.press(key)
        await desk.until_said("15:00–16:00 is on Tue 24 Nov: check-in, call, done and no-show", "from that day on")


async def test_t_goes_back_to_today(morning):
    async with a_desk() as desk:
        await desk.press("right_square_bracket", "right_square_bracket")
        await desk.until(lambda: "Wed 25 Nov" in desk.lines[0])
        await desk.press("t")
        await desk.until(lambda: "Mon 23 Nov" in desk.lines[0])
        assert desk.queue("active") == [1, 2]


async def test_a_day_on_which_nobody_sits_says_what_opens_a_slot(morning):
    async with a_desk() as desk:
        await desk.press("right_square_bracket")
        await desk.until_seen("S opens a slot")


async def test_the_title_has_the_hospitals_time_and_goes_with_it(morning):
    async with a_desk() as desk:
        assert "09:00" in desk.lines[0]
        clock.set_local("2026-11-23T09:01")
        await desk.until(lambda: "09:01" in desk.lines[0])


async def test_the_title_says_who_sits_here(morning):
    async with a_desk() as desk:
        assert "asha" in desk.lines[0]


# Empty


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_database_greets_with_what_to_press_first(database, size):
    async with a_desk(size) as desk:
        assert "press D" in desk.status


async def test_after_the_first_doctor_the_greeting_is_the_slot(database):
    a_doctor()
    async with a_desk() as desk:
        assert "press S" in desk.status


async def test_an_empty_database_shows_its_panes_and_keys(database):
    async with a_desk() as desk:
        assert desk.sees("─ Doctors", "D adds a doctor", "─ Slots", "Patient", "b Book", "? Help")


async def test_an_empty_slot_says_what_books(database):
    a_slot()
    async with a_desk() as desk:
        assert desk.sees("b books the first patient", "Waiting · 0")


async def test_with_nobody_today_the_desk_opens_on_the_next_day_and_says_so(database):
    a_slot(day=TOMORROW)
    async with a_desk() as desk:
        assert "Tue 24 Nov" in desk.lines[0]
        assert "Nobody sits today" in desk.status


# What other desks do


async def test_another_desks_booking_appears_without_a_key(morning):
    async with a_desk() as desk:
        a_token(morning.id, actor=RAVI)
        await desk.until(lambda: desk.queue("waiting") == [3, 4, 5])


async def test_another_processs_booking_appears_without_a_key(morning, database):
    async with a_desk() as desk:
        book_elsewhere(database, morning.id, "Lata Rao")
        await desk.until_seen("Lata Rao")


def book_elsewhere(database: Path, slot: int, name: str) -> None:
    """Book in a process of its own."""
    batches.carry_out(database, {"do": "book", "slot": slot, "patient": {"name": name}, "source": "WALKIN"})


async def test_the_status_line_says_what_another_desk_did(morning):
    async with a_desk() as desk:
        visits.cancel(Cancel(1, "phoned"), RAVI)
        await desk.until_said("ravi", "№1 Asha Patil", "cancelled")


async def test_the_seats_taken_follow_what_other_desks_do(morning):
    async with a_desk() as desk:
        capacity.add_seats(morning.id, 1, RAVI)
        await desk.until(lambda: any("3/3" in row for row in desk.pane("slots")))


async def test_a_doctor_added_elsewhere_appears(morning):
    async with a_desk() as desk:
        a_doctor("Dr Sen")
        await desk.until(lambda: any("Dr Sen" in row for row in desk.pane("doctors")))


async def test_the_cursor_stays_on_its_patient_when_somebody_comes_before(morning):
    async with a_desk() as desk:
        await desk.press("tab", "down")
        a_token(morning.id, "ONLINE", actor=RAVI)
        await desk.until(lambda: desk.queue("active") == [5, 1])
        assert desk.chosen == 4


async def test_the_cursor_stays_on_its_patient_when_somebody_before_is_cancelled(morning):
    async with a_desk() as desk:
        await desk.press("down")
        visits.cancel(Cancel(1), RAVI)
        await desk.until(lambda: desk.queue("active") == [2, 3])
        assert desk.chosen == 2


async def test_the_cursor_goes_with_a_patient_who_is_preempted(morning):
    async with a_desk() as desk:
        await desk.press("down")
        a_token(morning.id, "EMERGENCY", actor=RAVI)
        await desk.until(lambda: desk.queue("waiting") == [2, 3, 4])
        assert (desk.chosen, desk.screen.selection.pane) == (2, "waiting")


async def test_the_cursor_goes_with_a_patient_who_is_promoted(morning):
    async with a_desk() as desk:
        await desk.press("tab")
        visits.cancel(Cancel(1), RAVI)
        await desk.until(lambda: desk.queue("active") == [2, 3])
        assert (desk.chosen, desk.screen.selection.pane) == (3, "active")


async def test_a_patient_cancelled_elsewhere_leaves_the_cursor_on_nobody(morning):
    async with a_desk() as desk:
        visits.cancel(Cancel(1), RAVI)
        await desk.until(lambda: desk.queue("active") == [2, 3])
        assert desk.chosen is None


async def test_it_stays_on_nobody_whatever_else_other_desks_do(morning):
    async with a_desk() as desk:
        visits.cancel(Cancel(1), RAVI)
        await desk.until(lambda: desk.queue("active") == [2, 3])
        a_token(morning.id, actor=RAVI)
        await desk.until(lambda: desk.queue("waiting") == [4, 5])
        assert desk.chosen is None


async def test_the_first_patient_of_an_empty_queue_gets_the_cursor(database):
    slot = a_slot()
    async with a_desk() as desk:
        a_token(slot.id, actor=RAVI)
        await desk.until(lambda: desk.chosen == 1)


async def test_a_key_is_not_lost_to_another_desks_change_at_the_same_moment(long):
    async with a_desk() as desk:
        asked_by_key = desk.screen.refresh_view(pick=Pick("active", 15))
        await asyncio.gather(asked_by_key, desk.screen.refresh_view())  # the second before the first is answered
        await desk.until(lambda: desk.chosen == 16)


async def test_a_step_is_not_lost_to_another_desks_change_that_is_just_read(morning):
    async def step() -> None:
        desk.screen.press("down")

    async with a_desk() as desk:
        await asyncio.gather(desk.screen.refresh_view(), step())
        await desk.settled()
        assert desk.chosen == 2


@pytest.mark.parametrize("size", SIZES)
async def test_in_a_long_queue_the_cursors_patient_stays_in_sight(long, size):
    async with a_desk(size) as desk:
        await desk.press("tab", "pagedown", "pagedown")
        await desk.settled()
        chosen = desk.chosen
        for _ in range(3):
            a_token(long.id, "ONLINE", actor=RAVI)
        await desk.until(lambda: "Waiting · 33" in desk.text)
        await desk.settled()
        assert desk.chosen == chosen
        assert chosen in desk.queue("waiting")


async def test_the_doctor_and_slot_in_sight_stay_when_others_are_added(morning):
    async with a_desk() as desk:
        a_slot(doctor=morning.doctor, start="08:30", end="09:30")  # the slot under way, were the desk opened now
        await desk.until(lambda: any("08:30 0/" in row for row in desk.pane("slots")))
        assert desk.sees("Dr Rao 10:00–11:00")


async def test_the_mark_is_live_while_the_database_answers(morning):
    async with a_desk() as desk:
        assert "● live" in desk.lines[0]


async def test_the_mark_turns_stale_and_live_again(morning, database):
    async with a_desk() as desk:
        elsewhere = database.rename(database.with_name("moved.db"))
        await desk.until(lambda: "○ stale" in desk.lines[0])
        elsewhere.rename(database)
        await desk.until(lambda: "● live" in desk.lines[0])


# Sizes


async def test_a_larger_terminal_is_used_at_once(morning):
    async with a_desk(SMALL) as desk:
        await desk.pilot.resize_terminal(*LARGE)
        await desk.until(lambda: "Expected" in desk.pane("active")[1])
        assert {len(line) for line in desk.lines} == {LARGE[0]}


async def test_a_smaller_terminal_keeps_the_cursor_in_sight(long):
    async with a_desk(LARGE) as desk:
        await desk.press("end")
        await desk.until(lambda: desk.chosen == 20)
        await desk.pilot.resize_terminal(*SMALL)
        await desk.until(lambda: {len(line) for line in desk.lines} == {SMALL[0]})
        await desk.settled()
        assert desk.chosen in desk.queue("active")


@pytest.mark.parametrize("size", SIZES)
async def test_the_key_line_has_the_keys_of_every_day_and_help(morning, size):
    async with a_desk(size) as desk:
        shown = desk.lines[-1].strip()
        for long, short in (("Emergency", "Emerg"), ("Check in", "Here"), ("/ Find  ", ""), ("o Out  ", "")):
            shown = shown.replace(long, short)
        assert shown.startswith("b Book  e Emerg  c Cancel  n No-show  d Done  i Here  ␣ Next  u Undo")
        assert "? Help" in shown


async def test_with_room_the_key_line_has_find_source_and_quit_too(morning):
    async with a_desk(LARGE) as desk:
        assert all(key in desk.lines[-1] for key in ("/ Find", "p Source", "q Quit"))


# The mouse


async def click(desk: Driven, text: str, times: int = 1) -> None:
    """Click on the first place where this stands."""
    y, line = next((y, line) for y, line in enumerate(desk.lines) if text in line)
    await desk.pilot.click(offset=Offset(line.index(text), y), times=times)
    await desk.settled()


async def test_a_click_on_a_hint_of_the_booking_form_is_its_key(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        await click(desk, "Enter book")
        await desk.until(lambda: "№5" in desk.form_text)
        await click(desk, "Enter next patient")
        assert (desk.form_open, desk.field("patient-name")) == (True, "")
        await click(desk, "Esc close")
        assert not desk.form_open


async def test_a_click_on_a_hint_of_a_form_is_its_key(morning):
    async with a_desk() as desk:
        await desk.press("S")
        await click(desk, "Enter save")
        await desk.until_said("is open")
        await desk.press("S")
        await click(desk, "Esc close")
        assert not desk.form_open


async def test_a_click_on_a_hint_of_another_screen_is_its_key(morning):
    async with a_desk() as desk:
        await desk.press("T")
        await desk.until_seen("a Add")
        await click(desk, "a Add")
        await desk.until_seen("New weekly slot")
        await click(desk, "Esc close")
        await click(desk, "Esc back")
        await desk.until_seen("Doctors")


@pytest.mark.parametrize(("name", "number"), [("Ravi Kumar", 2), ("Joseph Mathew", 4)])
async def test_a_click_chooses_a_patient(morning, name, number):
    async with a_desk() as desk:
        await click(desk, name)
        assert desk.chosen == number


async def test_a_click_on_a_slot_shows_its_queues(morning):
    a_slot(seats=5, doctor=morning.doctor, start="12:00", end="13:00")
    async with a_desk() as desk:
        await click(desk, "12 0/5")
        await desk.until_seen("Dr Rao 12:00–13:00")


async def test_two_clicks_open_the_card(morning):
    async with a_desk() as desk:
        await click(desk, "Ravi Kumar", 2)
        await desk.until_seen("№2 Ravi Kumar", "Esc Back")


async def test_a_click_on_the_key_line_is_the_key(morning):
    async with a_desk() as desk:
        await click(desk, "No-show")
        assert "№1 Asha Patil" in desk.status


async def test_a_click_on_an_answer_gives_it(morning):
    async with a_desk() as desk:
        await desk.press("n")
        await click(desk, "1 yes")
        await desk.until_said("№1 Asha Patil is a no-show")


async def test_a_click_on_no_does_no_harm(morning):
    async with a_desk() as desk:
        await desk.press("n")
        await click(desk, "Esc no")
        assert not desk.asks
        assert desk.queue("active") == [1, 2]


async def test_a_click_chooses_nobody_else_while_a_question_is_asked(morning):
    async with a_desk() as desk:
        await desk.press("n")
        await click(desk, "Ravi Kumar")
        assert desk.asks
        assert desk.chosen == 1


@pytest.mark.parametrize("key", ["left", "h"])
async def test_left_of_either_queue_are_the_doctors(morning, key):
    async with a_desk() as desk:
        for pane in ("active", "waiting"):
            desk.screen.selection.to_pane(pane)
            await desk.press(key)
            assert desk.screen.selection.pane == "doctors"
