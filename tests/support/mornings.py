"""Random steps of two desks, each done to the desk and to the plain model, and the answers compared."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.domain import errors
from opd_tui.domain.policy import Policy
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import SetCapacity, ShowSlot
from opd_tui.domain.requests.tokens import Arrive, Book, Call, Cancel, Move, Next, NoShow, SetSource, StepOut, Undo
from opd_tui.runtime import clock, policy
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity
from opd_tui.services.tokens import booking, moving, next_patient, visits
from opd_tui.services.undo import undo
from tests.support import server
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, call, complete
from tests.support.plain_model import SOURCES, Change, Model, Person

PATIENTS, SLOTS = 6, 2


def rows(query):
    return connection.current().database.execute_sql(query).fetchall()


def dump():
    """Every row of every table."""
    return {t: rows(f'SELECT * FROM "{t._meta.table_name}" ORDER BY 1') for t in tables.TABLES}


def ids(tokens):
    return [t.id for t in tokens]


class Morning(RuleBasedStateMachine):
    """Each rule does one thing to the desk and to the model, and compares the answers."""

    @initialize(
        seats=st.tuples(st.integers(1, 3), st.just(1)),
        sources=st.lists(st.sampled_from(SOURCES), min_size=3, max_size=5),
    )
    def open_the_day(self, seats, sources):
        self.outer = connection.current().database.atomic()
        self.outer.__enter__()
        server.count_from_one()
        self.model = self.at_ease()
        doctor = a_doctor().id
        for hour, count in zip((10, 11), seats, strict=True):
            slot = a_slot(count, doctor, f"{hour}:00", f"{hour + 1}:00")
            self.model.capacity[slot.id] = count
        self.patients = self.who_may_come()
        for patient, source in enumerate(sources):
            self.booked(1, patient, source, (ASHA, RAVI)[patient % 2])
            self.model.rest()

    def at_ease(self):
        return Model()

    def who_may_come(self):
        return [a_patient().id for _ in range(PATIENTS)]

    def teardown(self):
        if hasattr(self, "outer"):
            self.outer.__exit__(StopIteration, None, None)  # an error: roll back

    # -- the steps

    slots = st.integers(1, SLOTS)
    actors = st.sampled_from([ASHA, RAVI])
    some = st.integers(0, 99)
    source = st.sampled_from(SOURCES)

    def pick(self, some, *suited):
        """One of the tokens whose status is suited, or now and then just any token, or none (None)."""
        everybody = list(self.model.people.values())
        people = [p for p in everybody if self.model.status(p) in suited]
        if some % 10 == 9 or not people:
            people = [*everybody, None]
        return people[some // 10 % len(people)]

    @contextmanager
    def refused(self, error):
        """The step is refused with just that error, and no row of any table has changed."""
        before = dump()
        with pytest.raises(error):
            yield
        assert dump() == before

    @contextmanager
    def moving(self, *slots):
        """Collects an answer's moves and holds them against who moved in the model."""
        model = self.model
        before = {slot: (set(model.active(slot)), set(model.waiting(slot))) for slot in slots}
        answer = {}
        yield answer
        after = {slot: (set(model.active(slot)), set(model.waiting(slot))) for slot in slots}
        if "promoted" in answer:
            assert set(ids(answer["promoted"])) == set().union(*(before[s][1] & after[s][0] for s in slots))
        if "preempted" in answer:
            assert set(ids(answer["preempted"])) == set().union(*(before[s][0] & after[s][1] for s in slots))

    def did(self, actor, action, subject, before=None, operation=None):
        self.model.open_changes.append(Change(actor.name, action, subject, before, operation or object()))

    def ends(self, actor, action, person, operation=None):
        """The token leaves its seat, the room and the hall."""
        before = person.called, self.model.status(person) == "ACTIVE", person.out
        self.did(actor, action, person.id, before, operation)
        end = {"cancel": "CANCELLED", "no-show": "NO_SHOW", "complete": "COMPLETED"}[action]
        person.end, person.called, person.out = end, False, False

    def is_called(self, actor, person, operation=None):
        """The patient is in the room, and so checked in."""
        self.did(actor, "call", person.id, (person.arrived, person.out), operation)
        person.called, person.arrived, person.out = True, True, False

    @rule(slot=slots, some=some, source=source, actor=actors)
    def book(self, slot, some, source, actor):
        self.booked(slot, self.whom(slot, some), source, actor)

    @rule(slot=slots, some=some, source=source, actor=actors)
    def book_and_open_a_seat(self, slot, some, source, actor):
        self.booked(slot, self.whom(slot, some), source, actor, open_seat=True)

    @rule(slot=slots, some=some, source=source, actor=actors, key=st.sampled_from("abc"), again=st.booleans())
    def book_on_request(self, slot, some, source, actor, key, again):
        payload = (slot, self.whom(slot, some), source)
        if key not in self.model.requests:
            self.booked(*payload, actor, key=key)
            return
        first, token = self.model.requests[key]
        if not again and first != payload:
            with self.refused(errors.RequestReused):
                self.ask(*payload, actor, key=key)
            return
        before = dump()
        answer = self.ask(*first, actor, key=key)
        assert (answer.replayed, answer.preempted, answer.token) == (True, None, queues.token(token))
        assert dump() == before

    def whom(self, slot, some):
        """A patient who holds no token there, or now and then just any."""
        free = [p for p in range(PATIENTS) if not self.model.holds(slot, p)]
        people = range(PATIENTS) if some % 10 == 9 or not free else free
        return people[some // 10 % len(people)]

    def ask(self, slot, patient, source, actor, key=None, open_seat=False):
        asked = Book(slot, source, self.patients[patient], request=key, open_seat=open_seat)
        return booking.book(asked, actor)

    def booked(self, slot, patient, source, actor, key=None, open_seat=False):
        model = self.model
        if model.holds(slot, patient):
            with self.refused(errors.DuplicateToken):
                self.ask(slot, patient, source, actor, key, open_seat)
            return
        given = source
        if source in ("ONLINE", "WALKIN") and model.seen(patient):
            source = "FOLLOWUP"
        with self.moving(slot) as answer:
            done = self.ask(slot, patient, given, actor, key, open_seat)
            arrival = 1 + max((p.arrival for p in model.people.values()), default=0)
            at_the_desk = slot in model.soon and given in ("WALKIN", "EMERGENCY")
            made = Person(done.token.id, slot, patient, source, arrival, arrived=at_the_desk)
            assert made.id not in model.people
            assert done.token.number == len(model.people) + 1
            assert not done.replayed
            model.people[made.id] = made
            at_once = object()
            if open_seat and model.status(made) == "WAITING":
                self.did(actor, "set-capacity", -slot, model.capacity[slot], at_once)
                model.capacity[slot] += 1
            self.did(actor, "book", made.id, operation=at_once)
            assert done.token.status == model.status(made)
            answer["preempted"] = [done.preempted] if done.preempted else []
        if key:
            model.requests[key] = ((slot, patient, given), made.id)

    @rule(some=some, actor=actors, end=st.sampled_from(["cancel", "no-show"]))
    def leave(self, some, actor, end):
        act = {
            "cancel": lambda t: visits.cancel(Cancel(t, "phoned"), actor),
            "no-show": lambda t: visits.no_show(NoShow(t), actor),
        }
        person = self.pick(some, "ACTIVE", "WAITING")
        if person is None or person.end:
            with self.refused(errors.NotLive if person else errors.UnknownToken):
                act[end](person.id if person else 99)
            return
        with self.moving(person.slot) as answer:
            done = act[end](person.id)
            self.ends(actor, end, person)
            answer["promoted"] = [done.promoted] if done.promoted else []
            answer["preempted"] = []

    @rule(some=some, actor=actors, action=st.sampled_from(["call", "complete"]))
    def see(self, some, actor, action):
        act = {"complete": complete, "call": call}[action]
        person = self.pick(some, "ACTIVE")
        if person is None or self.model.status(person) != "ACTIVE":
            error = errors.UnknownToken if person is None else errors.NotLive if person.end else errors.NotActive
            with self.refused(error):
                act(person.id if person else 99, actor)
            return
        if action == "complete":
            self.ends(actor, action, person)
        elif not person.called:
            self.is_called(actor, person)
        assert act(person.id, actor).id == person.id

    @rule(some=some, actor=actors)
    def arrive(self, some, actor):
        person = self.pick(some, "ACTIVE", "WAITING")
        if person is None or person.end:
            with self.refused(errors.NotLive if person else errors.UnknownToken):
                visits.arrive(Arrive(person.id if person else 99), actor)
            return
        if not person.arrived:
            self.did(actor, "arrive", person.id, person.out)
        person.arrived, person.out = True, False
        assert visits.arrive(Arrive(person.id), actor).arrived

    @rule(some=some, actor=actors)
    def take_a_check_in_back(self, some, actor):
        person = self.pick(some, "ACTIVE", "WAITING")
        error = errors.UnknownToken if person is None else errors.NotLive if person.end else None
        if error or person.called:
            with self.refused(error or errors.StillInRoom):
                visits.arrive(Arrive(person.id if person else 99, arrived=False), actor)
            return
        if person.arrived:
            before = person.called, self.model.status(person) == "ACTIVE"
            self.did(actor, "remove-arrival", person.id, before)
        person.arrived = False
        done = visits.arrive(Arrive(person.id, arrived=False), actor)
        assert (done.arrived, done.status) == (False, self.model.status(person))

    @rule(some=some, actor=actors)
    def step_out(self, some, actor):
        person = self.pick(some, "ACTIVE", "WAITING")
        error = errors.UnknownToken if person is None else errors.NotLive if person.end else None
        if error or not (person.arrived or person.out):
            with self.refused(error or errors.NotHere):
                visits.step_out(StepOut(person.id if person else 99), actor)
            return
        with self.moving(person.slot) as answer:
            done = visits.step_out(StepOut(person.id), actor)
            if not person.out:
                self.did(actor, "step-out", person.id, (person.called, self.model.status(person) == "ACTIVE"))
            person.called, person.arrived, person.out = False, False, True
            assert (done.token.out, done.token.status) == (True, self.model.status(person))
            answer["promoted"] = [done.promoted] if done.promoted else []
            answer["preempted"] = [done.preempted] if done.preempted else []

    @rule(some=some, actor=actors, nobody=st.booleans())
    def next(self, some, actor, nobody):
        model, inside = self.model, self.model.in_the_room()
        seen = None if nobody else self.pick(some, "ACTIVE") if some % 2 or not inside else model.people[inside[0]]
        if (nobody and inside) or (not nobody and (seen is None or seen.id not in inside)):
            with self.refused(errors.RoomTaken if nobody else errors.NotInRoom if seen else errors.UnknownToken):
                next_patient.next_patient(Next(1, None if nobody else seen.id if seen else 99), actor)
            return
        at_once = object()
        done = next_patient.next_patient(Next(1, seen.id if seen else None), actor)
        if seen:
            self.ends(actor, "complete", seen, at_once)
        assert (done.completed.id if done.completed else None) == (seen.id if seen else None)
        called = model.next()
        assert (done.called.id if done.called else None) == (called.id if called else None)
        if called:
            self.is_called(actor, called, at_once)

    @rule(slot=slots, actor=actors)
    def call_next(self, slot, actor):
        people = self.model.people
        uncalled = [people[t] for t in self.model.in_order_of_call(slot) if not (people[t].called or people[t].out)]
        first = next((p for p in uncalled if p.arrived), uncalled[0] if uncalled else None)
        called = visits.call(Call(slot=slot), actor)
        assert (called.id if called else None) == (first.id if first else None)
        if first:
            self.is_called(actor, first)

    @rule(some=some, source=source, actor=actors)
    def set_source(self, some, source, actor):
        person = self.pick(some, "ACTIVE", "WAITING")
        if person is None or person.end:
            with self.refused(errors.NotLive if person else errors.UnknownToken):
                visits.set_source(SetSource(person.id if person else 99, source), actor)
            return
        with self.moving(person.slot) as answer:
            done = visits.set_source(SetSource(person.id, source), actor)
            if person.source != source:
                self.did(actor, "set-source", person.id, person.source)
            person.source = source
            answer["promoted"] = [done.promoted] if done.promoted else []
            answer["preempted"] = [done.preempted] if done.preempted else []

    @rule(slot=slots, some=some, actor=actors)
    def move(self, slot, some, actor):
        person, model = self.pick(some, "ACTIVE", "WAITING"), self.model
        error = self.why_not_moved(person, slot)
        if error:
            with self.refused(error):
                moving.move(Move(person.id if person else 99, slot), actor)
            return
        with self.moving(person.slot, slot) as answer:
            done = moving.move(Move(person.id, slot), actor)
            before = person.slot, person.arrival, model.status(person) == "ACTIVE", person.out
            self.did(actor, "move", person.id, before)
            person.slot, person.arrival = slot, 1 + max(p.arrival for p in model.people.values())
            person.out = False
            model.seated.discard(person.id)
            assert done.token.status == model.status(person)
            answer["promoted"] = [done.promoted] if done.promoted else []
            answer["preempted"] = [done.preempted] if done.preempted else []

    def why_not_moved(self, person, slot):
        if person is None:
            return errors.UnknownToken
        if person.end:
            return errors.NotLive
        if person.slot == slot or person.called:
            return errors.BadRequest
        return errors.DuplicateToken if self.model.holds(slot, person.patient) else None

    @rule(slot=slots, seats=st.integers(0, 4), actor=actors)
    def set_capacity(self, slot, seats, actor):
        model = self.model
        if seats < 1 or (seats != model.capacity[slot] and seats < model.completed(slot) + model.pins(slot)):
            with self.refused(errors.CapacityInUse if seats else errors.BadCapacity):
                capacity.set_capacity(SetCapacity(slot, seats), actor)
            return
        with self.moving(slot) as answer:
            done = capacity.set_capacity(SetCapacity(slot, seats), actor)
            if seats != model.capacity[slot]:
                self.did(actor, "set-capacity", -slot, model.capacity[slot])
            model.capacity[slot] = seats
            answer["promoted"], answer["preempted"] = done.promoted, done.preempted

    @rule(actor=actors)
    def undo_own(self, actor):
        self.undone(actor, None)

    @rule(actor=actors, some=some)
    def undo_of_a_token(self, actor, some):
        person = self.pick(some, "CANCELLED", "NO_SHOW", "COMPLETED")
        self.undone(actor, person.id if person else None)

    def undone(self, actor, token):
        model = self.model
        found = model.chosen(actor, token)
        if all(model.is_blocked(change) for change in found):
            with self.refused(errors.CannotUndo if found else errors.NothingToUndo):
                undo.undo(Undo(token=token), actor)
            return
        seen = undo.preview(Undo(token=token), actor)
        main = next((change for change in reversed(found) if change.subject > 0), found[-1])
        took_check_in_away = main.action in ("remove-arrival", "step-out")
        waited = took_check_in_away and model.status(model.people[main.subject]) == "WAITING"
        with self.moving(*self.slots_of(found)) as answer:
            done = undo.undo(Undo(token=token, event=seen.event), actor)
            back = []
            for change in found:
                if model.is_blocked(change):
                    change.left = True
                else:
                    model.reverse(change)
                    back.append(change.subject)
            assert done.undone == main.action == seen.action
            assert (done.token.id if done.token else None) == next((each for each in reversed(back) if each > 0), None)
            answer["promoted"], answer["preempted"] = done.promoted, done.preempted
            if waited and done.token.status == "ACTIVE":
                answer["promoted"] = *done.promoted, done.token  # it comes back to its seat, and is named as itself

    def slots_of(self, changes):
        """The slots that putting these back may concern."""
        now = {-c.subject if c.subject < 0 else self.model.people[c.subject].slot for c in changes}
        return now | {c.before[0] for c in changes if c.action == "move"}

    # -- what holds after every step

    @invariant()
    def the_queues_are_those_of_the_model(self):
        self.model.rest()
        for slot, seats in self.model.capacity.items():
            there = queues.slot(ShowSlot(slot))
            assert ids(there.active) == self.model.in_order_of_call(slot)
            assert [queues.position(token) for token in there.active] == list(range(len(there.active)))
            assert ids(there.waiting) == self.model.waiting(slot)
            assert (there.head.capacity, there.head.completed) == (seats, self.model.completed(slot))

    @invariant()
    def every_token_is_as_the_model_has_it(self):
        here, model = "arrived_at IS NOT NULL, stepped_out_at IS NOT NULL", self.model
        there = rows(f"SELECT id, slot_id, status, source, called, {here} FROM token ORDER BY id")
        people = model.people.values()
        assert there == [(p.id, p.slot, model.status(p), p.source, p.called, p.arrived, p.out) for p in people]

    @invariant()
    def nothing_is_found_by_the_check(self):
        assert checking.check() == ()


class InTheHall(Morning):
    """The same at half past ten in a hospital that holds arrived patients: slot 1 is under way, slot 2 begins soon."""

    def at_ease(self):
        clock.set_local("2026-11-23T10:30")
        policy.use(Policy(hold_arrived=True))
        return Model(soon=(1, 2), hold=(1,), begun=(1,))


class CalledFirst(InTheHall):
    """The same where some patients are called first: nobody gets or loses a seat by it."""

    def at_ease(self):
        model = super().at_ease()
        policy.use(Policy(hold_arrived=True, precedence=True))
        model.precedence = {1: 0, 2: 1, 3: 2, 4: 3}
        return model

    def who_may_come(self):
        disabled, pregnant = {"age": 79, "precedence": "disability"}, {"precedence": "pregnant"}
        known = [{}, {"age": 80}, disabled, pregnant, {"age": 60}, {"age": 59}]
        return [records.register(NewPatient("Asha Patil", **about), ASHA).id for about in known]
