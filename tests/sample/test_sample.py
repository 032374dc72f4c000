"""The sample hospital: reproducible, clean, and with something of every kind to look at."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import unicodedata
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from opd_tui.check import checking
from opd_tui.db import connection, tables
from opd_tui.db.sqlite import triggers
from opd_tui.domain import errors
from opd_tui.domain.phones import digits_of
from opd_tui.domain.requests.tokens import ListTokens
from opd_tui.domain.requests.weeks import OpenDays
from opd_tui.domain.tokens import Status
from opd_tui.runtime import clock
from opd_tui.sample import asleep, hospital
from opd_tui.services.day import unresolved
from opd_tui.services.queries import queues
from opd_tui.services.slots import doctors
from opd_tui.services.tokens import booking
from opd_tui.services.weeks import holidays, opening, templates
from opd_tui.store import events
from tests.support.factories import ASHA, a_doctor

EXAMPLE = Path(__file__).parents[2] / "opd.db.example"
EXAMPLE_DAY = "2026-11-22"
SUNDAY = "2028-02-27"
PATIENTS = "SELECT name, shown, mrn FROM patient p LEFT JOIN patient_phone h ON h.patient_id = p.id"


def rows_of(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [line for line in connection.iterdump() if line.startswith("INSERT")]


@pytest.fixture(autouse=True)
def _put_back():
    yield
    connection.close()
    clock.replace(None)
    clock.use_zone("UTC")


@pytest.fixture
def a_sunday(path):
    open_sample(path, f"{SUNDAY}T08:40")


def open_sample(path: Path, now: str, zone: str = "Asia/Kolkata") -> None:
    """A sample of the day of `now`, opened then by its first desk."""
    hospital.make(path, now[:10], time_zone=zone, past_days=1)
    connection.connect(str(path))
    clock.set_local(now)
    hospital.wake()


@pytest.fixture
def example(path):
    """The shipped file, as it comes out of git, opened as opd.db."""
    shutil.copyfile(EXAMPLE, path)
    path.chmod(0o644)
    connection.connect(str(path))
    return path


def test_the_same_day_gives_the_same_rows(tmp_path):
    one, other = tmp_path / "one.db", tmp_path / "other.db"
    made = hospital.make(one, SUNDAY, past_days=1)
    assert hospital.make(other, SUNDAY, past_days=1) == made
    assert rows_of(one) == rows_of(other)
    assert {p.name for p in tmp_path.iterdir()} == {"one.db", "other.db"}, "nothing is left beside them"
    assert made.startswith("7 doctors, 200 patients, ")


def test_the_shipped_example_is_what_the_command_makes(tmp_path):
    """If this fails: remove opd.db.example, then `opd-tui sample opd.db.example --day 2026-11-22`."""
    made = tmp_path / "made.db"
    command = [sys.executable, "-m", "opd_tui", "sample", str(made), "--day", EXAMPLE_DAY]
    subprocess.run(command, check=True, capture_output=True)
    assert rows_of(EXAMPLE) == rows_of(made)
    with closing(sqlite3.connect(f"{EXAMPLE.as_uri()}?mode=ro", uri=True)) as connection:
        assert triggers.missing_triggers(connection) == []


def test_the_shipped_example_is_one_small_file():
    assert EXAMPLE.stat().st_size < 1 << 20
    assert EXAMPLE.read_bytes()[18:20] == b"\x01\x01", "not in WAL mode: reading it needs no file beside it"
    assert [p.name for p in EXAMPLE.parent.glob("opd.db.example*")] == ["opd.db.example"]


def test_a_copy_of_the_example_opens_and_is_clean(example):
    assert checking.check() == ()
    assert clock.zone().key == "Asia/Kolkata"
    with closing(sqlite3.connect(example)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_any_command_works_on_a_copy_of_the_example(tmp_path):
    shutil.copyfile(EXAMPLE, tmp_path / "opd.db")
    (tmp_path / "opd.db").chmod(0o600)  # else it is said that everybody may read it
    command = [sys.executable, "-m", "opd_tui", "check"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_nothing_is_left_to_do_in_the_shipped_example(example):
    day_of = {slot.id: slot.day for slot in queues.summaries()}
    assert set(day_of.values()) == {f"2026-11-{d}" for d in range(17, 21)}
    ends = Counter(token.status for token in queues.tokens(ListTokens()))
    assert set(ends) == {Status.COMPLETED, Status.NO_SHOW, Status.CANCELLED}
    assert ends[Status.COMPLETED] > 8 * ends[Status.NO_SHOW] > 0
    assert ends[Status.COMPLETED] > 8 * ends[Status.CANCELLED] > 0


ANY_DAY = ("2026-11-22T08:40", "2026-11-23T00:00", "2027-02-14T02:10", "2027-12-31T23:59", "2028-02-29T13:05")


@pytest.mark.parametrize("now", ANY_DAY)
def test_a_copy_of_the_example_looks_alive_on_any_day(example, now):
    clock.set_local(now)
    hospital.wake()
    assert_alive(now)


HOURS = [f"2027-06-1{n % 7}T{hour:02}:{minute:02}" for n, (hour, minute) in enumerate(product(range(24), (0, 50)))]
CLOCK_CHANGES = [f"2027-{day}T{time}" for day in ("03-28", "10-31") for time in ("01:50", "03:10", "12:00", "23:50")]


@pytest.mark.long
@pytest.mark.parametrize("now", HOURS)
def test_a_sample_looks_alive_at_any_hour(path, now):
    open_sample(path, now)
    assert_alive(now)


@pytest.mark.parametrize("now", ["2027-06-16T00:05", "2027-06-20T02:00", "2027-12-31T23:50"])
def test_a_sample_looks_alive_at_night(path, now):
    open_sample(path, now)
    assert_alive(now)


@pytest.mark.long
@pytest.mark.parametrize("now", CLOCK_CHANGES)
def test_a_sample_looks_alive_on_a_day_on_which_the_clocks_change(path, now):
    open_sample(path, now, "Europe/Berlin")
    assert_alive(now)


def assert_alive(now: str) -> None:
    """A doctor is at work, people are here and wait for a seat, and nothing is left from before."""
    today = queues.summaries(day=now[:10])
    under_way = [slot for slot in today if slot.start <= now < slot.end]
    assert any(slot.active for slot in under_way)
    assert any(slot.waiting for slot in today if slot.end > now)
    assert any(token.arrived and token.status == Status.ACTIVE for token in queues.tokens(ListTokens(now[:10])))
    assert unresolved.past() == ()
    assert checking.check() == ()
    assert events.latest()[1] <= clock.stamp(clock.now()), "the log knows nothing of the future"


def test_a_sample_wakes_once(example):
    clock.set_local("2027-02-14T09:10")
    hospital.wake()
    before = events.latest()
    clock.set_local("2027-02-15T09:10")
    hospital.wake()
    assert events.latest() == before
    assert not asleep.is_asleep()


def test_a_sample_in_which_somebody_works_already_is_left_to_them(example):
    clock.set_local("2027-02-14T09:10")
    a_doctor()
    hospital.wake()
    assert queues.tokens(ListTokens("2027-02-14")) == ()
    assert not asleep.is_asleep()


def test_the_clock_goes_on_where_it_was_after_a_sample_woke(example):
    clock.set_local("2027-02-14T09:10")
    hospital.wake()
    assert clock.minute(clock.now()) == "2027-02-14T09:10"


def test_a_hospital_is_no_sample(database):
    assert not asleep.is_asleep()


def test_every_slot_of_it_comes_from_a_weekly_slot(example):
    opened = {slot for (slot,) in tables.TemplateDay.select(tables.TemplateDay.slot).tuples()}
    assert opened == {slot.id for slot in queues.summaries()}


def test_one_of_its_weekly_slots_is_a_night(example):
    clock.set_local(f"{EXAMPLE_DAY}T08:40")
    weeks = [t.weekly for doctor in doctors.all_doctors() for t in templates.templates(doctor.id)]
    assert [(w.start, w.end) for w in weeks if "00:00" < w.end < w.start] == [("22:00", "02:00")]


def test_the_hospital_and_one_doctor_have_a_holiday_in_the_weeks_ahead(example):
    clock.set_local(f"{EXAMPLE_DAY}T08:40")
    off = {doctor.name: [h.day for h in holidays.holidays(doctor.id)] for doctor in doctors.all_doctors()}
    assert off.pop("Dr Iyer") == ["2026-11-26", "2026-12-01"]
    assert set(map(tuple, off.values())) == {("2026-12-01",)}


@pytest.mark.parametrize("day", [f"2028-02-{d}" for d in range(21, 28)])
def test_on_every_weekday_the_two_weeks_after_it_open_and_nothing_is_in_the_way(path, day):
    hospital.make(path, day, past_days=1)
    connection.connect(str(path))
    clock.set_local(f"{day}T08:40")
    opened = opening.open_days(OpenDays(opening.days_ahead()[-1]), ASHA)
    assert (opened.slots > 0, opened.passed, checking.check()) == (True, (), ())


def test_the_log_runs_forward_with_several_people_at_their_desks(example):
    clock.set_local(f"{EXAMPLE_DAY}T08:40")
    hospital.wake()
    with closing(sqlite3.connect(example)) as connection:
        stamps = [at for (at,) in connection.execute("SELECT at FROM event ORDER BY id")]
        assert stamps == sorted(stamps)
        assert stamps[-1] < f"{EXAMPLE_DAY}T03:11"  # 08:41 in Kolkata
        assert connection.execute("SELECT DISTINCT actor, desk FROM event ORDER BY desk").fetchall() == [
            ("asha", "desk-1"),
            ("ravi", "desk-2"),
            ("meena", "desk-3"),
            ("joseph", "desk-4"),
        ]


def test_names_come_in_latin_and_nine_other_scripts(example):
    with closing(sqlite3.connect(example)) as connection:
        found = connection.execute(PATIENTS).fetchall()
    scripts = Counter(unicodedata.name(name[-1]).split()[0] for name, _, _ in found)
    assert set(scripts) == {
        *("LATIN", "DEVANAGARI", "TAMIL", "BENGALI", "TELUGU", "KANNADA"),
        *("GUJARATI", "GURMUKHI", "MALAYALAM", "ARABIC"),
    }
    assert scripts["LATIN"] == 120
    assert 0 < sum(mrn is not None for *_, mrn in found) < 200
    assert all(phone is None or digits_of(phone)[-10:].startswith("555") for _, phone, _ in found)


def test_its_day_has_every_kind_of_state_to_look_at(a_sunday):
    assert checking.check() == ()
    assert len({d.department for d in doctors.all_doctors()}) == 5
    slots, tokens = queues.summaries(day=SUNDAY), queues.tokens(ListTokens(SUNDAY))
    assert 0.4 < sum(s.taken for s in slots) / sum(s.capacity for s in slots) < 0.65
    assert {int(s.start[11:13]) for s in slots} >= set(range(7, 21)), "somebody sits at every hour"
    assert {t.status for t in tokens} == {s.value for s in Status}
    assert any(t.called for t in tokens)
    assert any(t.source == "EMERGENCY" and t.status == Status.ACTIVE for t in tokens)
    assert any(t.preemptions and t.status == Status.WAITING for t in tokens)
    assert any(s.waiting >= 4 for s in slots)
    assert any(not s.taken for s in slots)


def test_an_existing_file_is_refused_and_untouched(tmp_path):
    there = tmp_path / "there.db"
    there.write_text("mine")
    with pytest.raises(errors.FileExists):
        hospital.make(there, EXAMPLE_DAY)
    assert there.read_text() == "mine"


@pytest.mark.parametrize("day", ["0001-01-03", "9999-12-30", "tomorrow", "2026-02-30"])
def test_a_day_that_cannot_be_is_refused(path, day):
    with pytest.raises(errors.BadWindow):
        hospital.make(path, day)
    assert not path.exists()


def test_the_clock_and_the_zone_are_put_back_even_when_it_fails(path, monkeypatch):
    clock.use_zone("Europe/Vienna")
    monkeypatch.setattr(booking, "book", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        hospital.make(path, EXAMPLE_DAY, past_days=1)
    assert clock.zone().key == "Europe/Vienna"
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1)
    assert not path.exists()
    with pytest.raises(errors.Storage):
        connection.current()
