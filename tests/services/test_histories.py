"""Random mornings at two desks, against a model that knows nothing but DESIGN.md."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.factories import ASHA, RAVI
from tests.support.mornings import CalledFirst, InTheHall, Morning
from tests.support.plain_model import SOURCES

HISTORIES = settings(
    max_examples=30,
    stateful_step_count=40,
    phases=[Phase.generate, Phase.shrink],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)

MORNINGS = pytest.mark.parametrize("morning", [Morning, InTheHall, CalledFirst])


@pytest.mark.parametrize("morning", [Morning, InTheHall, pytest.param(CalledFirst, marks=pytest.mark.long)])
def test_every_short_history_keeps_the_one_rule(database, morning):
    run_state_machine_as_test(morning, settings=settings(HISTORIES, max_examples=4, stateful_step_count=25))


@pytest.mark.long
@MORNINGS
def test_every_history_keeps_the_one_rule(database, engine, morning):
    examples = {"sqlite": 150, "postgres": 30}[engine]  # there each step takes six times as long
    run_state_machine_as_test(morning, settings=settings(HISTORIES, max_examples=examples))


STEPS = {  # how often each is taken in a long day, and the arguments it wants
    "book": (4, ["slot", "some", "source", "actor"]),
    "book_and_open_a_seat": (1, ["slot", "some", "source", "actor"]),
    "leave": (4, ["some", "actor", "end"]),
    "arrive": (3, ["some", "actor"]),
    "see": (5, ["some", "actor", "action"]),
    "call_next": (1, ["slot", "actor"]),
    "next": (3, ["some", "actor", "nobody"]),
    "step_out": (2, ["some", "actor"]),
    "take_a_check_in_back": (1, ["some", "actor"]),
    "set_source": (2, ["some", "source", "actor"]),
    "move": (3, ["slot", "some", "actor"]),
    "set_capacity": (3, ["slot", "seats", "actor"]),
    "undo_own": (4, ["actor"]),
    "undo_of_a_token": (5, ["actor", "some"]),
}


@MORNINGS
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.long) for n in range(1, 20))])
def test_a_long_day_keeps_the_one_rule(database, morning, seed):
    """Hypothesis finds short histories and shrinks them; these are long, and evenly mixed."""
    chance = random.Random(seed)
    draw = {
        "slot": lambda: chance.choice([1, 1, 1, 2]),
        "some": lambda: chance.randrange(1000),
        "source": lambda: chance.choice(SOURCES),
        "actor": lambda: chance.choice([ASHA, RAVI]),
        "end": lambda: chance.choice(["cancel", "no-show"]),
        "nobody": lambda: chance.random() < 0.3,
        "action": lambda: chance.choice(["call", "call", "complete"]),
        "seats": lambda: chance.choice([0, 1, 1, 2, 2, 3, 4]),
    }
    day = morning()
    try:
        day.open_the_day(seats=(2, 1), sources=["WALKIN", "PAID", "ONLINE"])
        for step in chance.choices(list(STEPS), [weight for weight, _ in STEPS.values()], k=120):
            getattr(day, step)(**{name: draw[name]() for name in STEPS[step][1]})
            day.the_queues_are_those_of_the_model()
            day.every_token_is_as_the_model_has_it()
            day.nothing_is_found_by_the_check()
    finally:
        day.teardown()
