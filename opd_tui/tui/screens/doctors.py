"""`D`: the doctors of the hospital, added, changed, retired and brought back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.doctors import BringBackDoctor, CorrectDoctor, RetireDoctor
from opd_tui.domain.requests.slots import AddDoctor
from opd_tui.messages import about_doctors, about_tokens
from opd_tui.services.slots import doctors
from opd_tui.services.weeks import retirement
from opd_tui.tui.actions.undo import undo_last
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.screens.week import WeekScreen
from opd_tui.tui.widgets.choice import Choice
from opd_tui.tui.widgets.lines import Column, Line
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.styles import DIM, PLAIN

_LABELS = ("Name", "Department", "Room")


class DoctorsPane(ListPane):
    """The list."""

    def columns(self, width: int) -> tuple[Column, ...]:
        """Name, department, room, and whether the doctor is retired."""
        department = 20 if width < 90 else 30
        return Column("Doctor", 0), Column("Department", department), Column("Room", 8), Column("", 8)


class DoctorsScreen(Listing):
    """Every doctor, by department and name; retired ones last. `choose` is told of the doctor added last."""

    def __init__(self, runner: Runner, actor: Actor, choose: Callable[[int], None], chosen: int | None = None) -> None:
        super().__init__(runner, actor)
        self.doctors: tuple[Doctor, ...] = ()
        self._choose, self._wanted = choose, chosen
        self._greeted = False

    def pane(self) -> ListPane:
        """The list."""
        return DoctorsPane(id="doctors-list", headings=True)

    @property
    def empty(self) -> str:
        """Nobody yet."""
        return "a: add the first doctor"

    def title_text(self) -> str:
        """How many."""
        working = sum(not each.retired for each in self.doctors)
        retired = len(self.doctors) - working
        return f"Doctors · {working}{f' · {retired} retired' if retired else ''}"

    def lines(self) -> Sequence[Line]:
        """A line a doctor."""
        return [_line(each) for each in self.doctors]

    def hints(self) -> tuple[Choice, ...]:
        """The keys that do something to the chosen doctor."""
        chosen = self._chosen()
        if chosen is None:
            return (Choice("a", "Add", "a"),)
        of_chosen = (
            (Choice("b", "Bring back", "b"),)
            if chosen.retired
            else (Choice("w", "Week", "w"), Choice("x", "Retire", "x"))
        )
        return Choice("a", "Add", "a"), Choice("c", "Change", "c"), *of_chosen, Choice("u", "Undo", "u")

    async def read(self) -> None:
        """Read the doctors; a hospital without any begins with the form."""
        found = await self.runner(doctors.in_order)
        self.doctors = tuple(sorted(found, key=lambda each: each.retired))
        if not self._greeted:
            self._greeted = True
            if not self.doctors:
                self._add()

    async def reread(self) -> None:
        """Read again; the cursor goes to a doctor who was added or changed."""
        await super().reread()
        ids = [each.id for each in self.doctors]
        if self._wanted in ids:
            self.at = ids.index(self._wanted)
            self._wanted = None
            self.paint()

    def pressed(self, key: str) -> Awaitable[object] | None:
        """Open a form, or ask."""
        chosen = self._chosen()
        if key == "a":
            self._add()
        elif key == "u":
            return undo_last(self.dialog)
        elif chosen and key in ("c", "enter"):
            self._change(chosen)
        elif chosen and key in ("w", "T") and not chosen.retired:
            self.app.push_screen(WeekScreen(self.runner, self.actor, chosen), self._back)
        elif chosen and key == "x" and not chosen.retired:
            return self._retire(chosen)
        elif chosen and key == "b" and chosen.retired:
            return self._bring_back(chosen)
        return None

    def _chosen(self) -> Doctor | None:
        return self.doctors[self.at] if self.at < len(self.doctors) else None

    def _back(self, said: tuple[str, bool] | None) -> None:
        if said:
            self.dialog.say(said[0], wrong=said[1])
        self.run_worker(self.reread())

    def _add(self) -> None:
        async def add(values: tuple[str, ...]) -> None:
            asked = AddDoctor(*values)
            await self._point_out(asked.name, "Add a second doctor of this name?")
            made = await self.runner(doctors.add, asked, self.actor)
            self._wanted = made.id
            self._choose(made.id)
            self.dialog.say(about_doctors.added(made))

        self._enter("New doctor", ("", "", ""), add)

    def _change(self, doctor: Doctor) -> None:
        async def change(values: tuple[str, ...]) -> None:
            if values[0] != doctor.name:
                await self._point_out(values[0], "Give this doctor the same name?", but=doctor.id)
            made = await self.runner(doctors.correct, CorrectDoctor(doctor.id, *values), self.actor)
            self._wanted = made.id
            self.dialog.say(about_doctors.changed(made))

        title = f"Change {about_tokens.short(doctor.shown)}"
        self._enter(title, (doctor.name, doctor.department, doctor.room), change)

    def _enter(
        self, title: str, values: tuple[str, str, str], then: Callable[[tuple[str, ...]], Awaitable[None]]
    ) -> None:
        self.dialog.enter(title, list(zip(_LABELS, values, strict=True)), then)
        departments = sorted({each.department for each in self.doctors if each.department})
        self.dialog.form.suggest(1, departments)

    async def _point_out(self, name: str, question: str, but: int = 0) -> None:
        """Doctors of the same name are named first. Raises BadRequest where the answer is no, or without a name."""
        if not name.strip():
            raise BadRequest(problem="Enter the doctor's name.")
        same = await self.runner(doctors.namesakes, name, but)
        if not same:
            return
        told = about_doctors.namesakes(same)
        self.dialog.form.refuse(f"{told} The department tells them apart.")
        if not await self.dialog.confirm(f"{told} {question}"):
            raise BadRequest(problem=f"{told} Nothing was saved; Esc leaves.")

    async def _retire(self, doctor: Doctor) -> None:
        if await self.dialog.confirm(about_doctors.ask_to_retire(doctor)):
            await self.dialog.do(about_doctors.retired, retirement.retire, RetireDoctor(doctor.id), self.actor)

    async def _bring_back(self, doctor: Doctor) -> None:
        self._wanted = doctor.id
        await self.dialog.do(about_doctors.back, retirement.bring_back, BringBackDoctor(doctor.id), self.actor)


def _line(doctor: Doctor) -> Line:
    style = DIM if doctor.retired else PLAIN
    cells = (doctor.name, doctor.department, doctor.room, "retired" if doctor.retired else "")
    return Line(doctor.id, cells, (style,) * 4)
