"""A monkey at the desk: text, pastes and held keys in every state, while another desk changes things, do no harm."""

from __future__ import annotations

import asyncio
import shutil
from uuid import uuid4

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from opd_tui.check import checking
from opd_tui.db import connection
from opd_tui.domain.errors import OpdError
from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Arrive, Cancel, ListTokens, NoShow
from opd_tui.runtime import clock, damaged_rows
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import visits
from tests.support.claims import contradicted
from tests.support.desk import SIGNS, Driven, a_desk, locked
from tests.support.factories import RAVI, TODAY, a_patient, a_slot, a_token, booked

OPENING = ("b", "e", "slash", "question_mark", "R", "T", "U", "D", "L", "S", "m", "p", "c", "n", "u", "enter")
OPENING += ("equals_sign", "q", "C", "space", "minus", "d", "tab", "down", "right_square_bracket")
"""Keys that open a form, a list or a question, or go somewhere."""
ACTS = ("i", "d", "C", "o", "plus")
"""Keys that act at once on the resting desk."""
ASKING = ("c", "n", "minus", "d", "C", "space", "i")
"""Keys that act after a question, at least of some tokens."""
TEXTS = (
    "Asha Patil",
    "Aditi kanya",
    "9820012345",
    "Lakshmi Nair 9876543210 34F",
    "+91 98200 54321",
    "N y x 1 y 2",
    "१२३ गीता",
)
"""What people type, scan and paste."""

PHASES = (Phase.explicit, Phase.generate)
"""A walk that fails is read as it is: a shorter one takes minutes to find."""
PARTS = 5
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), st.sampled_from(OPENING)),
        st.tuples(st.sampled_from(["burst", "typed", "paste"]), st.sampled_from(TEXTS)),
        st.tuples(st.just("held"), st.sampled_from(["y", "1", "enter", "n", "space", "x", "d"])),
        st.tuples(st.just("act"), st.sampled_from(ACTS)),
        st.tuples(st.just("agreed"), st.sampled_from(ASKING)),
        st.tuples(st.just("locked"), st.sampled_from((*ACTS, *ASKING))),
        st.tuples(st.just("register"), st.sampled_from(("Asha Patil", "Lakshmi Nair 34F", "98200 12345 Deepak More"))),
        st.tuples(st.just("other"), st.sampled_from(["book", "cancel", "no-show", "arrive", "seat"])),
        st.tuples(st.just("escape"), st.just("")),
    ),
    min_size=4,
    max_size=10,
)


def state():
    """Every token as it is, and the seats of every slot."""
    tokens = [(t.id, t.slot, t.status, t.called, t.arrived, t.out, t.source) for t in queues.tokens(ListTokens())]
    return tokens, [(slot.id, slot.capacity, slot.closed) for slot in queues.summaries()]


def another_desk(what):
    """Something happens at another desk."""
    live = [t.id for t in queues.tokens(ListTokens()) if t.status.live]
    try:
        match what:
            case "book":
                a_token(1, "EMERGENCY", actor=RAVI)
            case "cancel" if live:
                visits.cancel(Cancel(live[0], "phoned"), RAVI)
            case "no-show" if live:
                visits.no_show(NoShow(live[-1]), RAVI)
            case "arrive" if live:
                visits.arrive(Arrive(live[-1]), RAVI)
            case "seat":
                capacity.add_seats(1, 1, RAVI)
    except OpdError:
        pass


def rests(desk: Driven):
    return desk.app.screen is desk.screen and not desk.screen.rests


async def text_changes_nothing(desk: Driven, how, text):
    """Text in a form, a list or a question, and text that comes at once anywhere, changes no token."""
    if how == "typed" and rests(desk):
        return
    before = state()
    if how == "paste":
        await desk.paste(text)
    else:
        desk.typed(text, apart=0 if how == "burst" else 0.12)
        await desk.carried_out()
    assert state() == before, f"{how} {text!r}\n{desk.text}"


async def held_key_changes_one_at_most(desk: Driven, key):
    """A key that is held down answers nothing and acts on one patient at most."""
    before, resting = state()[0], rests(desk)
    if desk.asks and key in ("y", "1"):
        return  # its first press is an answer
    await desk.hold(key)
    after = state()[0]
    changed = sum(one != other for one, other in zip(before, after, strict=False))
    booked_now = len(after) - len(before)
    books = key == "enter" and not resting
    assert booked_now <= books, f"held {key}\n{desk.text}"
    # next: one is done, one is called; who is booked may take one seat
    assert changed <= (2 if resting else booked_now), f"held {key}\n{desk.text}"


async def one_act_one_undo(desk: Driven, key):
    """What one key does on the resting desk, one undo takes back."""
    if not rests(desk):
        return
    before = state()
    await desk.press(key)
    await desk.settled()
    await undone_in_one(desk, key, before)


async def agreed_act_one_undo(desk: Driven, key):
    """What a key does after its question was answered with yes, one undo takes back."""
    if not rests(desk):
        return
    before = state()
    await desk.press(key)
    await desk.settled()
    if not desk.asks:
        await undone_in_one(desk, key, before)
        return
    await desk.press("1")
    await desk.settled()
    await undone_in_one(desk, key, before)


async def undone_in_one(desk: Driven, key, before):
    """One `u` puts back what was before."""
    if state() == before or not rests(desk):
        return
    await desk.press("u")
    await desk.until(lambda: desk.asks)
    await desk.press("1")
    await desk.until(lambda: rests(desk))
    await desk.settled()
    assert state() == before, f"{key} and u\n{desk.text}"


async def key_while_locked(desk: Driven, key, path):
    """A key pressed while another program keeps the database locked acts once, or says that it did nothing."""
    if not rests(desk):
        return
    before = state()
    with locked(path):
        desk.typed(SIGNS.get(key, key))
        await desk.until(lambda: desk.app.keyboard._since is not None or desk.keys_carried_out)
    await desk.carried_out()
    if not rests(desk):
        return
    await undone_in_one(desk, key, before)


async def text_books_its_patient(desk: Driven, text):
    """What is typed into the entry and sent books or checks in one patient: the one who is said."""
    if not rests(desk):
        return
    await desk.press("b")
    if not desk.form_open:
        return
    before = state()[0]
    desk.typed(text, apart=0.12)
    await desk.carried_out()
    await desk.press("enter")
    await desk.settled()
    after = state()[0]
    assert len(after) - len(before) <= 1, f"{text}\n{desk.text}"
    if rests(desk) and len(after) > len(before):
        assert contradicted(desk.status) == [], desk.text


async def says_what_is(desk: Driven):
    """What the line says is so, once what other desks did was read."""
    if rests(desk):
        await desk.until(lambda: not contradicted(desk.status))


async def walk(steps, path):
    async with a_desk() as desk:
        await desk.settled()
        for kind, what in steps:
            if not desk.app.is_running:
                return
            match kind:
                case "open":
                    if rests(desk):
                        await desk.press(what)
                case "act":
                    await one_act_one_undo(desk, what)
                case "held":
                    await held_key_changes_one_at_most(desk, what)
                case "other":
                    another_desk(what)
                case "agreed":
                    await agreed_act_one_undo(desk, what)
                case "locked":
                    await key_while_locked(desk, what, path)
                case "register":
                    await text_books_its_patient(desk, what)
                case "escape":
                    await desk.press("escape")
                case _:
                    await text_changes_nothing(desk, kind, what)
            await desk.settled()
            await says_what_is(desk)
        for _ in range(6):
            if not rests(desk):
                await desk.press("escape")
                await desk.settled()
        await shows_what_is(desk)


async def shows_what_is(desk: Driven):
    """Once nothing is asked, the desk shows the queues as they are in the database."""
    await desk.until(lambda: rests(desk))
    slot = desk.screen.selection.query.slot

    def as_it_is():
        shown = desk.queue("active")
        return slot is None or shown == [t.number for t in queues.slot(ShowSlot(slot)).active][: len(shown)]

    await desk.until(as_it_is)


def walks(tmp_path, empty, steps):
    path = tmp_path / f"{uuid4().hex}.db"
    shutil.copy(empty, path)
    connection.connect(str(path))
    clock.set_local(f"{TODAY}T10:05")
    try:
        slot = a_slot(seats=2)
        for name in ("Asha Patil", "Ravi Kumar", "Meena Shah", "Joseph Mathew"):
            booked(slot.id, patient=a_patient(name).id)
        a_token(a_slot(3, slot.doctor, "12:00", "13:00").id, "ONLINE")
        asyncio.run(walk(steps, path))
        assert checking.check() == ()
    finally:
        connection.close()
        clock.replace(None)
        clock.use_zone("UTC")
        damaged_rows.take()


@settings(max_examples=12, phases=PHASES)
@given(steps=STEPS)
def test_a_monkey_does_no_harm(tmp_path, empty_database, steps):
    walks(tmp_path, empty_database, steps)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_a_monkey_does_no_harm_at_length(tmp_path, empty_database, part):
    """500 walks in parts, so that several processes share them."""

    @seed(part)
    @settings(max_examples=500 // PARTS, phases=PHASES, derandomize=False)
    @given(steps=STEPS)
    def walked(steps):
        walks(tmp_path, empty_database, steps)

    walked()


def test_a_sentence_that_is_not_so_is_found(database):
    slot = a_slot(seats=1)
    a_token(slot.id), a_token(slot.id)
    assert contradicted("10:05 №1 Asha Patil has a seat. №2 Ravi Kumar is 1st on the waiting list.") == []
    assert contradicted("№2 Ravi Kumar has a seat.") == ["№2 has (?:a|the) seat"]
    assert contradicted("№2 Ravi Kumar is 2nd on the waiting list.") == ["№2 is 2 on the waiting list"]
