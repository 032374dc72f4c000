"""Fixtures: a fresh database file, a stopped clock, and no settings of the person who runs the tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings

from opd_tui.db import connection
from opd_tui.domain.policy import Policy
from opd_tui.runtime import clock, damaged_rows, policy
from tests.support import server
from tests.support.engines import pytest_configure, pytest_generate_tests, pytest_terminal_summary  # noqa: F401
from tests.support.factories import MORNING, ZONE

# The same examples every time, however slow the machine is.
settings.register_profile(
    "opd", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("opd")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers more than cores for `-n auto`: a third of the time the tests wait for other processes."""
    cores = os.cpu_count() or 1
    return cores + (cores + 1) // 2


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp(f"home-{uuid4().hex}", numbered=False)  # a number is searched among thousands
    for name in ("OPD_DB", "OPD_ACTOR", "OPD_FOLLOW_UP_DAYS", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    settings = home / "config.toml"
    settings.touch()
    monkeypatch.setenv("OPD_CONFIG", str(settings))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's database stands, or will stand."""
    return tmp_path / "opd.db"


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as the program makes it: made once, for it takes ten times as long as a copy."""
    made = tmp_path_factory.mktemp("empty") / "opd.db"
    connection.connect(str(made), create=True, time_zone=ZONE)
    connection.close()
    return made


@pytest.fixture(scope="session")
def on_server() -> str:
    """The name of this process's database on the server: made once, emptied for each test."""
    name = f"opd_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name}")
    connection.connect(server.url(name), as_owner=True, time_zone=ZONE)
    connection.close()
    return name


@pytest.fixture
def bare() -> Iterator[str]:
    """The URL of a database on the server without a table."""
    if server.SERVER not in os.environ:
        pytest.skip("no PostgreSQL server")
    name = f"opd_bare_{uuid4().hex[:12]}"
    server.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    yield server.url(name)
    connection.close()
    server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine that the test runs on: sqlite, or postgres for tests that run on both."""
    return getattr(request, "param", "sqlite")


@pytest.fixture
def new_database(engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """What --db names: a new, empty database, not yet open."""
    if engine == "sqlite":
        path = request.getfixturevalue("path")
        shutil.copy(request.getfixturevalue("empty_database"), path)
        yield str(path)
        return
    name = request.getfixturevalue("on_server")
    server.empty(name, ZONE)
    yield server.url(name)


@pytest.fixture
def database(new_database: str, engine: str) -> Iterator[Path | str]:
    """A new, empty, open database: its path, or its URL; the hospital's clock stands at 9:00 on Monday 23 November
    2026.
    """
    connection.connect(new_database)
    clock.set_local(MORNING)
    yield Path(new_database) if engine == "sqlite" else new_database
    connection.close()
    clock.replace(None)
    clock.use_zone("UTC")
    damaged_rows.take()
    policy.use(Policy())
