"""The keys that act on doctors, slots and seats, names put right; and every key of the list does what it says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.command import CommandInput, CommandList, CommandPalette
from textual.widgets import Input

from opd_tui.domain.requests.slots import ShowSlot
from opd_tui.domain.requests.tokens import Call, Cancel
from opd_tui.services.patients import records
from opd_tui.services.queries import queues
from opd_tui.services.slots import capacity, doctors
from opd_tui.services.tokens import visits
from opd_tui.services.weeks import holidays
from opd_tui.tui.keys import COMMANDS, Command
from tests.support.desk import LARGE, Driven, a_desk, tokens
from tests.support.factories import ASHA, RAVI, a_doctor, a_patient, a_slot, a_token

TOMORROW = "2026-11-24"


def windows(doctor: int, day: str | None = None) -> list[tuple[str, str, int]]:
    """From, to and seats of a doctor's slots."""
    return [(s.start, s.end, s.capacity) for s in queues.summaries(doctor, day)]


async def palette(desk: Driven, action: str) -> None:
    """Do what the palette calls so."""
    await desk.press("ctrl+p")
    await desk.until(lambda: isinstance(desk.app.screen, CommandPalette))
    desk.app.screen.query_one(CommandInput).value = action
    await desk.until(lambda: offered(desk)[:1] == [action])
    await desk.until(lambda: desk.app.screen.query_one(CommandList).display)
    await desk.press("enter")
    await desk.until(lambda: desk.app.screen is desk.screen)
    await desk.settled()


def offered(desk: Driven) -> list[str]:
    """What the palette offers, best first."""
    listed = desk.app.screen.query_one(CommandList).options
    return [str(option.hit.text).split(" (")[0] for option in listed]


async def enter(desk: Driven, *values: str) -> None:
    """Fill the open form anew, a value a field, and save it."""
    for index, value in enumerate(values):
        await desk.until(lambda index=index: desk.app.focused and desk.app.focused.id == f"field{index}")
        desk.app.focused.clear()
        await desk.type(value)
        await desk.press("enter" if index == len(values) - 1 else "tab")
    await desk.settled()


# Doctors


async def test_capital_d_adds_a_doctor(database):
    async with a_desk() as desk:
        await desk.press("D")
        await enter(desk, "Dr Sen", "Skin", "7")
        assert [(d.name, d.department, d.room) for d in doctors.all_doctors()] == [("Dr Sen", "Skin", "7")]
        await desk.press("escape")
        assert any("▸Dr Sen" in row for row in desk.pane("doctors"))


async def test_the_new_doctor_is_chosen_and_the_next_key_is_said(morning):
    async with a_desk() as desk:
        await desk.press("D", "a")
        await enter(desk, "Dr Sen", "", "")
        await desk.press("escape")
        await desk.until_said("Dr Sen added. S: add a slot · T: weekly schedule.")
        assert desk.screen.selection.view.doctor.name == "Dr Sen"


async def test_a_doctor_without_a_name_is_refused_and_what_was_typed_stays(database):
    async with a_desk() as desk:
        await desk.press("D")
        await enter(desk, "", "Skin", "7")
        assert "Enter the doctor's name." in desk.words
        values = [desk.app.screen.query_one(f"#field{n}", Input).value for n in (1, 2)]
        assert values == ["Skin", "7"]
        assert doctors.all_doctors() == ()


async def test_esc_adds_no_doctor(database):
    async with a_desk() as desk:
        await desk.press("D")
        await desk.type("Dr Sen")
        await desk.press("escape")
        await desk.settled()
        assert (desk.form_open, doctors.all_doctors()) == (False, ())


async def test_enter_held_down_adds_one_doctor(database):
    async with a_desk() as desk:
        await desk.press("D")
        await desk.type("Dr Sen")
        await desk.hold("enter")
        assert [d.name for d in doctors.all_doctors()] == ["Dr Sen"]


async def test_letters_typed_into_a_form_are_no_keys(database):
    async with a_desk() as desk:
        await desk.press("D", *"bdnqu")
        assert desk.field("field0") == "bdnqu"


async def test_a_doctors_name_is_put_right(morning):
    async with a_desk() as desk:
        await palette(desk, "Correct doctor")
        assert desk.field("field0") == "Dr Rao"
        await enter(desk, "Dr Rao Jr")
        assert "Dr Rao Jr" in desk.status
        assert any("Dr Rao Jr" in row for row in desk.pane("doctors"))


# Slots


async def test_capital_s_opens_a_slot(database):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, "14:00", "15:30", "6")
        assert windows(doctor) == [("2026-11-23T14:00", "2026-11-23T15:30", 6)]
        assert any("▸14 0/6" in row for row in desk.pane("slots"))


async def test_the_slot_after_the_last_one_is_proposed(morning):
    async with a_desk() as desk:
        await desk.press("S", "enter")
        await desk.until(lambda: not desk.form_open)
        assert windows(morning.doctor)[1:] == [("2026-11-23T11:00", "2026-11-23T12:00", 2)]


@pytest.mark.parametrize(("end", "until"), [("00:00", f"{TOMORROW}T00:00"), ("2:00", f"{TOMORROW}T02:00")])
async def test_a_slot_may_end_on_the_next_day(database, end, until):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, "22:00", end, "6")
        assert windows(doctor) == [("2026-11-23T22:00", until, 6)]


@pytest.mark.parametrize("end", ["22:59", "23:30", "23:59", "00:00", "02:00"])
async def test_what_is_proposed_after_a_late_slot_can_be_opened(database, end):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, "22:00", end, "6")
        for slots in (2, 3):
            await desk.press("S", "enter")
            await desk.until(lambda: not desk.form_open)
            assert len(windows(doctor)) == slots


@pytest.mark.parametrize(("field", "typed"), [("From", ("9h", "10:00")), ("To", ("9:00", "25:00"))])
async def test_what_is_no_time_is_said_of_its_field(database, field, typed):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, *typed, "6")
        assert f'{field}: "{typed[field == "To"]}" is not a time. Use 9, 930 or 14:30.' in desk.form_text
        assert "2026" not in desk.form_text
        assert windows(doctor) == []


async def test_a_slot_is_opened_on_the_day_in_sight(morning):
    async with a_desk() as desk:
        await desk.press("right_square_bracket")
        await desk.until(lambda: "Tue 24 Nov" in desk.lines[0])
        await desk.press("S")
        await enter(desk, "10:00", "11:00", "3")
        assert windows(morning.doctor, TOMORROW) == [("2026-11-24T10:00", "2026-11-24T11:00", 3)]


async def test_a_leading_zero_may_be_left_out(database):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, "9:30", "10:00", "6")
        assert windows(doctor) == [("2026-11-23T09:30", "2026-11-23T10:00", 6)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (("10:30", "11:30", "5"), "already has a slot 10:00–11:00"),
        (("half past", "13:00", "5"), "is not a time. Use 9, 930 or 14:30."),
        (("13:00", "12:00", "5"), "must end after it starts"),
        (("12:00", "13:00", "many"), "is not a number of seats. Type 1 to 500."),
        (("12:00", "13:00", "0"), "is not a number of seats. Type 1 to 500."),
    ],
)
async def test_a_slot_that_cannot_be_is_refused_in_the_form_and_what_was_typed_stays(morning, typed, words):
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, *typed)
        assert words in desk.form_text
        assert tuple(desk.field(f"field{n}") for n in range(3)) == typed
        assert len(windows(morning.doctor)) == 1


async def test_without_a_doctor_capital_s_says_what_comes_first(database):
    async with a_desk() as desk:
        await desk.press("S")
        assert "D adds one" in desk.status
        assert not desk.form_open


async def test_a_slot_without_tokens_is_moved(database):
    slot = a_slot()
    async with a_desk() as desk:
        await palette(desk, "Slot times")
        await enter(desk, "12:00", "13:00")
        assert windows(slot.doctor) == [("2026-11-23T12:00", "2026-11-23T13:00", 2)]
        assert any("12:00–13:00" in row for row in desk.pane("slots"))


async def test_a_slot_on_a_holiday_is_asked_about_by_its_name(database):
    doctor = a_doctor().id
    holidays.add("2026-11-23", None, "Conference", ASHA)
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, "12:00", "13:00")
        await desk.until_said("holiday: Conference")
        assert windows(doctor) == []
        await desk.press("y")
        await desk.until(lambda: windows(doctor))


async def test_a_slot_that_has_ended_is_entered_late_once_it_is_asked(database):
    doctor = a_doctor().id
    async with a_desk() as desk:
        await desk.press("S")
        await enter(desk, "07:00", "08:00")
        await desk.until_said("has ended", "Enter its paper tokens late?")
        await desk.press("y")
        await desk.until(lambda: windows(doctor))


async def test_a_slot_moves_with_its_patients_and_says_whom_to_tell(morning):
    async with a_desk() as desk:
        await palette(desk, "Slot times")
        assert "4 patients must be told" in desk.status
        await enter(desk, "12:00", "13:00")
        await desk.until_said("12:00–13:00", "tell 4 patients: №1 Asha Patil")


async def test_a_slot_without_tokens_is_removed_when_yes_is_said(database):
    slot = a_slot()
    async with a_desk() as desk:
        await palette(desk, "Remove slot")
        await desk.press("y")
        await desk.until_said("is removed")
        assert windows(slot.doctor) == []


@pytest.mark.parametrize("harmless", ["enter", "escape"])
async def test_a_slot_stays_unless_yes_is_said(database, harmless):
    slot = a_slot()
    async with a_desk() as desk:
        await palette(desk, "Remove slot")
        await desk.press(harmless)
        await desk.settled()
        assert len(windows(slot.doctor)) == 1


async def test_a_slot_with_tokens_is_not_removed_and_the_line_says_why(morning):
    async with a_desk() as desk:
        await palette(desk, "Remove slot")
        await desk.until_said("has 4 tokens and cannot be removed")


async def test_a_slot_whose_only_token_was_cancelled_is_not_removed_either(database):
    visits.cancel(Cancel(a_token(a_slot().id).id), ASHA)
    async with a_desk() as desk:
        await palette(desk, "Remove slot")
        await desk.press("y")
        await desk.until_said("in its history")


# Seats


async def test_plus_opens_a_seat_and_says_who_got_it(morning):
    async with a_desk() as desk:
        await desk.press("plus")
        await desk.until_said("seats 3", "№3 Meena Shah has a seat")
        await desk.until(lambda: desk.queue("active") == [1, 2, 3])


async def test_minus_closes_a_free_seat_without_asking(database):
    slot = a_slot(seats=2)
    a_token(slot.id)
    async with a_desk() as desk:
        await desk.press("minus")
        await desk.until_said("seats 1")


async def test_minus_asks_before_somebody_loses_a_seat(morning):
    async with a_desk() as desk:
        await desk.press("minus")
        assert "Close a seat of Dr Rao 10:00–11:00 (2 → 1)? №2 Ravi Kumar goes to the waiting list." in desk.status
        await desk.press("y")
        await desk.until_said("seats 1", "№2 Ravi Kumar is waiting")


@pytest.mark.parametrize("harmless", ["enter", "escape", "minus"])
async def test_no_seat_is_closed_unless_yes_is_said(morning, harmless):
    async with a_desk() as desk:
        await desk.press("minus", harmless)
        await desk.settled()
        assert queues.slot(ShowSlot(morning.id)).head.capacity == 2


async def test_minus_held_down_takes_no_seat_from_anybody(morning):
    async with a_desk() as desk:
        await desk.hold("minus")
        assert queues.slot(ShowSlot(morning.id)).head.active == 2


async def test_a_seat_that_is_called_in_is_not_closed_and_the_line_says_why(database):
    visits.call(Call(token=a_token(a_slot(seats=1).id).id), ASHA)
    async with a_desk() as desk:
        await desk.press("minus")
        assert "none can be closed" in desk.status


async def test_the_last_seat_of_a_slot_stays_and_the_line_says_what_to_do_instead(database):
    a_token(a_slot(seats=1).id)
    async with a_desk() as desk:
        await desk.press("minus")
        assert "A slot needs at least one seat. Close the slot instead" in desk.status


async def test_what_is_typed_takes_the_place_of_what_stood_in_the_field(morning):
    async with a_desk() as desk:
        await palette(desk, "Correct doctor")
        await desk.press("X", "y")
        assert desk.field("field0") == "Xy"


@pytest.mark.parametrize("key", ["end", "right"])
async def test_an_arrow_or_end_keeps_what_stood_in_the_field(morning, key):
    async with a_desk() as desk:
        await palette(desk, "Correct doctor")
        await desk.press(key, "X")
        assert desk.field("field0") == "Dr RaoX"


async def test_each_field_is_typed_over(database):
    a_doctor()
    async with a_desk() as desk:
        await desk.press("S", "tab", "1", "2", "tab", "5")
        assert [desk.field(f"field{n}") for n in range(3)] == ["10:00", "12", "5"]


async def test_a_refusal_stands_in_the_line_and_not_what_another_desk_did_before_it(morning):
    async with a_desk() as desk:
        await desk.press("minus")
        for token in (1, 2):
            visits.call(Call(token=token), RAVI)
        await desk.press("y")
        await desk.settled()
        assert "cannot have" in desk.status


@pytest.mark.parametrize("key", ["space", "plus"])
async def test_without_a_slot_the_key_says_what_opens_one(database, key):
    a_doctor()
    async with a_desk() as desk:
        await desk.press(key)
        assert "S adds one" in desk.status
        assert not desk.form_open


# Patients


async def test_a_patients_name_is_put_right(morning):
    async with a_desk() as desk:
        await palette(desk, "Correct patient")
        assert desk.field("field0") == "Asha Patil"
        await enter(desk, "Asha Patel")
        assert "№1 is Asha Patel now." in desk.status
        assert any("Asha Patel" in row for row in desk.pane("active"))


async def test_an_empty_name_is_refused_and_the_old_one_stays(morning):
    async with a_desk() as desk:
        await palette(desk, "Correct patient")
        await enter(desk, "  ")
        assert "is not accepted" in desk.form_text
        assert records.patient(1).name == "Asha Patil"


async def test_the_palette_undoes_the_chosen_tokens_last_change_whoever_made_it(morning):
    visits.call(Call(token=1), RAVI)
    async with a_desk() as desk:
        await palette(desk, "Undo token")
        await desk.until_said("Undo the call of №1 Asha Patil, Dr Rao 10:00, by ravi?")
        await desk.press("y")
        await desk.until(lambda: not queues.token(1).called)


async def test_an_undo_on_another_day_names_the_day(morning):
    a_token(a_slot(doctor=morning.doctor, day=TOMORROW).id, patient=a_patient("Lata Rao").id)
    async with a_desk() as desk:
        await desk.press("u")
        await desk.until_said("№1 Lata Rao, Dr Rao 10:00 on Tue 24 Nov, by asha?")


# Leaving


@pytest.mark.parametrize("key", ["q", "ctrl+q", "ctrl+c"])
async def test_the_desk_is_left_when_yes_is_said(morning, key):
    async with a_desk() as desk:
        await desk.press(key)
        assert "Leave the desk?" in desk.status
        await desk.press("y")
        await desk.until(lambda: not desk.app.is_running or desk.app._exit)


@pytest.mark.parametrize("harmless", ["q", "enter"])
async def test_the_desk_is_not_left_unless_yes_is_said(morning, harmless):
    async with a_desk() as desk:
        await desk.press("q", harmless, "escape")
        assert desk.status == "Nothing changed."
        assert not desk.app._exit


# Every key of the list


def at_pane(name: str) -> Callable[[Driven], bool]:
    return lambda desk: desk.screen.selection.pane == name


def shows(*texts: str) -> Callable[[Driven], bool]:
    return lambda desk: all(text in desk.words for text in texts)


def on(number: int) -> Callable[[Driven], bool]:
    return lambda desk: desk.chosen == number


DOES: dict[str, tuple[tuple[str, ...], Callable[[Driven], bool]]] = {
    "book": ((), shows("Book · 10:00 Dr Rao", "▸W WALKIN")),
    "emergency": ((), shows("Book · 10:00 Dr Rao", "▸E EMERGENCY")),
    "cancel": ((), shows("Cancel №1 Asha Patil")),
    "no-show": ((), shows("No-show: №1 Asha Patil")),
    "done": (("C",), shows("№1 Asha Patil: consultation done")),
    "arrived": ((), shows("№1 Asha Patil is here since 09:00. Take the check-in back?")),
    "seats": ((), shows("Seats (now 2)")),
    "step-out": ((), shows("№1 Asha Patil is out: i when back.")),
    "next": (("down",), shows("№1 Asha Patil is next, of 10:00–11:00, which has not begun. Call in anyway?")),
    "call": (("down",), shows("№2 Ravi Kumar: called in")),
    "undo": ((), shows("Undo the booking of №4 Joseph Mathew")),
    "find": ((), shows("Name, last digits of a phone")),
    "source": ((), shows("Change the source of №1 Asha Patil (now WALKIN) to:")),
    "move": ((), shows("Move №1 Asha Patil to")),
    "open-seat": ((), shows("seats 3")),
    "close-seat": ((), shows("Close a seat of Dr Rao 10:00–11:00 (2 → 1)?")),
    "card": ((), shows("№1 Asha Patil", "booked as WALKIN")),
    "patients": ((), shows("Patients · 0", "Hospital number, last digits of a phone")),
    "add-doctor": ((), shows("Doctors · 1", "Dr Rao")),
    "add-slot": ((), shows("New slot · Dr Rao")),
    "previous-day": ((), shows("Sun 22 Nov")),
    "next-day": ((), shows("Tue 24 Nov")),
    "today": (("right_square_bracket",), shows("Mon 23 Nov", "Asha Patil")),
    "next-pane": ((), at_pane("waiting")),
    "previous-pane": ((), at_pane("slots")),
    "up": (("down",), on(1)),
    "down": ((), on(2)),
    "left": ((), at_pane("doctors")),
    "right": (("left",), at_pane("active")),
    "page-up": (("down",), on(1)),
    "page-down": ((), on(2)),
    "first": (("down",), on(1)),
    "last": ((), on(2)),
    "correct-patient": ((), shows("Correct the name", "Asha Patil")),
    "correct-doctor": ((), shows("Correct the name", "Dr Rao")),
    "change-window": ((), shows("Times of the slot")),
    "remove-slot": ((), shows("Dr Rao 10:00–11:00 has 4 tokens and cannot be removed")),
    "week": ((), shows("╭ Week of Dr Rao")),
    "unresolved": ((), shows("╭ Unresolved · 0")),
    "report": ((), shows("Report · today")),
    "activity": ((), shows("Today, newest first")),
    "leave": ((), shows("Dr Rao 10:00–11:00: late or away?")),
    "close-slot": ((), shows("still has 4 live tokens")),
    "reopen-slot": ((), shows("Dr Rao 10:00–11:00 is not closed")),
    "undo-token": ((), shows("Undo the booking of №1 Asha Patil")),
    "help": ((), shows("╭─ Keys", "Check in or book whoever is at the counter")),
    "quit": ((), shows("Leave the desk?")),
}
"""For each key's id: what is pressed before it, and what the operator finds after it, in the morning."""

BOUND = [(key.id, pressed) for key in COMMANDS for pressed in key.keys.split(",") if pressed]


def test_every_key_of_the_list_stands_here():
    assert set(DOES) == {key.id for key in COMMANDS}


@pytest.mark.parametrize(("id", "pressed"), BOUND)
async def test_the_key_does_what_the_list_says(morning, id, pressed):
    before, done = DOES[id]
    async with a_desk() as desk:
        await desk.press(*before, pressed)
        await desk.until(lambda: done(desk))


@pytest.mark.parametrize("key", [key for key in COMMANDS if not key.keys], ids=lambda key: key.id)
async def test_an_action_without_a_key_is_done_from_the_palette(morning, key: Command):
    async with a_desk() as desk:
        await palette(desk, key.label)
        await desk.until(lambda: DOES[key.id][1](desk))


async def test_help_lists_every_key_and_every_action(morning):
    async with a_desk() as desk:
        await desk.press("question_mark")
        await desk.until(lambda: desk.app.screen is not desk.screen and COMMANDS[0].help in desk.words)
        read, text = desk.words, desk.app.screen.query_one("#reading")
        while text.scroll_y < text.max_scroll_y:
            before = desk.words
            await desk.press("pagedown")
            await desk.until(lambda before=before: text.scroll_y == text.scroll_target_y and desk.words != before)
            read += desk.words
        assert [key.id for key in COMMANDS if key.help not in read or key.display not in read] == []


@pytest.mark.parametrize("key", ["escape", "enter"])
async def test_help_is_left(morning, key):
    async with a_desk() as desk:
        await desk.press("question_mark")
        await desk.until(lambda: desk.app.screen is not desk.screen)
        await desk.press(key)
        await desk.until(lambda: desk.app.screen is desk.screen)


async def test_the_palette_has_every_action_but_moving_about(morning):
    moving = {"next-pane", "previous-pane", "up", "down", "left", "right", "page-up", "page-down", "first", "last"}
    async with a_desk(LARGE) as desk:
        await desk.press("ctrl+p")
        await desk.until(lambda: isinstance(desk.app.screen, CommandPalette))
        await desk.until(lambda: len(offered(desk)) >= len(COMMANDS) - len(moving))
        assert sorted(offered(desk)) == sorted(key.label for key in COMMANDS if key.id not in moving)


async def test_the_palette_finds_an_action_by_what_it_is_for(morning):
    async with a_desk() as desk:
        await desk.press("ctrl+p")
        await desk.until(lambda: isinstance(desk.app.screen, CommandPalette))
        desk.app.screen.query_one(CommandInput).value = "did not come"
        await desk.until(lambda: offered(desk) == ["No-show"])


async def test_the_palette_is_left_with_esc(morning):
    async with a_desk() as desk:
        await desk.press("ctrl+p")
        await desk.until(lambda: isinstance(desk.app.screen, CommandPalette))
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
        assert tokens()[0] == (1, "WALKIN", "ACTIVE")


async def test_a_question_stays_when_another_desk_changes_something(morning):
    async with a_desk() as desk:
        await desk.press("minus")
        capacity.add_seats(morning.id, 1, RAVI)
        await desk.until(lambda: desk.queue("active") == [1, 2, 3])
        assert desk.asks
