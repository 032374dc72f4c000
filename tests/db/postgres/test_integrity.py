"""`check` on a server names the rules that somebody took away, altered or switched off."""

from __future__ import annotations

import pytest

from opd_tui.check import checking
from opd_tui.db import connection
from tests.support.factories import ZONE, a_patient


@pytest.fixture
def raw(bare):
    import psycopg

    connection.connect(bare, as_owner=True, time_zone=ZONE)
    with psycopg.connect(bare, autocommit=True) as opened:
        yield opened


DAMAGE = {
    "trigger token_added is missing": "DROP TRIGGER token_added ON token",
    "trigger token_kept is switched off": "ALTER TABLE token DISABLE TRIGGER token_kept",
    "trigger token_changed was altered": """
        CREATE OR REPLACE TRIGGER token_changed AFTER UPDATE OF status ON token
            FOR EACH ROW EXECUTE FUNCTION opd_token_changed()""",
    "function opd_check_seats was altered": """
        CREATE OR REPLACE FUNCTION opd_check_seats(which bigint, seats bigint) RETURNS void LANGUAGE sql
            AS $$ SELECT $$""",
    "function opd_refuse is missing": "DROP FUNCTION opd_refuse(text)",
}


def test_a_new_database_has_all_its_rules(raw):
    assert checking.check() == ()


@pytest.mark.parametrize("problem", DAMAGE)
def test_a_damaged_rule_is_named(raw, problem):
    raw.execute(DAMAGE[problem])
    assert [finding.problem for finding in checking.check()] == [problem]


WORDS = {
    "is not found by 'rao', a word or spelling of its name": "DELETE FROM patient_word WHERE word = 'rao'",
    "is found by 'shah', no word or spelling of its name": "INSERT INTO patient_word VALUES ('shah', 1)",
}


@pytest.mark.parametrize("problem", WORDS)
def test_search_words_that_do_not_fit_the_name_are_named(raw, problem):
    a_patient("Asha Rao")
    raw.execute(WORDS[problem])
    assert [(f.table, f.row, f.problem) for f in checking.check()] == [("patient", 1, problem)]


def test_another_schema_of_the_same_database_is_nobodys_business(raw):
    raw.execute(
        "CREATE SCHEMA other; CREATE TABLE other.token (id int); CREATE FUNCTION other.opd_kept() RETURNS int"
        " LANGUAGE sql AS 'SELECT 1'"
    )
    assert checking.check() == ()
