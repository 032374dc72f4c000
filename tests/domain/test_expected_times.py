"""When a patient is expected: the formula on a hand-made day, and on nonsense."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from opd_tui.domain.expected_times import LATEST, SlotTiming, consultation, expected, pace


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-23T{text}").replace(tzinfo=UTC)


def minutes(*lengths: float) -> list[timedelta]:
    return [timedelta(minutes=length) for length in lengths]


def slot(start="10:00", end="11:00", planned=6, **other) -> SlotTiming:
    return SlotTiming(at(start), at(end), *minutes(planned), **other)


def told(ahead, now, here=None, earlier=(), today=(), lately=()) -> str | None:
    there = expected(ahead, pace(here or slot(), earlier, today, lately, at(now)))
    return there and f"{there.earliest:%H:%M}–{there.latest:%H:%M}"


# How long a consultation takes


@pytest.mark.parametrize(
    ("today", "lately", "expected_minutes"),
    [
        ((5, 9, 7), (20, 20, 20), 7),
        ((5, 9), (), 7),
        ((), (4, 8, 12), 8),
        ((), (), 6),
        ((0, 0, 0.5), (8,), 8),
        ((300, 9, 121), (), 9),
        ((0,), (0, 600), 6),
        ((1,), (8,), 1),
        ((120,), (8,), 120),
    ],
)
def test_a_consultation_takes_the_median_of_today_else_of_lately_else_the_plan(today, lately, expected_minutes):
    assert consultation(minutes(*today), minutes(*lately), *minutes(6)) == timedelta(minutes=expected_minutes)


def test_the_shortest_consultation_is_a_minute_and_the_longest_two_hours():
    sound = [
        seconds for seconds in (59, 60, 7200, 7201) if consultation([timedelta(seconds=seconds)], (), LATEST) != LATEST
    ]
    assert sound == [60, 7200]


# A hand-made day: 10:00–11:00, 10 seats; the doctor takes 10 minutes for each, 4 more than planned


TODAY = minutes(10, 9, 11)


@pytest.mark.parametrize(
    ("ahead", "expected_range"),
    [(0, "10:00–10:05"), (1, "10:00–10:15"), (2, "10:05–10:20"), (4, "10:15–10:35"), (9, "10:45–11:10")],
)
def test_before_the_slot_begins_nobody_is_expected_before_its_start(ahead, expected_range):
    assert told(ahead, "09:00") == expected_range


@pytest.mark.parametrize(
    ("ahead", "expected_range"),
    [(0, "10:35–10:50"), (1, "10:40–11:05"), (2, "10:50–11:15"), (3, "11:00–11:25")],
)
def test_in_the_slot_the_one_in_the_room_is_waited_for_and_the_range_widens(ahead, expected_range):
    """Called at 10:30 for 10 minutes: out at 10:40."""
    here = slot(in_room=(at("10:30"),), seated=4)
    assert told(ahead, "10:33", here, today=TODAY) == expected_range


def test_whoever_is_in_the_room_for_too_long_may_come_out_any_minute():
    here = slot(in_room=(at("10:05"),))
    assert told(0, "10:30", here, today=TODAY) == "10:30–10:40"


def test_two_in_the_room_take_the_time_of_two():
    here = slot(in_room=(at("10:30"), at("10:31")))
    assert told(0, "10:31", here, today=TODAY) == "10:45–11:00"


def test_who_is_called_early_and_out_by_the_start_delays_nobody():
    assert told(0, "09:41", slot(in_room=(at("09:40"),)), today=TODAY) == "10:00–10:05"


def test_who_is_out_exactly_at_the_start_delays_nobody():
    assert told(0, "09:52", slot(in_room=(at("09:50"),)), today=TODAY) == "10:00–10:05"


def test_who_is_in_the_room_until_just_after_the_start_lets_nobody_in_before_it():
    assert told(0, "09:55", slot(in_room=(at("09:52"),)), today=TODAY) == "10:00–10:15"


def test_a_call_of_two_hours_ago_is_not_yet_a_forgotten_one():
    here = slot("09:00", "15:00", in_room=(at("10:00"),))
    assert told(0, "12:00", here) == "12:00–12:10"
    assert told(0, "12:01", here) == "12:05–12:10"


def test_a_call_of_hours_ago_is_a_forgotten_one():
    here = slot("09:00", "15:00", in_room=(at("09:05"),))
    assert told(0, "12:00", here, today=TODAY) == "12:00–12:05"


def test_the_slot_before_delays_this_one_by_those_it_has_still_to_see():
    """At 9:50 one is in the room since 9:45 and three more wait: 9:55, and thirty minutes."""
    before = slot("09:00", "10:00", in_room=(at("09:45"),), seated=3, here=3)
    assert told(0, "09:50", earlier=[before], today=TODAY) == "10:25–10:30"


def test_a_slot_before_that_will_end_in_time_delays_nothing():
    before = slot("09:00", "10:00", seated=3)
    assert told(0, "09:10", earlier=[before], today=TODAY) == "10:00–10:05"


def test_the_slot_before_goes_by_what_was_seen_lately_else_by_its_own_plan():
    """From 9:40 on three are seen: in eight minutes each as in the last days, or in twelve as planned there."""
    before = slot("09:00", "10:00", planned=12, seated=3, here=3)
    assert told(0, "09:40", earlier=[before], lately=minutes(8, 8, 8)) == "10:00–10:10"
    assert told(0, "09:40", earlier=[before]) == "10:15–10:20"


def test_a_slot_before_with_nobody_seated_delays_nothing_however_late_its_doctor_is():
    late = slot("11:30", "12:30")
    assert told(0, "09:00", earlier=[late], today=TODAY) == "10:00–10:05"


def test_who_has_not_come_to_a_slot_before_counts_less_the_less_of_it_is_left():
    """Nine at ten minutes: all before the slot begins, half of them at half past, none at its end."""
    before = slot("09:00", "10:00", seated=9)
    told_at = [told(0, now, earlier=[before], today=TODAY) for now in ("08:50", "09:30", "09:55", "10:00")]
    assert told_at == ["10:30–10:35", "10:15–10:20", "10:00–10:10", "10:00–10:05"]


def test_a_doctor_who_comes_after_the_end_is_waited_for_with_all_patients():
    before = slot("10:30", "10:00", planned=6, seated=3)
    assert told(0, "10:15", earlier=[before], today=TODAY) == "11:00–11:05"


@pytest.mark.parametrize("edge", ["09:00", "10:00"])
@pytest.mark.parametrize("here", [0, 2, 9])
def test_an_expected_time_does_not_jump_when_the_slot_before_begins_or_ends(edge, here):
    before, moment = slot("09:00", "10:00", seated=9, here=here), timedelta(milliseconds=1)
    free = [pace(slot(), [before], TODAY, (), at(edge) + step).free for step in (-moment, timedelta(), moment)]
    assert max(free) - min(free) < timedelta(seconds=1)


def test_a_slot_that_overruns_delays_by_those_who_are_there():
    """At 10:10 one of the nine-o'clock patients is in the room since 10:05, one sits in the hall, two never came."""
    before = slot("09:00", "10:00", in_room=(at("10:05"),), seated=3, here=1)
    assert told(0, "10:10", earlier=[before], today=TODAY) == "10:25–10:30"


def test_who_is_here_of_a_slot_that_has_ended_comes_first_also_with_nobody_in_the_room():
    before = slot("08:00", "09:00", seated=5, here=5)
    assert told(0, "10:00", earlier=[before], today=TODAY) == "10:50–10:55"


def test_who_never_came_to_a_slot_that_has_ended_is_not_waited_for():
    before = slot("08:00", "09:00", seated=5)
    assert told(0, "10:00", earlier=[before], today=TODAY) == "10:00–10:05"


def test_an_expected_time_does_not_jump_back_because_a_slots_end_has_passed():
    """Five of 09:30–10:15 are here and unseen when it ends; the first of 10:15 waits for them before and after."""
    before = slot("09:30", "10:15", seated=5, here=5)
    asked = slot("10:15", "11:15")
    told_at = [told(0, now, asked, earlier=[before], today=TODAY)[:5] for now in ("10:10", "10:14", "10:15", "10:20")]
    assert told_at == sorted(told_at)


@pytest.mark.parametrize(("now", "expected_range"), [("12:59", "13:00–13:05"), ("13:00", None)])
def test_hours_after_its_end_a_slot_is_over(now, expected_range):
    assert told(0, now) == expected_range


def test_hours_after_its_end_a_slot_with_somebody_in_the_room_is_not_over():
    assert told(0, "13:00", slot(in_room=(at("12:58"),))) == "13:00–13:10"


def test_delays_go_on_from_slot_to_slot():
    """Six at ten minutes each fill both hours: the third slot begins at eleven sharp, and not before."""
    first = slot("09:00", "10:00", seated=9, here=9)
    second = slot("10:00", "11:00", seated=3)
    third = slot("11:00", "12:00")
    assert told(0, "09:00", third, [first, second], today=TODAY) == "11:00–11:05"
    assert told(0, "09:20", third, [first, second], today=TODAY) == "11:20–11:25"


@pytest.mark.parametrize("now", ["10:01", "10:03", "10:05"])
def test_nobody_is_expected_in_the_past(now):
    assert told(0, now) == "10:05–10:10"


@pytest.mark.parametrize(("now", "expected_range"), [("10:02", "10:03–10:10"), ("10:03", "10:05–10:10")])
def test_before_a_slot_begins_its_start_counts_and_then_the_next_five_minutes(now, expected_range):
    assert told(0, now, slot("10:03", "11:03")) == expected_range


def test_what_would_be_twelve_hours_after_the_slot_or_later_cannot_be_told():
    """An hour for each: who has 14 ahead may be called in from 22:05 on, who has 15 not before 23:00."""
    hourly = slot(planned=60)
    assert (told(14, "10:00", hourly), told(15, "10:00", hourly)) == ("22:05–02:25", None)
