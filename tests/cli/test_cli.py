"""The command line, as a person at a shell or another program meets it."""

from __future__ import annotations

import io
import json
import logging
import os
import pty
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

from opd_tui import __main__
from opd_tui.cli import main
from opd_tui.db import connection, tables
from opd_tui.runtime import clock, log_file
from opd_tui.services.slots import doctors
from tests.support.factories import a_doctor, a_patient, a_slot, a_token

HOSTILE = "\x1b]0;owned\x07[b]Ram[/b] [@click=app.quit]\u202egnihton\u202c\x9b31m\u2028end\ttab"
"""A title sequence, markup, a right-to-left override, a C1 control, a line separator and a tab."""


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsysbinary, monkeypatch, tmp_path):
    """Run a command in an empty current folder, as the program does."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    def command(*args: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["opd-tui", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        out, err = capsysbinary.readouterr()
        return Done(ended.value.code, out.decode(), err.decode())

    yield command
    clock.replace(None)


@pytest.fixture
def hospital(database) -> Path:
    """Two doctors; a slot of two seats with three tokens, the first called in; nothing is open."""
    slot = a_slot(seats=2)
    a_doctor("Dr Iyer")
    for name, source in (("Asha Patil", "PAID"), ("Ravi Kumar", "WALKIN"), ("Meena Shah", "WALKIN")):
        a_token(slot.id, source, a_patient(name).id)
    connection.close()
    return database


READING = {
    "doctors": [],
    "slots": [],
    "slot": ["1"],
    "tokens": [],
    "log": [],
    "check": [],
    "backup": ["copy.db"],
}
COMMANDS = list(typer.main.get_command(main.app).commands)


def one_line(text: str) -> bool:
    return text.startswith("opd-tui: ") and text.count("\n") == 1 and "Traceback" not in text


# Looking changes nothing


@pytest.fixture
def kept(run, hospital, tmp_path) -> Path:
    """A backup of the hospital."""
    assert run("--db", hospital, "backup", tmp_path / "kept.db").code == 0
    return tmp_path / "kept.db"


@pytest.mark.sqlite("a file")
@pytest.mark.parametrize("command", READING)
def test_a_command_that_reads_leaves_the_file_as_it_is(run, kept, command):
    before, beside = kept.read_bytes(), {*kept.parent.iterdir()}
    assert run("--db", kept, command, *READING[command]).code == 0
    assert kept.read_bytes() == before
    assert {*kept.parent.iterdir()} == beside


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to anything")
@pytest.mark.parametrize("command", READING)
def test_a_backup_that_nobody_may_write_to_can_be_read(run, kept, command):
    kept.chmod(0o400)
    kept.parent.chmod(0o500)
    try:
        assert run("--db", kept, command, *READING[command]).code == 0
    finally:
        kept.parent.chmod(0o700)


# The sample


@pytest.mark.parametrize("day", ["0001-01-10", "1969-12-31", "9999-12-31"])
def test_a_sample_of_a_day_too_far_away_is_refused_in_words(run, path, day):
    done = run("sample", path, "--day", day)
    assert (done.code, done.out) == (1, "")
    assert f"{day!r} is outside the years 1970 to 2999" in done.err
    assert not path.exists()


# Damaged pages


@pytest.fixture
def damaged(hospital) -> Path:
    """The hospital with the page of an index overwritten."""
    with closing(sqlite3.connect(hospital)) as raw:
        (page,) = raw.execute("SELECT rootpage FROM sqlite_master WHERE name = 'token_arrival'").fetchone()
        (size,) = raw.execute("PRAGMA page_size").fetchone()
    with hospital.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    return hospital


@pytest.mark.sqlite("a file")
def test_a_copy_of_a_damaged_file_is_kept_and_called_damaged(run, damaged):
    done = run("--db", damaged, "backup", "copy.db")
    assert (done.code, done.out) == (1, "")
    assert one_line(done.err)
    assert f"The copy copy.db was written, but it has the same damage as {damaged}" in done.err
    assert Path("copy.db").stat().st_size == damaged.stat().st_size


@pytest.mark.sqlite("a file")
def test_check_names_what_is_damaged(run, damaged):
    done = run("--db", damaged, "check")
    assert (done.code, done.err) == (1, "")
    assert "schema sqlite_master 0: pages of the table token or of its indexes" in done.out


# A damaged row


@pytest.mark.sqlite("PostgreSQL stores only texts in a column of texts")
@pytest.mark.parametrize("value", ["x'ff00'", "CAST(x'ff00' AS TEXT)"])
@pytest.mark.parametrize("words", [["tokens"], ["tokens", "--json"], ["slot", "1"], ["slot", "1", "--json"]], ids=str)
def test_a_listing_says_in_words_that_a_row_is_damaged(run, hospital, words, value):
    with closing(sqlite3.connect(hospital)) as raw, raw:
        raw.execute(f"UPDATE patient SET name = {value} WHERE id = 1")
    done = run("--db", hospital, *words)
    assert (done.code, done.out) == (1, "")
    assert one_line(done.err)
    assert "`opd-tui check` names it" in done.err


# Which database


@pytest.mark.parametrize("command", READING)
def test_a_reading_command_says_that_the_file_is_missing_and_makes_none(run, path, command):
    done = run("--db", path, command, *READING[command])
    assert (done.code, done.out) == (1, "")
    assert done.err == f"opd-tui: There is no database at {path}. `opd-tui --db {path} init` creates one.\n"
    assert not path.exists()
    assert os.listdir() == []


@pytest.mark.parametrize("words", [["init"], ["doctors"], ["batch", "-"]], ids=str)
def test_an_empty_name_is_no_database(run, words):
    assert run("--db", "", *words) == (1, "", "opd-tui: '' is not a file name for a database.\n")
    assert os.listdir() == []


def test_init_makes_a_missing_file_and_says_so(run, path):
    done = run("--db", path, "init", "--zone", "Asia/Kolkata")
    assert done == (0, f"{path} created; its time zone is Asia/Kolkata.\n", "")


@pytest.mark.sqlite("a file")
@pytest.mark.parametrize("zone", [(), ("--zone", "Asia/Kolkata")])
def test_init_says_that_there_is_one(run, hospital, zone):
    done = run("--db", hospital, "init", *zone)
    assert done == (0, f"{hospital} already exists; its time zone is Asia/Kolkata.\n", "")


@pytest.mark.sqlite("a file")
def test_init_in_another_zone_than_the_one_it_has_is_refused(run, hospital):
    done = run("--db", hospital, "init", "--zone", "Europe/London")
    assert (done.code, done.out) == (1, "")
    assert f"{hospital} already exists with time zone Asia/Kolkata, not Europe/London" in done.err


def test_init_in_no_known_zone_makes_nothing(run, path):
    done = run("--db", path, "init", "--zone", "Mars/Base")
    assert done.code == 1
    assert "'Mars/Base' is not a time zone" in done.err
    assert not path.exists()


def test_batch_makes_a_missing_file(run, path):
    assert run("--db", path, "batch", "-").code == 0
    assert path.exists()


def test_batch_makes_nothing_for_an_input_that_is_missing(run, path):
    done = run("--db", path, "batch", "nowhere.jsonl")
    assert done == (1, "", "opd-tui: nowhere.jsonl cannot be read: No such file or directory.\n")
    assert not path.exists()


def test_the_desk_without_a_terminal_says_so_and_makes_nothing(run, path):
    done = run("--db", path)
    assert done.code == 1
    assert one_line(done.err)
    assert "needs a terminal" in done.err
    assert not path.exists()


def database_of(done: Done) -> str:
    return re.search(r"There is no database at (\S+)\. ", done.err)[1]


def test_the_database_is_opd_db_in_the_current_folder(run):
    assert database_of(run("doctors")) == f"{os.getcwd()}/opd.db"


def test_the_settings_file_names_the_database(run):
    Path(os.environ["OPD_CONFIG"]).write_text('db = "/nowhere/settings.db"')
    assert database_of(run("doctors")) == "/nowhere/settings.db"


def test_the_environment_is_before_the_settings_file(run, monkeypatch):
    Path(os.environ["OPD_CONFIG"]).write_text('db = "/nowhere/settings.db"')
    monkeypatch.setenv("OPD_DB", "/nowhere/environment.db")
    assert database_of(run("doctors")) == "/nowhere/environment.db"


def test_the_flag_is_before_the_environment(run, monkeypatch):
    monkeypatch.setenv("OPD_DB", "/nowhere/environment.db")
    assert database_of(run("--db", "/nowhere/flag.db", "doctors")) == "/nowhere/flag.db"


def test_an_older_file_is_brought_up_to_date_with_a_word_about_it(run, hospital, monkeypatch):
    opened = connection.Opened(str(hospital), notice="It was brought up to date.")
    connect = connection.connect
    monkeypatch.setattr(connection, "connect", lambda *a, **k: connect(*a, **k) and opened)
    for command in ("doctors", "init"):
        assert run("--db", hospital, command).err == f"opd-tui: {opened.notice}\n"


# Who


def actor_of(run, path: Path, *flags: str) -> str:
    run("--db", path, *flags, "batch", "-", stdin='{"do":"add-doctor","name":"Dr Rao"}\n')
    [event] = json.loads(run("--db", path, "log", "--json").out)["events"]
    return event["actor"]


def test_the_actor_is_the_login_name(run, path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ravi")
    assert actor_of(run, path) == "ravi"


def test_the_actor_of_the_environment_is_before_the_login_name(run, path, monkeypatch):
    monkeypatch.setenv("LOGNAME", "ravi")
    monkeypatch.setenv("OPD_ACTOR", "meena")
    assert actor_of(run, path) == "meena"


def test_the_actor_of_the_flag_is_before_the_environment(run, path, monkeypatch):
    monkeypatch.setenv("OPD_ACTOR", "meena")
    assert actor_of(run, path, "--actor", "joseph") == "joseph"


# Exit codes and errors


@pytest.mark.parametrize(
    "args",
    [
        ["no-such-command"],
        ["--no-such-option"],
        ["slot"],
        ["slot", "first"],
        ["slots", "--doctor", "Rao"],
        ["log", "1", "--slot", "1"],
        ["log", "--last", "0"],
        ["doctors", "--db", "opd.db"],
        ["batch"],
        ["backup"],
    ],
)
def test_a_usage_error_exits_2_with_the_usage(run, hospital, args):
    done = run("--db", hospital, *args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: ")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["slot", "99"], "There is no slot with id 99"),
        (["slot", "99999999999999999999"], "A number past 64 bits"),
        (["slots", "--doctor", "99"], "There is no doctor with id 99"),
        (["slots", "--day", "tomorrow"], "'tomorrow' is not a day"),
        (["tokens", "--day", "2026-02-30"], "'2026-02-30' is not a day"),
        (["tokens", "--day", "٢٠٢٦-11-23"], "is not a day"),
        (["log", "99"], "There is no token with id 99"),
        (["log", "--slot", "99"], "There is no slot with id 99"),
        (["backup", "/nowhere/copy.db"], "cannot be written: No such file or directory"),
    ],
)
def test_a_refusal_is_one_line_and_exits_1(run, hospital, args, message):
    done = run("--db", hospital, *args)
    assert (done.code, done.out) == (1, "")
    assert one_line(done.err)
    assert message in done.err


def test_what_was_typed_comes_back_harmless_and_on_one_line(run):
    done = run("--db", "/nowhere/\x1b[31m\n\u202edb", "doctors")
    assert one_line(done.err)
    assert not {"\x1b", "\u202e"} & set(done.err)


def test_a_broken_settings_file_is_named_on_one_line(run):
    Path(os.environ["OPD_CONFIG"]).write_text("colour = 1")
    done = run("doctors")
    assert done.code == 1
    assert one_line(done.err)
    assert f"The settings file {os.environ['OPD_CONFIG']} cannot be used" in done.err


def test_version_needs_no_settings(run):
    Path(os.environ["OPD_CONFIG"]).write_text("colour = 1")
    assert re.fullmatch(r"opd-tui \d+\.\d+\.\d+\n", run("--version").out)


@pytest.fixture
def log(monkeypatch) -> Iterator[Path]:
    """A logger as a new process has it; the path of its file."""
    logger = logging.getLogger("opd_tui")
    monkeypatch.setattr(logger, "handlers", [])
    log_file.logger.cache_clear()
    yield log_file.path()
    for handler in logger.handlers:
        handler.close()
    log_file.logger.cache_clear()


@pytest.fixture
def crash(monkeypatch, log):
    """A defect in a service."""

    def broken() -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr(doctors, "all_doctors", broken)


def test_a_crash_is_one_line_that_names_the_log_file(run, hospital, crash, log):
    done = run("--db", hospital, "doctors")
    assert done == (
        1,
        "",
        f"opd-tui: Something unexpected went wrong (ZeroDivisionError); {log} has the details.\n",
    )


def test_the_log_file_has_the_traceback_and_is_private(run, hospital, crash, log):
    before = os.umask(0)
    try:
        run("--db", hospital, "doctors")
    finally:
        os.umask(before)
    assert "ZeroDivisionError" in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_the_log_file_stays_private_when_it_is_rotated(log):
    for _ in range(3):
        log_file.logger().error("x" * 600_000)
    modes = {found.name: found.stat().st_mode & 0o777 for found in log.parent.iterdir()}
    assert modes == dict.fromkeys(["opd-tui.log", "opd-tui.log.1", "opd-tui.log.2"], 0o600)


def test_a_log_file_that_cannot_be_made_costs_nothing_but_the_details(run, hospital, crash, log):
    log.parent.parent.mkdir(parents=True, exist_ok=True)
    log.parent.write_text("in the way")
    assert one_line(run("--db", hospital, "doctors").err)


def test_a_log_file_on_a_full_disk_puts_no_traceback_on_the_screen():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "from opd_tui.runtime import log_file; log_file.logger().error('more than ten bytes')"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).stderr == b""


def shell(hospital: Path, command: str) -> Done:
    """The command in a real shell, with `opd` for the program."""
    program = f'opd() {{ {sys.executable} -m opd_tui --db {hospital} "$@"; }}; '
    done = subprocess.run(["bash", "-c", program + command], capture_output=True, text=True)
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has it")
@pytest.mark.parametrize("command", ["doctors", "check", "batch -"])
def test_output_that_cannot_be_written_is_one_line_and_exits_1(hospital, command):
    done = shell(hospital, f"""echo '{{"do":"doctors"}}' | opd {command} > /dev/full""")
    assert (done.code, done.err) == (1, "opd-tui: The system refused: No space left on device.\n")


def test_a_reader_that_went_away_is_no_error_message(hospital):
    assert shell(hospital, "opd log --json | true; exit 0").err == ""


# check


def test_check_of_a_clean_database_exits_0(run, hospital):
    assert run("--db", hospital, "check") == (0, "No errors found.\n", "")


def test_check_names_what_it_finds_and_exits_1(run, hospital):
    connection.connect(str(hospital))
    connection.current().database.execute_sql("UPDATE token SET preemptions = 7 WHERE id = 3")
    connection.close()
    done = run("--db", hospital, "check")
    assert (done.code, done.err) == (1, "")
    assert done.out == "I7 token 3: preemptions is 7, but the log ends with none\n1 error(s) found.\n"


# backup


@pytest.mark.sqlite("a file")
def test_backup_writes_a_private_copy_that_is_clean(run, hospital):
    assert run("--db", hospital, "backup", "copy.db") == (0, "Backup written to copy.db.\n", "")
    assert Path("copy.db").stat().st_mode & 0o777 == 0o600
    assert run("--db", "copy.db", "check").code == 0


def test_backup_never_writes_over_a_file(run, hospital):
    Path("copy.db").write_text("precious")
    done = run("--db", hospital, "backup", "copy.db")
    assert (done.code, Path("copy.db").read_text()) == (1, "precious")
    assert "never overwritten" in done.err


# Tables and JSON


def rows(done: Done) -> list[list[str]]:
    assert (done.code, done.err) == (0, "")
    return [line.split("\t") for line in done.out.splitlines()]


def test_doctors_are_listed_plain_and_tab_separated(run, hospital):
    assert rows(run("--db", hospital, "doctors")) == [
        ["id", "name", "department", "room"],
        ["1", "Dr Rao", "Cardiology", "3"],
        ["2", "Dr Iyer", "Cardiology", "3"],
    ]


def test_slots_are_listed_with_what_is_taken(run, hospital):
    assert rows(run("--db", hospital, "slots", "--day", "2026-11-23", "--doctor", "1")) == [
        ["id", "doctor", "day", "time", "capacity", "active", "completed", "waiting"],
        ["1", "Dr Rao", "2026-11-23", "10:00–11:00", "2", "2", "0", "1"],
    ]


@pytest.mark.parametrize("command", [["slot", "1"], ["tokens"], ["tokens", "--day", "2026-11-23"]])
def test_tokens_are_listed_in_order(run, hospital, command):
    assert rows(run("--db", hospital, *command)) == [
        ["id", "number", "slot", "patient", "source", "status", "called", "preemptions"],
        ["1", "1", "1", "Asha Patil", "PAID", "ACTIVE", "", "0"],
        ["2", "2", "1", "Ravi Kumar", "WALKIN", "ACTIVE", "", "0"],
        ["3", "3", "1", "Meena Shah", "WALKIN", "WAITING", "", "0"],
    ]


def actions(done: Done) -> list[str]:
    return [row[4] for row in rows(done)[1:]]


def test_the_log_of_a_token_is_asked_for_by_its_id(run, hospital):
    assert actions(run("--db", hospital, "log", "3")) == ["book"]


def test_the_log_of_a_slot_has_its_tokens_too(run, hospital):
    assert actions(run("--db", hospital, "log", "--slot", "1")) == ["add-slot", "book", "book", "book"]


def test_the_log_shows_the_newest_events_oldest_first(run, hospital):
    assert actions(run("--db", hospital, "log", "--last", "3")) == ["book", "add-patient", "book"]


def test_the_log_says_in_words_what_changed_and_why(run, hospital):
    lines = '{"do":"set-capacity","slot":1,"capacity":1}\n{"do":"cancel","token":1,"reason":"phoned"}\n'
    run("--db", hospital, "batch", "-", stdin=lines)
    assert [row[4::4] for row in rows(run("--db", hospital, "log", "--last", "4"))[1:]] == [
        ["set-capacity", "capacity 2 → 1"],
        ["preempt", "status ACTIVE → WAITING, why set-capacity"],
        ["cancel", "status ACTIVE → CANCELLED, reason phoned"],
        ["promote", "status WAITING → ACTIVE, why cancel"],
    ]


def test_the_log_has_lists_and_marks_as_people_write_them(run, hospital):
    lines = (
        '{"do":"clock","at":"2026-11-23T10:00"}\n'
        '{"do":"add-patient","name":"Two Phones","phone":"9820012345 / 9765432109"}\n{"do":"call","slot":1}\n'
    )
    run("--db", hospital, "batch", "-", stdin=lines)
    patient, call = (row[-1] for row in rows(run("--db", hospital, "log", "--last", "2"))[1:])
    assert "phone 98200 12345 / 97654 32109" in patient
    assert "called no → yes" in call


def test_an_empty_table_gives_a_pipe_its_columns_and_a_person_a_sentence(run, path):
    run("--db", path, "init")
    done = run("--db", path, "doctors")
    assert done == (0, "id\tname\tdepartment\troom\n", "There are no doctors yet.\n")


def document(done: Done) -> dict:
    assert (done.code, done.err) == (0, "")
    return json.loads(done.out)


def test_a_retired_doctor_is_listed_as_such(run, hospital):
    run("--db", hospital, "--actor", "asha", "batch", "-", stdin='{"do":"retire-doctor","doctor":2}')
    listed = rows(run("--db", hospital, "doctors"))
    assert [row[-1] for row in listed] == ["state", "", "retired"]


def test_doctors_as_json(run, hospital):
    [rao, _] = document(run("--db", hospital, "doctors", "--json"))["doctors"]
    assert rao == {"id": 1, "name": "Dr Rao", "department": "Cardiology", "room": "3"}


SLOT = {"id", "doctor", "start", "end", "capacity", "completed", "closed", "late_minutes", "active", "waiting"}
TOKEN = (
    {"id", "number", "slot", "patient", "source", "priority", "status", "arrival", "called"}
    | {"arrived", "called_at", "ended_at", "stepped_out_at", "expected"}
    | {"preemptions"}
)
EVENT = {"id", "at", "actor", "desk", "action", "token", "slot", "cause", "detail"}


def test_slots_as_json_have_both_queues(run, hospital):
    [slot] = document(run("--db", hospital, "slots", "--json"))["slots"]
    assert set(slot) == SLOT
    assert [len(slot["active"]), len(slot["waiting"])] == [2, 1]


def test_a_slot_as_json_has_both_queues(run, hospital):
    slot = document(run("--db", hospital, "slot", "1", "--json"))
    assert set(slot) == SLOT
    assert [token["id"] for token in slot["waiting"]] == [3]


def test_tokens_as_json(run, hospital):
    tokens = document(run("--db", hospital, "tokens", "--json"))["tokens"]
    assert {key for token in tokens for key in token} == TOKEN


def test_the_log_as_json(run, hospital):
    events = document(run("--db", hospital, "log", "--json"))["events"]
    assert {key for event in events for key in event} == EVENT


# Help


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_has_an_example(run, command):
    done = run(*command, "--help")
    assert done.code == 0
    assert f"Example: {'echo' if command == ['batch'] else 'opd-tui'} " in done.out
    assert " ".join(command) in done.out.partition("Example: ")[2]


def test_help_works_beside_a_broken_settings_file(run):
    Path(os.environ["OPD_CONFIG"]).write_text("colour = 1")
    assert run("doctors", "--help").code == 0


# Hostile names


@pytest.fixture
def hostile(database) -> Path:
    """A hand in the database has put the worst of names into it; nothing is open."""
    a_token(a_slot().id)
    tables.Doctor.update(name=HOSTILE, department=HOSTILE, room=HOSTILE).execute()
    tables.Patient.update(name=HOSTILE).execute()
    connection.close()
    return database


LISTS = [["doctors"], ["slots"], ["slot", "1"], ["tokens"], ["log"], ["check"]]
LISTS_AS_JSON = [[*command, "--json"] for command in LISTS[:-1]]
ACTS = set("\x1b\x07\x9b\u202e\u202c\u2028")


@pytest.mark.parametrize("command", LISTS + LISTS_AS_JSON, ids=" ".join)
def test_a_hostile_name_acts_on_nothing(run, hostile, command):
    assert not ACTS & set(run("--db", hostile, *command).out)


@pytest.mark.parametrize("command", LISTS[:-1], ids=" ".join)
def test_a_hostile_name_stays_in_its_row_and_column(run, hostile, command):
    assert len({len(row) for row in rows(run("--db", hostile, *command))}) == 1


@pytest.mark.parametrize("words", [["init"], ["sample"], ["backup"]], ids=str)
def test_a_hostile_path_acts_on_nothing(run, hospital, words):
    target = "a\x1b[31m\u202e\x9bb.db"
    args = ["--db", target, "init"] if words == ["init"] else ["--db", hospital, *words, target]
    done = run(*args)
    assert (done.code, done.err) == (0, "")
    assert "a\ufffd[31m·\ufffdb.db" in done.out
    assert not set(target) & set("\x1b\x9b\u202e") & set(done.out)


def test_a_hostile_name_is_in_the_json_as_it_is(run, hostile):
    [doctor] = document(run("--db", hostile, "doctors", "--json"))["doctors"]
    assert doctor["name"] == HOSTILE


def on_a_terminal(*args: object, **variables: str) -> str:
    """What the program writes to a terminal of 80 columns."""
    master, slave = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "80", **variables}
    with subprocess.Popen([sys.executable, "-m", "opd_tui", *map(str, args)], stdout=slave, env=environment):
        os.close(slave)
        written = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while more := os.read(master, 65536):
                written += more
    os.close(master)
    return written.decode()


STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize("command", LISTS, ids=" ".join)
def test_on_a_terminal_a_hostile_name_acts_on_nothing(hostile, command):
    assert not ACTS & set(STYLE.sub("", on_a_terminal("--db", hostile, *command)))


def test_on_a_terminal_markup_in_a_name_is_shown_as_it_is(hostile):
    assert "[b]Ram[/b]" in on_a_terminal("--db", hostile, "doctors")


def test_on_a_terminal_a_table_has_a_line_under_its_columns(hospital):
    assert "───" in on_a_terminal("--db", hospital, "doctors")


def test_on_a_terminal_of_80_columns_nothing_is_cut(hospital):
    shown = STYLE.sub("", on_a_terminal("--db", hospital, "log"))
    assert "…" not in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert {"add-patient", "add-doctor", "add-slot", "book"} <= set(shown.split())


def test_a_terminal_that_knows_only_ascii_gets_a_table_too(hostile):
    assert "[b]Ram[/b]" in on_a_terminal("--db", hostile, "doctors", PYTHONIOENCODING="ascii")


# The desk at once


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        ([], {}),
        (["--db", "opd.db"], {"db": "opd.db"}),
        (["--db=a=b.db", "--actor", "asha"], {"db": "a=b.db", "actor": "asha"}),
        (["--db", "one.db", "--db", "two.db"], {"db": "two.db"}),
    ],
)
def test_the_desk_opens_without_the_command_line_if_nothing_else_is_asked(words, flags):
    assert __main__.desk_flags(words) == flags


@pytest.mark.parametrize(
    "words",
    [
        ["check"],
        ["--db", "opd.db", "check"],
        ["--help"],
        ["--db"],
        ["--db="],
        ["--db", "--help"],
        ["--version"],
        ["--"],
    ],
)
def test_every_doubt_is_the_command_lines(words):
    assert __main__.desk_flags(words) is None
