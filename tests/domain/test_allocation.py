"""The rules on their own: one move at a time comes to what sort and cut says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opd_tui.domain.actions import TRANSITIONS, Action
from opd_tui.domain.allocation import NEWCOMER_ARRIVAL, Standing, keeps_seats, newcomer, next_step, place, seated
from opd_tui.domain.slots import Window
from opd_tui.domain.tokens import PRIORITY, Source, Status


@st.composite
def queues(draw):
    """Any active and waiting tokens of a slot, lawfully placed or not, some held, and seats for the called ones."""
    arrivals = draw(st.lists(st.integers(1, 20).map(lambda n: 2 * n), unique=True, max_size=12))
    active, waiting = set(), set()
    for arrival in arrivals:
        standing = Standing(draw(st.integers(1, 5)), arrival, token=100 - arrival)
        where = draw(st.sampled_from(["active", "called", "waiting"]))
        held = where != "waiting" and draw(st.booleans())
        (waiting if where == "waiting" else active).add(standing._replace(called=where == "called", keeps_seat=held))
    pins = sum(s.called for s in active)
    return active, waiting, pins + draw(st.integers(0, 8))


def rank(standing):
    return standing.rank


def worst(active):
    return max((s for s in active if not s.called), key=rank, default=None)


def best(waiting):
    return min(waiting, key=rank, default=None)


def settle(active, waiting, seats, hall=False):
    active, waiting = set(active), set(waiting)
    for _ in range(100):
        step = next_step(seats - len(active), worst(active), best(waiting))
        if step is None:
            return active, waiting
        if step.preempt:
            active.remove(step.preempt)
            waiting.add(step.preempt._replace(keeps_seat=False))
        if step.promote:
            waiting.remove(step.promote)
            active.add(step.promote._replace(keeps_seat=hall and step.promote.token % 3 == 0))
    raise AssertionError("does not come to rest")


def tokens(standings):
    return {s.token for s in standings}


@given(queues(), st.booleans())
def test_moves_one_at_a_time_come_to_sort_and_cut(state, hall):
    """In a hall where some have arrived, who is promoted is held, and who is preempted no more."""
    active, waiting, seats = state
    settled, _ = settle(active, waiting, seats, hall)
    assert tokens(settled) == seated(active | waiting, seats)


@given(queues())
def test_a_slot_at_rest_has_no_next_move(state):
    active, waiting, seats = state
    rest = seated(active | waiting, seats)
    active, waiting = (
        {s for s in active | waiting if s.token in rest},
        {s for s in active | waiting if s.token not in rest},
    )
    assert next_step(seats - len(active), worst(active), best(waiting)) is None


@given(
    queues(),
    st.integers(1, 5),
    st.none() | st.integers(0, 20).map(lambda n: 2 * n + 1),
    st.booleans(),
    st.booleans(),
)
def test_placing_one_more_equals_sort_and_cut(state, priority, arrival, called, held):
    """Both for a newcomer and for one that undo brings back with its old arrival, and perhaps its call or its hold."""
    active, waiting, seats = state
    active, waiting = settle(active, waiting, seats)
    entering = newcomer(priority) if arrival is None else Standing(priority, arrival, 1000, called, held)
    placed = place(entering, seats - len(active), worst(active), best(waiting))
    if entering.called and seats - sum(s.called for s in active) < 1:
        entering = entering._replace(called=False)
    expected = seated(active | waiting | {entering}, seats)
    now = tokens(active - {placed.victim}) | ({entering.token} if placed.status is Status.ACTIVE else set())
    assert now == expected


@given(queues())
def test_the_called_keep_their_seats(state):
    active, waiting, seats = state
    called = {s.token for s in active if s.called}
    settled, _ = settle(active, waiting, seats)
    assert called <= tokens(settled)


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 30), st.booleans()), unique_by=lambda one: one[1]))
def test_the_order_is_total(ones):
    standings = [Standing(priority, arrival, arrival, keeps_seat=keeps) for priority, arrival, keeps in ones]
    ordered = sorted(standings, key=rank)
    assert all(a.before(b) and not b.before(a) for a, b in pairwise(ordered))
    assert not any(a.before(a) for a in ordered)


@pytest.mark.parametrize("priority", range(1, 6))
def test_equal_priority_never_preempts(priority):
    assert place(newcomer(priority), 0, Standing(priority, 99, 1)) == (Status.WAITING, None)


@pytest.mark.parametrize("priority", range(1, 5))
def test_better_priority_preempts(priority):
    sitting = Standing(priority + 1, 1, 1)
    assert place(newcomer(priority), 0, sitting) == (Status.ACTIVE, sitting)


def test_a_preempted_token_stands_ahead_of_equals_that_came_later():
    preempted, later = Standing(5, 1, 1), Standing(5, 2, 2)
    assert seated([Standing(1, 3, 3), later, preempted], 2) == {3, 1}


def test_a_newcomer_stands_behind_its_equals_and_is_no_token_yet():
    assert newcomer(3) == Standing(3, NEWCOMER_ARRIVAL, 0)
    assert Standing(3, 1_000_000_000, 7).before(newcomer(3))


@pytest.mark.parametrize(
    ("entering", "status"),
    [
        (Standing(2, 9, 9), Status.ACTIVE),
        (Standing(3, 4, 9), Status.ACTIVE),
        (Standing(3, 9, 9), Status.WAITING),
        (Standing(4, 1, 9), Status.WAITING),
        (Standing(4, 1, 9, called=True), Status.ACTIVE),
    ],
)
def test_a_free_seat_is_the_first_waiters_unless_the_entering_one_is_better_or_called(entering, status):
    waiter = Standing(3, 5, 5)
    assert place(entering, 1, None, waiter) == (status, None)


def test_who_loses_a_seat_and_who_gains_it_move_in_one_step():
    worst, best = Standing(5, 1, 1), Standing(2, 2, 2)
    assert next_step(0, worst, best) == (worst, best)
    assert next_step(1, worst, best) == (None, best)
    assert next_step(-1, worst, best) == (worst, None)


@pytest.mark.parametrize("priority", range(2, 6))
def test_one_who_is_held_gives_way_to_an_emergency_alone(priority):
    sitting = Standing(5, 1, 1, keeps_seat=True)
    assert place(newcomer(priority), 0, sitting).status is Status.WAITING
    assert place(newcomer(1), 0, sitting) == (Status.ACTIVE, sitting)


def test_among_the_held_priority_and_arrival_decide():
    held = [Standing(5, 1, 1, keeps_seat=True), Standing(2, 9, 9, keeps_seat=True), Standing(5, 2, 2, keeps_seat=True)]
    assert seated([*held, Standing(1, 10, 10)], 3) == {10, 9, 1}


def test_being_held_makes_no_emergency_worse_or_better():
    assert Standing(1, 2, 2, keeps_seat=True).rank == Standing(1, 2, 2).rank


@pytest.mark.parametrize(
    ("hold", "now", "held"),
    [(True, "09:59", False), (True, "10:00", True), (True, "11:30", True), (False, "10:30", False)],
)
def test_arrived_tokens_are_held_from_the_start_of_a_slot_where_the_hospital_wants_it(hold, now, held):
    assert keeps_seats(hold, "2026-11-23T10:00", f"2026-11-23T{now}") is held


def test_a_slot_with_every_seat_pinned_takes_nobody():
    assert place(newcomer(1), 0, None) == (Status.WAITING, None)


def test_a_slot_oversold_by_pins_alone_comes_to_rest():
    assert next_step(-1, None, Standing(1, 1, 1)) is None


def test_the_sources_best_first():
    assert [s.value for s in Source] == ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"]
    assert [PRIORITY[s.value] for s in Source] == [s.priority for s in Source] == [1, 2, 3, 4, 5]


A, W, D, C, N = Status.ACTIVE, Status.WAITING, Status.COMPLETED, Status.CANCELLED, Status.NO_SHOW
BY_DESIGN = {  # DESIGN.md's table, with the two changes that keep a live token live: call and set-source
    Action.BOOK: {(None, A), (None, W)},
    Action.PROMOTE: {(W, A)},
    Action.PREEMPT: {(A, W)},
    Action.CANCEL: {(A, C), (W, C)},
    Action.NO_SHOW: {(A, N), (W, N)},
    Action.COMPLETE: {(A, D)},
    Action.CALL: {(A, A)},
    Action.ARRIVE: {(A, A), (A, W), (W, A), (W, W)},
    Action.SET_SOURCE: {(A, A), (A, W), (W, A), (W, W)},
    Action.MOVE: {(A, A), (A, W), (W, A), (W, W)},
    Action.UNDO: {(before, after) for before in (A, W, D, C, N) for after in (A, W, C)},
}


@pytest.mark.parametrize("action", BY_DESIGN, ids=str)
def test_transitions_are_those_of_the_design(action):
    before, after = TRANSITIONS[action]
    assert {(b, a) for b in before for a in after} == BY_DESIGN[action]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("09:00", "10:00", False),
        ("11:00", "12:00", False),
        ("09:00", "10:01", True),
        ("10:59", "12:00", True),
        ("10:15", "10:45", True),
        ("09:00", "12:00", True),
        ("10:00", "11:00", True),
    ],
)
def test_windows_are_half_open(start, end, expected):
    day = "2026-11-23T"
    ten = Window(day + "10:00", day + "11:00")
    other = Window(day + start, day + end)
    assert ten.overlaps(other) is other.overlaps(ten) is expected


def test_a_window_past_midnight_belongs_to_the_day_it_starts():
    assert Window("2026-11-23T23:00", "2026-11-24T01:00").day == "2026-11-23"
