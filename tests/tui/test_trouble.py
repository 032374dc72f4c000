"""The database in trouble under the desk: it says so in words, keeps what was typed, and goes on when it can."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from opd_tui.db import connection
from opd_tui.domain.errors import Storage
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.tokens import Book, ListTokens
from opd_tui.services.forecast import preview
from opd_tui.services.queries import desk as desk_service
from opd_tui.services.queries import finding, queues
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import booking, visits
from opd_tui.tui import dialog
from tests.support import batches
from tests.support.desk import SIZES, Driven, a_desk, locked, tokens
from tests.support.factories import ASHA, a_slot

FOUR = [(1, "WALKIN", "ACTIVE"), (2, "WALKIN", "ACTIVE"), (3, "WALKIN", "WAITING"), (4, "WALKIN", "WAITING")]


async def pragma(desk: Driven, words: str) -> int:
    """Set or ask something on the connection that the desk's services use."""

    def run() -> int:
        [row] = connection.current().database.execute_sql(f"PRAGMA {words}").fetchall() or [(0,)]
        return int(row[0])

    return await desk.app.runner(run)


# Locked


async def test_a_lock_past_the_timeout_is_said_in_words(impatient, morning, database):
    async with a_desk() as desk:
        with locked(database):
            await desk.press("C")
            await desk.until_said("kept the database locked", "Nothing was changed", "Try again")
        assert tokens() == FOUR


async def test_after_a_lock_the_same_key_works(impatient, morning, database):
    async with a_desk() as desk:
        with locked(database):
            await desk.press("plus")
            await desk.until_said("kept the database locked")
        await desk.press("plus")
        await desk.until_said("seats 3")


async def test_a_booking_that_met_a_lock_keeps_what_was_typed_and_is_booked_once_with_enter(
    impatient, morning, database
):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        with locked(database):
            await desk.press("enter")
            await desk.until(lambda: "kept the database locked" in desk.form_text)
        assert (desk.field("patient-name"), desk.form.source) == ("Lata Rao", "PAID")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert tokens()[4:] == [(5, "PAID", "ACTIVE")]


async def test_any_form_that_met_a_lock_keeps_what_was_typed(impatient, morning, database):
    async with a_desk() as desk:
        await desk.press("D", "a")
        await desk.type("Dr Sen")
        with locked(database):
            await desk.press("enter")
            await desk.until(lambda: "kept the database locked" in desk.words)
        await desk.press("enter")
        await desk.until_seen("Dr Sen added")
        assert [d.name for d in doctors.all_doctors()] == ["Dr Rao", "Dr Sen"]


async def test_a_writer_elsewhere_does_not_make_the_desk_stale(impatient, morning, database):
    async with a_desk() as desk:
        with locked(database):
            await desk.press("right_square_bracket")
            await desk.until(lambda: "Tue 24 Nov" in desk.lines[0])
            assert "● live" in desk.lines[0]


async def test_while_a_key_waits_for_another_desk_it_says_so_and_the_others_work(morning, database, monkeypatch):
    monkeypatch.setattr(dialog, "PATIENCE_SECONDS", 0.01)
    async with a_desk() as desk:
        with locked(database):
            await desk.press("plus")
            await desk.until_said("Waiting for another desk")
            await desk.press("down")
            await desk.until(lambda: desk.chosen == 2)
        await desk.until_said("seats 3")


async def test_a_form_that_waits_for_another_desk_says_so_and_saves_once(morning, database, monkeypatch):
    monkeypatch.setattr(dialog, "PATIENCE_SECONDS", 0.01)
    async with a_desk() as desk:
        await desk.press("D", "a")
        await desk.type("Dr Sen")
        with locked(database):
            desk.typed("\r\r")
            await desk.until_said("Waiting for another desk")
        await desk.until(lambda: not desk.form_open)
        await desk.settled()
        assert [d.name for d in doctors.all_doctors()] == ["Dr Rao", "Dr Sen"]


# Gone


@asynccontextmanager
async def a_desk_whose_file_is_moved(database: Path, typed: str = "") -> AsyncIterator[tuple[Driven, Path]]:
    """The desk, with a name typed into its booking form, and where its file is now."""
    async with a_desk() as desk:
        if typed:
            await desk.book(typed)
        elsewhere = moved(database)
        await desk.until_said("moved or deleted while in use")
        yield desk, elsewhere


def moved(database: Path) -> Path:
    """As `mv` does it; where it is now."""
    return database.rename(database.with_name("moved.db"))


async def test_a_renamed_file_is_said_in_words_and_what_is_shown_is_called_stale(morning, database):
    async with a_desk_whose_file_is_moved(database) as (desk, _):
        assert "○ stale" in desk.lines[0]
        assert desk.sees("Asha Patil", "Joseph Mathew")


@pytest.mark.parametrize("size", SIZES)
async def test_the_words_come_before_the_folders(morning, database, size):
    async with a_desk(size) as desk:
        moved(database)
        await desk.until_said("The database file opd.db was moved or deleted while in use. Nothing was changed.")


@pytest.mark.parametrize("keys", [("C",), ("n", "y"), ("u",), ("p", "1")])
async def test_no_key_changes_a_file_that_was_renamed(morning, database, keys):
    async with a_desk_whose_file_is_moved(database) as (desk, elsewhere):
        before = elsewhere.read_bytes()
        await desk.press(*keys)
        await desk.settled()
        assert "moved or deleted while in use" in desk.status
        assert elsewhere.read_bytes() == before


async def test_a_file_renamed_back_is_taken_up_by_itself(morning, database):
    async with a_desk_whose_file_is_moved(database) as (desk, elsewhere):
        elsewhere.rename(database)
        await desk.until_said("answers again")
        await desk.press("plus")
        await desk.until_said("seats 3")


async def test_a_booking_without_a_file_keeps_what_was_typed_and_is_booked_once_it_is_back(morning, database):
    async with a_desk_whose_file_is_moved(database, typed="Lata Rao") as (desk, elsewhere):
        await desk.press("enter")
        await desk.until(lambda: "moved or deleted" in desk.form_text)
        assert desk.field("patient-name") == "Lata Rao"
        elsewhere.rename(database)
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert len(tokens()) == 5


async def test_a_deleted_file_is_said_in_words_and_nothing_is_made_in_its_place(morning, database):
    async with a_desk() as desk:
        database.unlink()
        await desk.until_said("moved or deleted while in use")
        await desk.press("plus")
        await desk.settled()
        assert not database.exists()


@pytest.mark.parametrize("opened_before", [True, False])
async def test_finding_without_a_file_is_answered_in_words(morning, database, opened_before):
    async with a_desk() as desk:
        if opened_before:
            await desk.press("slash", "a")
            await desk.until_seen("Asha Patil", "Tokens found · 1")
        moved(database)
        await desk.press(*(["s"] if opened_before else ["slash", "a"]))
        await desk.until_seen("The database file opd.db was moved or deleted")
        assert desk.field("find") == ("as" if opened_before else "a")


async def test_a_card_without_a_file_is_answered_in_words(morning, database):
    async with a_desk_whose_file_is_moved(database) as (desk, _):
        await desk.press("enter")
        await desk.until_seen("moved or deleted while in use", "Esc Back")


async def test_another_hospitals_file_in_its_place_is_shown_as_it_is(morning, database):
    async with a_desk() as desk:
        other_hospital(database)
        await desk.until(lambda: any("Dr Other" in row for row in desk.pane("doctors")))
        assert not desk.sees("Asha Patil")


def other_hospital(database: Path) -> None:
    """Made by another process, and moved over the open file."""
    other = database.with_name("other.db")
    batches.carry_out(other, {"do": "add-doctor", "name": "Dr Other"})
    os.replace(other, database)


# Read-only


async def test_read_only_is_said_in_words(morning):
    async with a_desk() as desk:
        await pragma(desk, "query_only = 1")
        await desk.press("n", "y")
        await desk.until_said("read-only")
        assert tokens() == FOUR


async def test_what_is_read_only_can_be_read(morning):
    async with a_desk() as desk:
        await pragma(desk, "query_only = 1")
        await desk.press("enter")
        await desk.until_seen("№1 Asha Patil", "booked as WALKIN")


async def test_a_booking_where_nothing_can_be_written_keeps_what_was_typed(morning):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        await pragma(desk, "query_only = 1")
        await desk.press("enter")
        await desk.until(lambda: "cannot be written" in desk.form_text)
        assert (desk.field("patient-name"), desk.form.source) == ("Lata Rao", "PAID")
        await pragma(desk, "query_only = 0")
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)


# Full

LONG, NEW = "Ravi Kumar " * 18, "Lata Rao " * 20


async def fill(desk: Driven, slot: int) -> None:
    """The file may not grow any more, and what is free inside it is used up."""
    await pragma(desk, f"max_page_count = {await pragma(desk, 'page_count')}")

    def book_until_full() -> None:
        for _ in range(1000):
            booking.book(Book(slot, "WALKIN", patient=NewPatient(LONG)), ASHA)

    with pytest.raises(Storage, match="The disk is full"):
        await desk.app.runner(book_until_full)


@pytest.fixture
def large(database):
    """A slot with as many seats as there may be."""
    return a_slot(500)


async def test_a_full_disk_is_said_in_the_form_which_keeps_what_was_typed(large):
    async with a_desk() as desk:
        await fill(desk, large.id)
        before = tokens()
        await desk.book(NEW, "p")
        await desk.press("enter")
        await desk.until(lambda: "The disk is full" in desk.form_text)
        assert (desk.field("patient-name"), desk.form.source) == (NEW, "PAID")
        assert tokens() == before


async def test_once_there_is_space_enter_books(large):
    async with a_desk() as desk:
        await fill(desk, large.id)
        number = len(tokens()) + 1
        await desk.book(NEW, "p")
        await desk.press("enter")
        await desk.until(lambda: "The disk is full" in desk.form_text)
        await pragma(desk, "max_page_count = 1000000")
        await desk.press("enter")
        await desk.until(lambda: f"№{number}" in desk.form_text)
        assert len(tokens()) == number


# Damaged


def damage(database: Path) -> None:
    """Write over all but the first page, once all of it is in the file."""
    connection.current().database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (database.stat().st_size - 4096))


async def test_a_damaged_file_is_said_in_words_and_what_is_shown_is_called_stale(morning, database):
    async with a_desk() as desk:
        damage(database)
        await pragma(desk, "shrink_memory")
        await desk.press("right_square_bracket")
        await desk.until_said("damaged", "last backup")
        assert "○ stale" in desk.lines[0]


async def test_a_booking_into_a_damaged_file_keeps_what_was_typed(morning, database):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        damage(database)
        await pragma(desk, "shrink_memory")
        await desk.press("enter")
        await desk.until(lambda: "damaged" in desk.form_text)
        assert desk.field("patient-name") == "Lata Rao"


async def test_what_is_no_database_in_its_place_is_said_in_words(morning, database):
    async with a_desk() as desk:
        other = database.with_name("other.db")
        other.write_bytes(b"patient;doctor\n" * 600)
        os.replace(other, database)
        await desk.until_said("is not a database")


# What nobody foresaw


def broken(*_: object, **__: object) -> None:
    raise ZeroDivisionError("nobody foresaw this")


async def test_an_error_that_nobody_foresaw_is_a_sentence(morning, monkeypatch):
    async with a_desk() as desk:
        monkeypatch.setattr(visits, "no_show", broken)
        await desk.press("n", "y")
        await desk.until_said("Something unexpected went wrong (ZeroDivisionError)")
        assert not desk.sees("Traceback")


async def test_after_an_error_that_nobody_foresaw_the_next_key_works(morning, monkeypatch):
    async with a_desk() as desk:
        with monkeypatch.context() as harm:
            harm.setattr(visits, "call_one", broken)
            await desk.press("C")
            await desk.until_said("ZeroDivisionError")
        await desk.press("plus")
        await desk.until_said("seats 3")


async def test_an_error_that_nobody_foresaw_leaves_the_form_as_it_is(morning, monkeypatch):
    async with a_desk() as desk:
        await desk.book("Lata Rao", "p")
        with monkeypatch.context() as harm:
            harm.setattr(booking, "book", broken)
            await desk.press("enter")
            await desk.until(lambda: "ZeroDivisionError" in desk.form_text)
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)
        assert queues.tokens(ListTokens())[-1].patient_name == "Lata Rao"


async def test_a_preview_that_fails_does_not_stop_the_booking(morning, monkeypatch):
    async with a_desk() as desk:
        await desk.book("Lata Rao")
        monkeypatch.setattr(preview, "preview", broken)
        await desk.press("tab", "p")
        await desk.until(lambda: "ZeroDivisionError" in desk.form_text)
        await desk.press("enter")
        await desk.until(lambda: "№5" in desk.form_text)


async def test_a_look_that_fails_turns_the_mark_stale_until_one_succeeds(morning, monkeypatch):
    async with a_desk() as desk:
        with monkeypatch.context() as harm:
            harm.setattr(desk_service, "desk_view", broken)
            await desk.press("right_square_bracket")
            await desk.until_said("ZeroDivisionError")
            assert "○ stale" in desk.lines[0]
        await desk.until(lambda: "● live" in desk.lines[0])


@pytest.mark.parametrize(("service", "keys"), [("card", ["enter"]), ("find", ["slash", "a"])])
async def test_a_screen_that_cannot_be_filled_says_so_and_is_left(morning, monkeypatch, service, keys):
    monkeypatch.setattr(finding, service, broken)
    async with a_desk() as desk:
        await desk.press(*keys)
        await desk.until_seen("Something unexpected went wrong (ZeroDivisionError)")
        await desk.press("escape")
        await desk.until(lambda: desk.app.screen is desk.screen)
