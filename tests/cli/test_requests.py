"""The types of the requests: what a line may hold, what is said of a wrong one, and the JSON Schema made from them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from opd_tui.cli import json_schema
from opd_tui.cli.answers import answer_to
from opd_tui.cli.json_input import VERBS, fields_of_line, is_list, plain_type, request_of
from opd_tui.domain.errors import BadRequest
from opd_tui.domain.requests.patients import NewPatient
from opd_tui.domain.requests.slots import AddSlot, ListDoctors
from opd_tui.domain.requests.tokens import Book

SCHEMA = Path(__file__).parents[2] / "docs" / "batch.schema.json"


def refusal(line):
    with pytest.raises(BadRequest) as refused:
        request_of(line)
    return refused.value.message


def test_a_line_becomes_the_request_of_its_verb():
    line = {"do": "book", "slot": 1, "source": "PAID", "patient": {"name": "Asha"}, "request": None}
    assert request_of(line) == Book(1, "PAID", patient=NewPatient("Asha"))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ({}, "The verb is missing. Verbs: add-doctor, "),
        ({"do": "bok"}, 'Unknown verb "bok". Verbs: add-doctor, '),
        ({"do": None}, "Unknown verb null. Verbs: "),
        ({"do": "doctors", "x": 1}, 'Unknown field "x". doctors has no fields.'),
        ({"do": "slot", "id": 1}, 'Unknown field "id". Fields of slot: slot.'),
        ({"do": "slot"}, 'Field "slot" is missing.'),
        ({"do": "slot", "slot": "1"}, 'Field "slot" must be a whole number.'),
        ({"do": "add-doctor", "name": 3}, 'Field "name" must be a string.'),
        ({"do": "add-doctor", "name": "Dr Rao", "room": 3}, 'Field "room" must be a string.'),
        ({"do": "find-patient", "text": "a", "limit": 0}, 'Field "limit" must be a whole number from 1 to 100.'),
        ({"do": "book", "slot": 1, "source": "PAID", "patient": 1}, 'Field "patient" must be an object.'),
        ({"do": "book", "slot": 1, "source": "PAID", "patient": {}}, 'Field "name" is missing.'),
        ({"do": "book", "slot": 1, "source": "PAID", "patient": {"mrn": "1", "name": 1}}, 'Field "name" must be a '),
        (
            {"do": "book", "slot": 1, "source": "PAID", "patient": {"born": 1}},
            "Fields of patient: name, phone, mrn",
        ),
    ],
    ids=str,
)
def test_a_refusal_says_what_is_wrong_and_what_is_right(line, message):
    assert message in refusal(line)


@pytest.mark.parametrize(
    ("verb", "name"),
    [
        (verb, name)
        for verb in VERBS
        for name, field in fields_of_line(VERBS[verb]).items()
        if str not in (plain_type(field.type), *get_args(plain_type(field.type)))
    ],
    ids=str,
)
def test_half_a_surrogate_pair_in_place_of_a_number_is_of_the_wrong_type(verb, name):
    kinds = {each: plain_type(field.type) for each, field in fields_of_line(VERBS[verb]).items()}
    line = {
        each: []
        if is_list(kind)
        else "x"
        if str in get_args(kind)
        else {str: "x", int: 1, bool: False}.get(kind, {"name": "x"})
        for each, kind in kinds.items()
    }
    assert f'Field "{name}" must be ' in refusal({"do": verb, **line, name: "\ud800"})


def test_a_refusal_repeats_a_long_verb_in_part():
    assert len(refusal({"do": "x" * 10_000})) < 1_500


@pytest.mark.parametrize("field", ["open_seat", "as_given"])
def test_what_only_the_desk_may_ask_for_is_no_field_of_a_line(field):
    assert f'Unknown field "{field}"' in refusal({"do": "book", "slot": 1, "source": "PAID", field: True})


@pytest.mark.parametrize("verb", VERBS)
def test_a_request_cannot_be_changed(verb):
    assert VERBS[verb].__struct_config__.frozen


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_answered(verb):
    assert answer_to.dispatch(VERBS[verb]) is not answer_to.dispatch(object)


def defined(kind):
    return json_schema.schema()["$defs"][kind.__name__]


@pytest.mark.parametrize("verb", VERBS)
def test_the_schema_has_the_fields_of_every_verb(verb):
    kind, definition = VERBS[verb], defined(VERBS[verb])
    fields = fields_of_line(kind)
    assert definition["properties"].pop("do") == {"enum": [verb]}
    assert set(definition["properties"]) == set(fields)
    assert set(definition["required"]) == {"do", *(name for name, field in fields.items() if field.required)}
    assert definition["additionalProperties"] is False
    assert definition["description"]


def test_the_schema_names_what_is_accepted():
    assert defined(Book)["properties"]["source"]["enum"] == ["EMERGENCY", "PAID", "FOLLOWUP", "ONLINE", "WALKIN"]
    assert defined(AddSlot)["properties"]["capacity"] == {
        "type": "integer", "description": "Seats.", "minimum": 1, "maximum": 500,
    }  # fmt: skip
    assert defined(NewPatient)["properties"]["precedence"]["anyOf"][0]["enum"] == ["disability", "pregnant"]


def test_the_schema_in_the_docs_is_that_of_the_requests():
    """Written by `opd-tui batch --schema > docs/batch.schema.json`."""
    assert json.loads(SCHEMA.read_bytes()) == json_schema.schema()


def test_the_command_prints_the_schema_and_makes_no_file(tmp_path):
    command = [sys.executable, "-m", "opd_tui", "--db", str(tmp_path / "opd.db"), "batch", "--schema"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert (json.loads(done.stdout), list(tmp_path.iterdir())) == (json_schema.schema(), [])


def test_a_request_is_a_plain_value():
    assert ListDoctors() == ListDoctors()
    assert msgspec.to_builtins(ListDoctors()) == {"do": "doctors"}
