"""The rules of DESIGN.md stated plainly, and the day as they have it: sort, cut."""

from __future__ import annotations

from dataclasses import dataclass, field

SOURCES = ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"]


@dataclass
class Person:
    """A token of the model."""

    id: int
    slot: int
    patient: int
    source: str
    arrival: int
    called: bool = False
    arrived: bool = False
    out: bool = False
    end: str | None = None  # CANCELLED, NO_SHOW or COMPLETED; None while it is live


@dataclass(eq=False)
class Change:
    """What somebody did and may put back. `subject` is a token's id, or minus a slot's id."""

    actor: str
    action: str
    subject: int
    before: object
    operation: object  # the same for what was done at once
    left: bool = False  # it could not go back when the rest of its operation did


@dataclass
class Model:
    """The design's rules, stated plainly. Slots are 1 and 2 of one doctor on one day."""

    capacity: dict[int, int] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    open_changes: list[Change] = field(default_factory=list)
    requests: dict[str, tuple[tuple, int]] = field(default_factory=dict)
    soon: tuple[int, ...] = (1,)  # the slots for which whoever books at the desk has arrived
    hold: tuple[int, ...] = ()  # the slots under way whose arrived tokens in a seat are held
    precedence: dict[int, int] = field(default_factory=dict)  # the patients who are called first, the least first
    seated: set[int] = field(default_factory=set)  # who had a seat before the step that is under way
    begun: tuple[int, ...] = ()  # the slots that have begun

    def live(self, slot):
        found = [p for p in self.people.values() if p.slot == slot and p.end is None]
        return sorted(found, key=self.rank)

    def rank(self, person):
        held = person.slot in self.hold and person.arrived and person.id in self.seated
        band = 0 if person.source == "EMERGENCY" else 1 if held else 2
        return band, SOURCES.index(person.source), person.arrival

    def rest(self):
        """The step is over: who sits now is held from now on."""
        self.seated = {token for slot in self.capacity for token in self.active(slot)}

    def completed(self, slot):
        return sum(p.slot == slot and p.end == "COMPLETED" for p in self.people.values())

    def seen(self, patient):
        return any(p.patient == patient and p.end == "COMPLETED" for p in self.people.values())

    def pins(self, slot):
        return sum(p.called for p in self.live(slot))

    def active(self, slot):
        live = self.live(slot)
        seats = self.capacity[slot] - self.completed(slot) - self.pins(slot)
        seated = {p.id for p in live if p.called} | {p.id for p in [p for p in live if not p.called][:seats]}
        return [p.id for p in live if p.id in seated]

    def in_order_of_call(self, slot):
        def rank(person):
            band, source, arrival = self.rank(person)
            return band, source, self.precedence.get(person.patient, 99), arrival

        return [p.id for p in sorted((self.people[token] for token in self.active(slot)), key=rank)]

    def in_the_room(self):
        return [p.id for p in self.people.values() if p.called]

    def next(self):
        """Whom the doctor calls next of those who are here: emergencies of slots that have begun, then slot by slot."""
        lines = {slot: [self.people[token] for token in self.in_order_of_call(slot)] for slot in sorted(self.capacity)}
        here = [p for line in lines.values() for p in line if p.arrived and not p.called]
        urgent = [p for p in here if p.source == "EMERGENCY" and p.slot in self.begun]
        return next(iter(urgent or here), None)

    def waiting(self, slot):
        active = self.active(slot)
        return [p.id for p in self.live(slot) if p.id not in active]

    def status(self, person):
        if person.end:
            return person.end
        return "ACTIVE" if person.id in self.active(person.slot) else "WAITING"

    def holds(self, slot, patient):
        return [p.id for p in self.live(slot) if p.patient == patient]

    def chosen(self, actor, token):
        """The changes that an undo is about, newest first: the token's last, or those of the actor's last operation."""
        if token:
            return [c for c in self.open_changes if c.subject == token][-1:]
        mine = [c for c in reversed(self.open_changes) if c.actor == actor.name and not c.left]
        return [c for c in mine if c.operation is mine[0].operation]

    def is_blocked(self, last):
        """Whether this change cannot be put back."""
        if [c for c in self.open_changes if c.subject == last.subject][-1] is not last:
            return True
        if last.subject < 0:
            used = self.completed(-last.subject) + self.pins(-last.subject)
            return last.before < used
        person = self.people[last.subject]
        if person.end and self.holds(person.slot, person.patient):
            return True
        return last.action == "move" and bool(self.holds(last.before[0], person.patient))

    def reverse(self, last):
        since = self.open_changes[self.open_changes.index(last) + 1 :]
        another_in_the_room = any(c.action == "call" and c.subject != last.subject for c in since)
        self.open_changes.remove(last)
        if last.subject < 0:
            self.capacity[-last.subject] = last.before
            return
        person = self.people[last.subject]
        match last.action:
            case "book":
                person.end, person.called, person.out = "CANCELLED", False, False
            case "call":
                person.called = False
                person.arrived, person.out = last.before
            case "arrive":
                person.arrived, person.out = False, last.before
            case "remove-arrival" | "step-out":
                person.arrived, person.out = True, False
                self.sits_again(person, last, another_in_the_room)
            case "set-source":
                person.source = last.before
            case "move":
                person.slot, person.arrival, sat, person.out = last.before
                (self.seated.add if sat else self.seated.discard)(person.id)
            case _:
                person.end = None
                person.out = last.before[2]
                self.sits_again(person, last, another_in_the_room)

    def sits_again(self, person, last, another_in_the_room):
        """Who had a seat is held again; who was in the room is there again if there is a seat and nobody else is."""
        called, sat = last.before[:2]
        if sat:
            self.seated.add(person.id)
        seats = self.capacity[person.slot] - self.completed(person.slot) - self.pins(person.slot)
        person.called = called and seats > 0 and not another_in_the_room
