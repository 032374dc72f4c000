"""`opd-tui import`: rows of a CSV file become patients and doctors, once."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from opd_tui.check import checking
from opd_tui.cli.main import app
from opd_tui.db import connection, tables
from opd_tui.domain import imports
from opd_tui.domain.errors import OpdError


@pytest.fixture
def take(tmp_path):
    """Import a text as a file; the result of the command."""

    def run(kind: str, text: str, *flags: str, encoding: str = "utf-8"):
        file = tmp_path / "rows.csv"
        file.write_bytes(text.encode(encoding))
        return CliRunner().invoke(app, ["--db", str(tmp_path / "opd.db"), "import", kind, str(file), *flags])

    return run


@pytest.fixture
def stored(tmp_path):
    """What is read from the database that was imported into."""

    def read(what):
        connection.connect(str(tmp_path / "opd.db"))
        try:
            return what()
        finally:
            connection.close()

    return read


def names():
    return [each.name for each in tables.Patient.select().order_by(tables.Patient.id)]


PEOPLE = 'Name,Phone,Hospital number,Age,Sex\n"Nair, Lakshmi",98765 43210,A1,34,female\nरवि कुमार,,,,\n'


def test_patients_are_registered_from_quoted_fields_and_a_marked_file(take, stored):
    done = take("patients", PEOPLE, encoding="utf-8-sig")
    assert (done.exit_code, done.stdout) == (0, "2 added, 0 already there, 0 refused.\n")
    assert stored(names) == ["Nair, Lakshmi", "रवि कुमार"]
    assert not stored(checking.check)


def test_a_second_run_adds_nobody(take, stored):
    take("patients", PEOPLE)
    assert take("patients", PEOPLE).stdout == "0 added, 2 already there, 0 refused.\n"
    assert len(stored(names)) == 2


def test_a_dry_run_says_the_same_and_writes_nothing(take, stored):
    done = take("patients", PEOPLE, "--dry-run")
    assert done.stdout == "2 would be added, 0 already there, 0 refused. Nothing was written.\n"
    assert stored(names) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("?,,,,", "no letter"),
        (",98765 43210,,,", "Enter the patient's name."),
        ("Ram,,,old,", 'The age "old" is not a number.'),
        ("Ram,,,,maybe", 'The sex "maybe" is not known.'),
        ("Ram,none,,,", "phone"),
        ("Ram,,,", "it has 4 fields, and the first line has 5"),
    ],
)
def test_a_row_is_refused_with_its_line_and_the_reason_and_the_others_are_taken(take, stored, row, why):
    done = take("patients", PEOPLE + "\n" + row + "\nSita Devi,,,,\n")
    assert done.exit_code == 1
    assert "Line 5" in done.stderr
    assert why in done.stderr
    assert stored(names)[2:] == ["Sita Devi"]


def test_a_likely_duplicate_is_pointed_out(take):
    done = take("patients", "name,phone\nLakshmi Nair,98765 43210\nL Menon,98765 43210\n")
    assert "Line 3 (L Menon): likely the same as Lakshmi Nair" in done.stderr
    assert "1 likely duplicate." in done.stdout


@pytest.mark.parametrize(
    ("text", "encoding", "why"),
    [
        ("name,colour\nRam,red\n", "utf-8", 'columns that are not known: "colour"'),
        ("phone\n98765\n", "utf-8", "no column name"),
        ("name,Name\nRam,Ram\n", "utf-8", "a column twice"),
        ("name\nRenée\n", "latin-1", "line 2 is not UTF-8"),
        ('name\n"Ram\n', "utf-8", "line 2"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(take, text, encoding, why):
    done = take("patients", text, encoding=encoding)
    assert isinstance(done.exception, OpdError)
    assert why in done.exception.message


def test_a_run_that_was_stopped_ends_as_one_that_was_not(take, stored, monkeypatch):
    monkeypatch.setattr(imports, "MAX_ROWS_AT_ONCE", 2)
    text = "name,phone\n" + "".join(f"Ram {chr(65 + n)},98765 4321{n}\n" for n in range(5))
    with monkeypatch.context() as stopped:
        count = iter(range(9))

        def row(_done):
            if next(count) == 3:
                raise KeyboardInterrupt

        stopped.setattr("opd_tui.messages.about_imports.row", row)
        take("patients", text)
    assert len(stored(names)) == 4
    assert take("patients", text).stdout == "1 added, 4 already there, 0 refused.\n"
    assert len(stored(names)) == 5
    assert stored(lambda: len({e.operation for e in tables.Event.select()})) == 3


def test_doctors_are_added_once_and_one_of_the_same_name_is_pointed_out(take, stored):
    text = "name,department,room\nDr Rao,Cardiology,3\nDr Rao,Skin,4\n"
    done = take("doctors", text)
    assert "Line 3 (Dr Rao): likely the same as Dr Rao, Cardiology" in done.stderr
    assert take("doctors", text).stdout == "0 added, 2 already there, 0 refused.\n"
    assert stored(lambda: [(d.department, d.room) for d in tables.Doctor.select()]) == [
        ("Cardiology", "3"),
        ("Skin", "4"),
    ]


def test_no_bar_is_drawn_where_nobody_sees_it(take):
    assert take("patients", PEOPLE).stderr == ""
