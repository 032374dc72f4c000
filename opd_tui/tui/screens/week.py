"""`T`: a doctor's weekly slots and holidays, added, changed and ended; the days ahead follow."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence

from msgspec.structs import replace

from opd_tui.domain.errors import BadRequest
from opd_tui.domain.holidays import Holiday
from opd_tui.domain.people import Actor, Doctor
from opd_tui.domain.requests.weeks import AddHolidays, AddWeek, RemoveHolidays
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.typed_days import day_of
from opd_tui.domain.typed_holidays import HOLIDAYS_TO_TYPE, holiday_of
from opd_tui.domain.typed_numbers import number_of, seats_of
from opd_tui.domain.typed_weeks import typed, week_of
from opd_tui.domain.weeks import Template, Weekly
from opd_tui.messages import about_days, about_tokens, about_undo, dates
from opd_tui.runtime import clock
from opd_tui.services.weeks import holidays, opening, templates, whole_week
from opd_tui.tui.actions.undo import open_days, undo_last
from opd_tui.tui.day_opener import DaysAhead
from opd_tui.tui.runner import Runner
from opd_tui.tui.screens.listing import Listing
from opd_tui.tui.screens.week_lines import WeekPane, lines
from opd_tui.tui.typed_times import span
from opd_tui.tui.widgets.choice import YES, Choice
from opd_tui.tui.widgets.lines import Line
from opd_tui.tui.widgets.list_pane import ListPane

DAYS = "Days (mon-fri, or sat every 2 weeks, or 2nd,4th sat)"


class WeekScreen(Listing):
    """Templates first, by weekday and time, then the holidays to come."""

    fields = 7

    def __init__(self, runner: Runner, actor: Actor, doctor: Doctor) -> None:
        super().__init__(runner, actor)
        self.doctor = doctor
        self.templates: tuple[Template, ...] = ()
        self.holidays: tuple[Holiday, ...] = ()

    def pane(self) -> ListPane:
        """The list."""
        return WeekPane(id="week", headings=True)

    @property
    def empty(self) -> str:
        """Nothing yet."""
        return about_days.no_week(len(opening.days_ahead()) - 1)

    def title_text(self) -> str:
        """Whose week."""
        return f"Week of {about_tokens.short(self.doctor.shown)}"

    def lines(self) -> Sequence[Line]:
        """A line a template; holidays have negative keys."""
        return lines(self.templates, self.holidays, self.size.width)

    def hints(self) -> tuple[Choice, ...]:
        """The keys."""
        return (
            Choice("a", "Add", "a"),
            Choice("c", "Change", "c"),
            Choice("x", "End date", "x"),
            Choice("h", "Holiday", "h"),
            Choice("H", "For all doctors", "H"),
            Choice("u", "Undo", "u"),
        )

    async def read(self) -> None:
        """Read both."""
        self.templates = await self.runner(templates.templates, self.doctor.id)
        self.holidays = await self.runner(holidays.holidays, self.doctor.id)

    def pressed(self, key: str) -> Awaitable[object] | None:
        """Open a form, or ask."""
        chosen = self._chosen()
        match key:
            case "a":
                self._add()
            case "h" | "H":
                self._holiday(self.doctor.id if key == "h" else None)
            case "c" | "enter" if isinstance(chosen, Template):
                self._change(chosen)
            case "x" if isinstance(chosen, Template):
                self._end(chosen)
            case "x" if isinstance(chosen, Holiday):
                return self._remove(chosen)
            case "u":
                return undo_last(self.dialog)
        return None

    def _chosen(self) -> Template | Holiday | None:
        every: tuple[Template | Holiday, ...] = (*self.templates, *self.holidays)
        return every[self.at] if self.at < len(every) else None

    def _add(self) -> None:
        async def add(values: tuple[str, ...]) -> None:
            made = await self.runner(whole_week.add, _week(self.doctor.id, values), self.actor)
            self.dialog.say(about_days.week_added(made, clock.today()) + await self._opened())

        last = self.templates[-1].weekly if self.templates else Weekly("MON", "10:00", "11:00", 10, "")
        days, begins, ends, *rest = _fields(replace(last, first=clock.today(), last=None))
        minutes = "Minutes a slot (empty: one slot)", ""
        self.dialog.enter("New weekly slots", [(DAYS, days[1]), begins, ends, minutes, *rest], add)

    def _change(self, template: Template) -> None:
        async def change(values: tuple[str, ...]) -> None:
            done = await self.runner(templates.change, template.id, _weekly(values), self.actor)
            self.dialog.say(about_days.template_changed(done, clock.today()) + await self._opened())
            self._show_kept(done.kept)

        self.dialog.enter("Change the weekly slot", _fields(template.weekly), change)

    def _end(self, template: Template) -> None:
        async def end(values: tuple[str, ...]) -> None:
            done = await self.runner(templates.end, template.id, _day(values[0], "Last day"), self.actor)
            self.dialog.say(about_days.template_changed(done, clock.today()))
            self._show_kept(done.kept)

        self.dialog.enter(f"End {about_undo.weekly(template.weekly)}", [("Last day", _today())], end)

    def _holiday(self, doctor: int | None) -> None:
        async def add(values: tuple[str, ...]) -> None:
            typed_days = holiday_of(values[0], clock.today())
            asked = AddHolidays(values[1], typed_days.first, typed_days.last, doctor, typed_days.years)
            would = await self.runner(holidays.preview_many, asked, self.actor)
            if not await self.dialog.confirm(about_days.ask_for_holidays(would)):
                return self.dialog.say("No holiday was added.")
            done = await self.runner(holidays.add_many, asked, self.actor)
            self.dialog.say(about_days.holidays_made(done))
            self._show_kept(done.kept)

        whose = "of the whole hospital" if doctor is None else f"of {about_tokens.short(self.doctor.shown, 16)}"
        self.dialog.enter(f"Holiday {whose}", [(f"Day ({HOLIDAYS_TO_TYPE})", _today()), ("Name", "")], add)

    async def _remove(self, holiday: Holiday) -> None:
        alike = [each.id for each in self.holidays if (each.name, each.doctor) == (holiday.name, holiday.doctor)]
        either = Choice("1", "this day", "one"), Choice("2", f"all {len(alike)} of this name", "all")
        choices = either if len(alike) > 1 else [YES]
        answer = await self.dialog.ask(about_days.ask_to_remove(holiday), *choices)
        if answer is None:
            return
        asked = RemoveHolidays(tuple(alike) if answer == "all" else (holiday.id,))
        if done := await self.dialog.do(about_days.holidays_removed, holidays.remove_many, asked, self.actor):
            await open_days(self.dialog, about_days.holidays_removed(done))

    def _show_kept(self, kept: tuple[SlotSummary, ...]) -> None:
        self.show_rest("These stay as they are · Esc back", about_days.days(kept))

    async def _opened(self) -> str:
        return await DaysAhead(self.runner, self.actor).open_and_say()


def _today() -> str:
    return dates.day_and_year(clock.today())


def _fields(asked: Weekly) -> list[tuple[str, str]]:
    return [
        ("Weekday (sat, or sat every 2 weeks, or 2nd,4th sat)", typed(asked)),
        ("From", asked.start),
        ("To (after midnight: on the next day)", asked.end),
        ("Seats", str(asked.capacity)),
        ("First day", dates.day_and_year(asked.first)),
        ("Last day (empty: until further notice)", dates.day_and_year(asked.last) if asked.last else ""),
    ]


def _week(doctor: int, values: tuple[str, ...]) -> AddWeek:
    """What was typed for new weekly slots."""
    days, begins, ends, minutes, *rest = (value.strip() for value in values)
    times, number, (first, last) = _times(begins, ends), seats_of(rest[0]), _first_and_last(*rest[1:])
    length = number_of(minutes, "minutes", 1, 24 * 60) if minutes else None
    week = week_of(days)
    return AddWeek(doctor, week.days, *times, number, first, last, length, week.rule)


def _weekly(values: tuple[str, ...]) -> Weekly:
    """What was typed for one weekly slot, which has one weekday."""
    weekday, begins, ends, seats, first, last = (value.strip() for value in values)
    week = week_of(weekday)
    if len(week.days) > 1:
        raise BadRequest(problem="A weekly slot has one weekday; a adds slots on several days.")
    return Weekly(week.days[0], *_times(begins, ends), seats_of(seats), *_first_and_last(first, last), week.rule)


def _times(begins: str, ends: str) -> tuple[str, str]:
    start, end = span(clock.today(), begins, ends)
    return start[11:], end[11:]


def _first_and_last(first: str, last: str) -> tuple[str, str | None]:
    return _day(first, "First day"), _day(last, "Last day") if last else None


def _day(text: str, field: str) -> str:
    return day_of(text, clock.today(), field=field)
