"""The commands that watch a day: no-shows, report, activity, and a doctor's own grace."""

from __future__ import annotations

import csv
import io
import json
import select
import subprocess
import sys

import pytest

from opd_tui.cli.context import errors_in_words
from opd_tui.cli.main import app
from opd_tui.db import connection
from opd_tui.domain.requests.settings import Set
from opd_tui.domain.requests.slots import DoctorHere
from opd_tui.runtime import clock
from opd_tui.services import hospital_settings
from opd_tui.services.slots import lateness
from tests.support.factories import ASHA, TODAY, ZONE, a_slot, a_token


@pytest.fixture
def slot(database):
    """A slot from 10:00 whose doctor is here, in a hospital that waits 20 minutes."""
    hospital_settings.change(Set("no_show_grace_minutes", 20), ASHA)
    made = a_slot(12).id
    lateness.doctor_here(DoctorHere(made), ASHA)
    return made


@pytest.fixture
def run(database, capsys):
    """Run a command on the open database at a time of today; its exit status, what it printed, and what it said."""

    def command(*words: str, at: str = "09:00") -> tuple[object, str, str]:
        connection.close()
        clock.set_local(f"{TODAY}T{at}")
        status: object = 0
        try:
            with errors_in_words():
                status = app(["--db", str(database), "--actor", "cron", *words], standalone_mode=False) or 0
        except SystemExit as e:
            status = e.code
        connection.connect(str(database))
        told = capsys.readouterr()
        return status, told.out, told.err

    return command


def test_no_shows_names_whom_it_marked(slot, run):
    a_token(slot, "ONLINE")
    status, out, _ = run("no-shows", at="10:20")
    assert (status, out.endswith("is a no-show: not checked in by the deadline.\n")) == (0, True)
    assert run("no-shows", at="10:21")[1] == "Nobody is past the deadline.\n"


def test_no_shows_of_more_than_ten_is_exit_1_and_a_sentence(slot, run):
    for _ in range(11):
        a_token(slot, "ONLINE")
    status, out, err = run("no-shows", at="13:00")
    assert (status, out) == (1, "")
    assert "11 patients are past their deadline" in err
    assert "--yes" in err
    assert run("no-shows", "--dry-run", at="13:00")[0] == 0
    assert len(run("no-shows", "--yes", at="13:00")[1].splitlines()) == 11


def test_no_shows_says_that_they_are_off(database, run):
    assert run("no-shows")[1].startswith("Automatic no-shows are off")


def test_no_shows_makes_no_database(tmp_path, capsys):
    missing = tmp_path / "none.db"
    with pytest.raises(SystemExit), errors_in_words():
        app(["--db", str(missing), "no-shows"], standalone_mode=False)
    assert not missing.exists()


def test_a_doctors_own_grace_is_set_shown_and_given_up(slot, run):
    said = run("set", "no_show_grace_minutes", "45", "--doctor", "1")[1]
    assert said == "no_show_grace_minutes of Dr Rao is 45; it was as the hospital decides.\n"
    assert run("set", "no_show_grace_minutes", "--doctor", "1")[1] == "45\n"
    assert "as the hospital decides" in run("set", "no_show_grace_minutes", "hospital", "--doctor", "1")[1]
    assert run("set", "open_days", "20", "--doctor", "1")[0] == 1
    assert run("set", "open_days", "--doctor", "1")[0] == 1


def test_set_lists_the_doctors_who_have_a_grace_of_their_own(slot, run):
    run("set", "no_show_grace_minutes", "45", "--doctor", "1")
    assert run("set")[1].splitlines()[-1] == "no_show_grace_minutes of Dr Rao  45"
    assert run("set", "--doctor", "1")[1] == "no_show_grace_minutes of Dr Rao  45\n"


def test_turning_no_shows_on_says_what_it_would_have_done(database, run):
    assert "Nobody was seen in the last 7 days" in run("set", "no_show_grace_minutes", "20")[1]


@pytest.fixture
def booked(slot):
    """Three tokens."""
    return [a_token(slot, source).id for source in ("PAID", "ONLINE", "ONLINE")]


def test_report_gives_the_same_numbers_as_table_json_and_csv(booked, run):
    table = run("report")[1].splitlines()
    assert table[0].split("\t")[:2] == ["doctor", "booked"]
    assert table[1].split("\t")[:2] == ["Dr Rao", "3"]
    [row] = json.loads(run("report", "--json")[1])["rows"]
    assert (row["name"], row["booked"], row["sources"]["ONLINE"], row["no_show_rate"]) == ("Dr Rao", 3, 2, None)
    [line] = csv.DictReader(io.StringIO(run("report", "--csv")[1]))
    assert (line["name"], line["booked"], line["sources_ONLINE"], line["no_show_rate"]) == ("Dr Rao", "3", "2", "")


def test_report_as_csv_has_its_header_also_without_rows(slot, run):
    assert run("report", "--from", "2031-01-01", "--csv")[1].startswith("doctor,name,booked,")


def test_report_is_csv_or_json(slot, run):
    assert run("report", "--csv", "--json")[0] != 0


def test_report_of_a_span_by_source(booked, run):
    answer = json.loads(run("report", "--from", TODAY, "--to", "2026-11-24", "--by", "source", "--json")[1])
    assert [(row["source"], row["booked"]) for row in answer["rows"]] == [("PAID", 1), ("ONLINE", 2)]


def test_report_refuses_what_it_does_not_know(slot, run):
    status, _, err = run("report", "--by", "moon")
    assert (status, "not by 'moon'" in err) == (1, True)


def test_activity_prints_a_line_each_oldest_first(booked, run):
    lines = run("activity", "booked")[1].splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("09:00 asha: №1 ")


def test_activity_as_json_and_where_nothing_is_found(booked, run):
    assert len(json.loads(run("activity", "booked", "--json")[1])["events"]) == 3
    assert run("activity", "zzz")[1:] == ("", "opd-tui: Nothing of today is found by these words.\n")


def test_activity_goes_on_with_what_happens(path):
    """It prints what another process books while it follows, also if midnight comes meanwhile."""
    connection.connect(str(path), create=True, time_zone=ZONE)
    slot = a_slot(day="2999-01-01").id
    command = [sys.executable, "-m", "opd_tui", "--db", str(path), "activity", "--follow", "booked"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as following:
        try:
            while not select.select([following.stdout], [], [], 0.2)[0]:  # until it follows
                a_token(slot)
            last = a_token(slot).number
            while f"№{last} " not in (line := following.stdout.readline().decode()):
                assert line, "it ended"
        finally:
            following.terminate()
    connection.close()
