"""docs/batch.md says of each verb what the types of the requests say, and its examples work."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from opd_tui.cli import batch
from opd_tui.cli.json_input import VERBS, fields_of_line, in_words
from opd_tui.domain import errors
from tests.support.factories import ASHA

PAGE = (Path(__file__).parents[2] / "docs" / "batch.md").read_text()
SECTIONS = dict(re.findall(r"^### (\S+)\n(.*?)(?=^##)", PAGE, re.M | re.S))
EXAMPLES = re.findall(r"^```jsonl\n(.*?)^```", PAGE, re.M | re.S)


def codes():
    kinds = [errors.OpdError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return {kind.code for kind in kinds if kind.__module__.startswith(errors.__name__)}


def test_every_verb_has_its_section():
    assert sorted(SECTIONS) == sorted(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_a_section_lists_the_fields_of_its_verb(verb):
    listed = re.findall(r"^- `(\w+)`( \(optional\))?: ([^.]+)\.", SECTIONS[verb], re.M)
    declared = fields_of_line(VERBS[verb]).items()
    assert listed == [(name, "" if field.required else " (optional)", in_words(field)) for name, field in declared]


@pytest.mark.parametrize("verb", VERBS)
def test_a_section_shows_its_verb(verb):
    assert f'{{"do":"{verb}"' in SECTIONS[verb]


def test_every_code_is_explained():
    table = PAGE[PAGE.index("## Codes") :]
    assert set(re.findall(r"`([a-z-]+)`", "".join(re.findall(r"^\| (`.*?) \|", table, re.M)))) == codes()


def test_the_codes_of_a_verb_are_such_as_there_are():
    named = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", "".join(re.findall(r"Codes: ([^.]*)\.", PAGE)))
    assert set(named) <= codes()


def test_the_examples_work_from_the_top_to_the_end(database):
    out = io.BytesIO()
    batch.run(io.BytesIO("".join(EXAMPLES).encode()), out, ASHA)
    answers = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [answer for answer in answers if not answer["ok"]] == []
    assert len(answers) == "".join(EXAMPLES).count("\n") > len(VERBS)
