"""Sentences about weekly schedules, holidays and unsettled tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from opd_tui.domain.recurrence import list_words
from opd_tui.domain.unresolved import Outcome
from opd_tui.domain.weeks import Weekly, next_day, plus
from opd_tui.messages import dates
from opd_tui.messages.about_absences import first_of
from opd_tui.messages.about_tokens import ENDED, counted, moved_too, short, who

if TYPE_CHECKING:
    from opd_tui.domain.holidays import Holiday, HolidayMade, HolidayRemoved, HolidaysMade
    from opd_tui.domain.slots import SlotSummary
    from opd_tui.domain.unresolved import Settled, Unresolved
    from opd_tui.domain.weeks import Passed, Template, TemplateChanged

_OUTCOMES = {Outcome.SEEN: "seen", Outcome.NOT_SEEN: "not seen", Outcome.NO_SHOW: "no-show"}


def ask_to_settle(tokens: Sequence[Unresolved], outcome: Outcome, today: str) -> str:
    """Asked before patients of past days are settled; those who are settled as seen may need seats of their own."""
    asked = f"Settle {_to_settle(tokens, today)} as {_OUTCOMES[outcome]}?"
    waiting = sum(each.token.status == "WAITING" for each in tokens)
    if outcome != Outcome.SEEN or not waiting:
        return asked
    had, added = counted(waiting, "patient"), counted(waiting, "seat")
    return f"{asked} {had} had no seat: {added} {'are' if waiting > 1 else 'is'} added."


def _to_settle(tokens: Sequence[Unresolved], today: str) -> str:
    """№7 Asha Patil; 4 patients of Dr Rao 24 Nov 09:00."""
    if len(tokens) == 1:
        return who(tokens[0].token)
    slots = {each.slot.id: each.slot for each in tokens}
    first = next(iter(slots.values()))
    of = f"{short(first.doctor_name)} {dates.time(first.start, today)}" if len(slots) == 1 else f"{len(slots)} slots"
    return f"{len(tokens)} patients of {of}"


def settled(done: Settled) -> str:
    """What became of tokens of slots that have ended."""
    first = done.tokens[0]
    others = f" and {counted(len(done.tokens) - 1, 'other')}" if len(done.tokens) > 1 else ""
    return f"{who(first)}{others}: {ENDED[first.status]}{moved_too(done.promoted, ())}."


def week_added(made: tuple[Template, ...], today: str) -> str:
    """New weekly slots: MON 10:00–11:00 is added; or how many, on which days, from when to when. Of those that are not
    in every week also the next day.
    """
    days = list_words({each.weekly.weekday: each.weekly.rule for each in made})
    times = f"{made[0].weekly.start}–{made[-1].weekly.end}"
    after = _next_on([each.weekly for each in made], today)
    if len(made) == 1:
        return f"{days} {times} is added{after}."
    return f"{len(made)} weekly slots are added: {days}, {times}{after}."


def _next_on(of: Sequence[Weekly], today: str) -> str:
    """The next day of slots that are not in every week; "" for others, and where there is none."""
    day = next_day([each for each in of if each.rule], today)
    return f", next on {dates.day(day)}" if day else ""


def no_week(days: int) -> str:
    """What stands where a doctor has no weekly slots; slots are created so many days ahead, 0 for today only."""
    ahead = f"{counted(days, 'day')} ahead" if days else "for each day as it comes"
    return f"a: add a weekly slot. Slots are created {ahead}."


def template_changed(done: TemplateChanged, today: str) -> str:
    """A changed weekly slot: the days that followed, and those that stay because they have tokens. Of one that is not
    in every week also the next day.
    """
    after = _next_on([done.template.weekly], today)
    return f"Changed{after}; {counted(done.followed, 'day')} ahead followed{kept(done)}."


def kept(done: TemplateChanged) -> str:
    """The days that stay as they were, for the end of a sentence."""
    return f"; as they were: {first_of(days(done.kept))}" if done.kept else ""


def holiday_made(done: HolidayMade) -> str:
    """A new holiday: what closed, and what stays open because patients are booked there."""
    return (
        f"{dates.day_and_year(done.holiday.day)} is a holiday; {counted(len(done.closed), 'slot')} closed"
        f"{_stay_open(done.kept)}."
    )


def _stay_open(kept: tuple[SlotSummary, ...]) -> str:
    """What stays open because of its patients, as the end of what is said; "" for nothing."""
    if not kept:
        return ""
    have = "has patients and stays open" if len(kept) == 1 else "have patients and stay open"
    return f"; {counted(len(kept), 'slot')} {have}: {first_of(days(kept))} (L a moves them)"


def holidays_made(done: HolidaysMade) -> str:
    """New holidays: what closed, what stays open, and which days were holidays already."""
    if len(done.made) == 1:
        return holiday_made(done.made[0]).removesuffix(".") + _there(done) + "."
    return f"{_span(done)} are holidays{_effects(done, 'closed')}."


def ask_for_holidays(would: HolidaysMade) -> str:
    """The question before it: whose holiday, when, what closes, and what stays open."""
    first = would.made[0].holiday
    whose = f"of {short(first.doctor_name, 16)}" if first.doctor_name else "of the whole hospital"
    when = dates.day(first.day) if len(would.made) == 1 else _span(would)
    return f"Holiday {whose} ({short(first.name, 20)}), {when}? It closes{_effects(would, '').removeprefix(';')}."


def _span(of: HolidaysMade) -> str:
    """Such as 9 days from Thu 24 Dec 2026 to Fri 01 Jan 2027; 10 days in 10 years, the first Tue 26 Jan 2027, the last
    Sat 26 Jan 2036.
    """
    all_days = sorted(each.day for each in (*(made.holiday for made in of.made), *of.there))
    first, last = (dates.day_and_year(of.made[at].holiday.day) for at in (0, -1))
    number = counted(len(of.made), "day")
    if plus(all_days[0], len(all_days) - 1) == all_days[-1]:
        return f"{number} from {first} to {last}"
    years = len({day[:4] for day in all_days})
    return f"{number} in {years} years, the first {first}, the last {last}"


def _effects(of: HolidaysMade, how: str) -> str:
    number = sum(len(each.closed) for each in of.made)
    closed = counted(number, "slot") if number else "no slot"
    return f"; {closed}{f' {how}' if how else ''}{_stay_open(of.kept)}{_there(of)}"


def _there(of: HolidaysMade) -> str:
    if not of.there:
        return ""
    first, more = of.there[0], len(of.there) - 1
    others = f" and {counted(more, 'other day')}" if more else ""
    verb = "are holidays" if more else "is a holiday"
    return f"; {dates.day(first.day)}{others} {verb} already"


def holiday_removed(done: HolidayRemoved) -> str:
    """A day that is no holiday any more."""
    slots = counted(len(done.reopened), "slot")
    return f"{dates.day_and_year(done.holiday.day)} is no holiday any more; {slots} open again."


def holidays_removed(done: tuple[HolidayRemoved, ...]) -> str:
    """Days that are no holidays any more."""
    if len(done) == 1:
        return holiday_removed(done[0])
    slots = counted(sum(len(each.reopened) for each in done), "slot")
    return f"{len(done)} days ({short(done[0].holiday.name, 20)}) are no holidays any more; {slots} open again."


def ask_to_remove(holiday: Holiday) -> str:
    """Asked before a holiday is removed."""
    named = f" ({short(holiday.name)})" if holiday.name else ""
    return f"Remove the holiday on {dates.day_and_year(holiday.day)}{named}?"


def slots_made(number: int, ahead: int) -> str:
    """How many slots the weekly schedules gave for the days ahead, as the end of what is said."""
    return f" {counted(number, 'slot')} {'is' if number == 1 else 'are'} created in the next {ahead} days."


def passed_over(passed: tuple[Passed, ...]) -> str:
    """The days that could not be opened, with why of the first, as the end of what is said; "" for none."""
    if not passed:
        return ""
    first = passed[0]
    more = f" and {counted(len(passed) - 1, 'other day')}" if len(passed) > 1 else ""
    return f" {dates.day(first.day)} of {short(first.template.doctor_name, 16)}{more} has no slot: {first.why}"


def days(slots: tuple[SlotSummary, ...]) -> list[str]:
    """Slots by day, time and doctor."""
    return [f"{dates.day(slot.day)} {slot.start[11:]} {short(slot.doctor_name, 16)}" for slot in slots]
