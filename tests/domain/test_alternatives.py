"""Which places are better, and in which order: the pure ranking."""

from __future__ import annotations

from opd_tui.domain.alternatives import Alternative, rank
from opd_tui.domain.slots import Window

RAO, IYER = 1, 2
MON, TUE, WED = "2026-11-23", "2026-11-24", "2026-11-25"
WANTED = Window(f"{MON}T10:00", f"{MON}T11:00")


def place(slot, doctor, day, time, free=1, waiting=0, ahead=0):
    start, end = f"{day}T{time}", f"{day}T{int(time[:2]) + 1:02}{time[2:]}"
    return Alternative(slot, doctor, f"Dr {doctor}", start, end, free, waiting, ahead)


def ranked(*places, **other):
    asked = {"now": f"{MON}T09:00", **other}
    return [p.slot for p in rank(RAO, WANTED, places, **asked)]


def test_the_four_kinds_come_in_their_order():
    later, next_day = place(4, RAO, MON, "16:00"), place(3, RAO, TUE, "10:00")
    same_time, others = place(2, IYER, MON, "10:00"), place(1, IYER, TUE, "10:00")
    assert ranked(others, same_time, next_day, later) == [4, 3, 2, 1]


def test_within_a_kind_the_earlier_day_comes_first():
    assert ranked(place(1, RAO, WED, "10:00"), place(2, RAO, TUE, "16:00")) == [2, 1]


def test_within_a_day_the_nearest_time_of_day_comes_first():
    assert ranked(*(place(n, RAO, TUE, f"{time}:00") for n, time in ((1, "08"), (2, "15"), (3, "11")))) == [3, 1, 2]


def test_nearness_is_of_hours_and_minutes():
    assert ranked(place(1, RAO, TUE, "09:00"), place(2, RAO, TUE, "10:59"), place(3, RAO, TUE, "09:02")) == [3, 2, 1]


def test_of_two_as_near_the_earlier_comes_first():
    assert ranked(place(1, RAO, TUE, "11:00"), place(2, RAO, TUE, "09:00")) == [2, 1]


def test_later_that_day_the_next_comes_first():
    assert ranked(place(1, RAO, MON, "15:00"), place(2, RAO, MON, "11:00")) == [2, 1]


def test_equals_keep_the_order_in_which_they_were_added():
    assert ranked(*(place(n, doctor, TUE, "10:00") for n, doctor in ((9, 4), (8, 3), (7, 4)))) == [8, 7, 9]


def test_the_same_time_is_any_that_overlaps():
    overlapping = [place(1, IYER, MON, "09:30"), place(2, IYER, MON, "10:30")]
    assert ranked(*overlapping, place(3, IYER, MON, "11:00"), place(4, IYER, MON, "09:00")) == [1, 2]


def test_earlier_on_the_day_or_before_is_none():
    assert ranked(place(1, RAO, MON, "09:00"), place(2, RAO, "2026-11-22", "16:00"), place(3, IYER, MON, "08:00")) == []


def test_an_overlapping_night_of_the_day_before_is_none():
    """It belongs to the day on which it starts."""
    wanted = Window(f"{TUE}T01:00", f"{TUE}T03:00")
    night = Alternative(1, IYER, "Dr Iyer", f"{MON}T22:00", f"{TUE}T02:30", 1, 0)
    assert rank(RAO, wanted, [night], now=f"{MON}T09:00") == ()


def test_the_slot_itself_is_none():
    assert ranked(place(1, RAO, MON, "10:00")) == []


def test_five_are_enough():
    assert ranked(*(place(n, RAO, MON, f"{10 + n}:00") for n in range(1, 8))) == [1, 2, 3, 4, 5]


def test_what_has_ended_is_none():
    places = [place(1, RAO, MON, "11:00"), place(2, RAO, MON, "12:00")]
    assert ranked(*places, now=f"{MON}T12:00") == [2]


def test_what_overlaps_another_token_of_the_patient_is_none():
    held = [Window(f"{MON}T11:30", f"{MON}T11:40")]
    assert ranked(place(1, RAO, MON, "11:00"), place(2, RAO, MON, "12:00"), taken=held) == [2]


def test_a_seat_is_better_than_any_wait():
    assert ranked(place(1, RAO, MON, "11:00", free=0, waiting=1, ahead=1), place(2, IYER, TUE, "10:00"), ahead=9) == [2]


def test_without_any_seat_a_shorter_wait_is_better():
    waits = [place(n, RAO, MON, f"{10 + n}:00", free=0, waiting=9, ahead=n) for n in (1, 2, 3)]
    assert ranked(*waits, ahead=3) == [1, 2]


def test_who_has_a_seat_is_offered_no_wait():
    assert ranked(place(1, RAO, MON, "11:00", free=0, waiting=1, ahead=0), ahead=None) == []
