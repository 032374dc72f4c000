"""What is told of a slot: its day, its seats, its name in a sentence."""

from __future__ import annotations

import pytest

from opd_tui.domain.slots import SlotSummary, slot_label

NIGHT = ("2026-11-23T22:00", "2026-11-24T02:30")


def a_summary(capacity=5, completed=0, active=0, waiting=0):
    return SlotSummary(1, 1, "Dr Rao", *NIGHT, capacity, completed, active, called=0, waiting=waiting)


@pytest.mark.parametrize(
    ("counts", "taken", "free"),
    [
        ({}, 0, 5),
        ({"active": 3}, 3, 2),
        ({"active": 1, "completed": 3}, 4, 1),
        ({"active": 2, "completed": 3, "waiting": 4}, 5, 0),
        ({"active": 2, "completed": 3, "capacity": 4}, 5, -1),
    ],
)
def test_a_seat_is_taken_by_who_has_it_and_by_who_was_seen_in_it(counts, taken, free):
    slot = a_summary(**counts)
    assert (slot.taken, slot.free) == (taken, free)


def test_a_slot_is_of_the_day_on_which_it_starts():
    assert a_summary().day == "2026-11-23"


def test_a_sentence_names_a_slot_by_its_doctor_and_its_times():
    assert a_summary().label == slot_label("Dr Rao", *NIGHT) == "Dr Rao 22:00–02:30"
