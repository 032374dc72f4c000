"""docs/keys.md is the table of commands, no more and no less."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from opd_tui.tui.key_groups import GROUPS
from opd_tui.tui.keys import COMMANDS

DOCS = Path(__file__).parents[2] / "docs"


def made_page() -> str:
    spec = importlib.util.spec_from_file_location("keys_page", DOCS / "keys.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return str(module.page())


def test_the_page_of_keys_is_as_the_table_says():
    assert (DOCS / "keys.md").read_text(encoding="utf-8") == made_page(), "run python docs/keys.py"


def test_every_command_is_on_the_page_by_its_id():
    page = made_page()
    assert [command.id for command in COMMANDS if f"| `{command.id}` |" not in page] == []


def test_every_command_is_in_one_group():
    grouped = [id for _, ids in GROUPS for id in ids]
    assert sorted(grouped) == sorted(command.id for command in COMMANDS)
