"""A row with one damaged character is named, and the rest of the listing is shown."""

from __future__ import annotations

import subprocess
import sys

import pytest

from opd_tui.db import connection
from opd_tui.runtime import log_file
from tests.support.factories import a_slot, a_token

pytestmark = pytest.mark.sqlite("PostgreSQL stores only texts in a column of texts")

DAMAGE = {
    "slot 1": ("token 1", "token", "UPDATE token SET source = 'WALKIX' WHERE id = 1"),
    "tokens": ("token 1", "token", "UPDATE token SET status = 'ACTIVX' WHERE id = 1"),
    "log": ("event 5", "event", "UPDATE event SET at = 'X' || substr(at, 2) WHERE id = 5"),
}


@pytest.mark.parametrize("listing", DAMAGE)
def test_a_damaged_row_is_named_and_the_rest_is_shown(database, listing):
    named, table, damage = DAMAGE[listing]
    slot = a_slot(2)
    a_token(slot.id)
    a_token(slot.id)
    raw = connection.current().database
    raw.execute_sql("PRAGMA ignore_check_constraints = 1")
    for (name,) in raw.execute_sql(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,)
    ).fetchall():
        raw.execute_sql(f"DROP TRIGGER {name}")
    raw.execute_sql(damage)
    connection.close()
    command = [sys.executable, "-m", "opd_tui", "--db", str(database), *listing.split()]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0
    assert f"{named} is damaged" in done.stderr
    assert "Patient" in done.stdout


@pytest.mark.parametrize("listing", ["doctors", "tokens", "check"])
def test_a_damaged_name_of_a_table_is_named_and_nothing_of_a_patient_is_in_the_log_file(database, listing):
    a_token(a_slot(2).id)
    connection.current().database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    raw = bytearray(database.read_bytes())
    raw[raw.find(b"doctordoctor")] = 0x82
    database.write_bytes(raw)
    command = [sys.executable, "-m", "opd_tui", "--db", str(database), listing]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert 'a table is called "\\x82octor"' in done.stderr
    assert "last backup" in done.stderr
    assert not log_file.path().exists()
