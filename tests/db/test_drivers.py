"""Peewee imports every driver that is installed; a desk on a file pays for none of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from opd_tui.db import connection

_A_DESK_WITHOUT_A_SCREEN = """
import sys
from textual.app import App
from opd_tui.cli import context
from opd_tui.runtime import config
context.need_terminal = lambda: None
App.run = lambda desk: None
context.open_desk(config.load(sys.argv[1], "asha"))
print([name for name in ("peewee", "psycopg") if name in sys.modules])
"""


def loaded_by_a_desk(target: str) -> str:
    command = [sys.executable, "-c", _A_DESK_WITHOUT_A_SCREEN, target]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def test_a_desk_on_a_file_loads_no_driver_of_a_server(path):
    pytest.importorskip("psycopg")
    connection.connect(str(path), create=True)
    connection.close()
    assert loaded_by_a_desk(str(path)) == "['peewee']"


def test_a_desk_on_a_server_loads_its_driver(bare):
    connection.connect(bare, as_owner=True)
    connection.close()
    assert loaded_by_a_desk(bare) == "['peewee', 'psycopg']"
