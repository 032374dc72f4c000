"""The order in which a doctor calls the patients of a day, against the rule said in plain words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.next_patient import Here, in_order_of_call

NOW = "2026-11-26T10:18"
STARTS = ("2026-11-26T09:00", "2026-11-26T10:00", "2026-11-26T11:00", "2026-11-26T12:00")


def here(token: int, slot: int = 1, priority: int = 5, precedence: int = 0) -> Here:
    return Here(token, slot, STARTS[slot], priority, token, precedence)


def called(*people: Here) -> list[int]:
    return [one.token for one in in_order_of_call(people, NOW)]


def test_earlier_slots_come_first_also_after_their_end():
    assert called(here(1, slot=1, priority=2), here(2, slot=0), here(3, slot=0, priority=3)) == [3, 2, 1]


def test_an_emergency_of_any_slot_that_has_begun_comes_first():
    assert called(here(1, slot=0, priority=2), here(2, slot=1, priority=1)) == [2, 1]


def test_an_emergency_of_a_slot_that_has_not_begun_waits_for_its_slot():
    assert called(here(1, slot=2, priority=1), here(2, slot=3), here(3, slot=1), here(4, slot=2)) == [3, 1, 4, 2]


def test_precedence_counts_within_one_slot_and_one_source():
    old, paid, earlier = here(3, precedence=0), here(2, priority=2, precedence=9), here(4, slot=0, precedence=9)
    assert called(here(1, precedence=9), old, paid, earlier) == [4, 2, 3, 1]


def first_in_plain_words(people: list[Here]) -> int:
    """Who is called next of these, found step by step."""
    begun = [one for one in people if one.start <= NOW]
    emergencies = [one for one in begun if one.priority == 1]
    chosen = emergencies or begun or people
    slot = min(one.start for one in chosen)
    of_slot = [one for one in chosen if one.start == slot]
    best = min(one.priority for one in of_slot)
    of_source = [one for one in of_slot if one.priority == best]
    mark = min(one.precedence for one in of_source)
    return min(one.token for one in of_source if one.precedence == mark)


people = st.lists(st.tuples(st.integers(0, 3), st.integers(1, 5), st.integers(0, 2)), max_size=12)


@given(people)
def test_the_whole_order_is_the_next_one_again_and_again(drawn):
    line = [here(token, *one) for token, one in enumerate(drawn)]
    expected, left = [], line
    while left:
        expected.append(first_in_plain_words(left))
        left = [one for one in left if one.token != expected[-1]]
    assert called(*reversed(line)) == expected
