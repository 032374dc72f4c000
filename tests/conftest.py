"""Fixtures: a fresh database file, a stopped clock, and no settings of the person who runs the tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from opd_tui.db import connection
from opd_tui.domain.policy import Policy
from opd_tui.runtime import clock, policy
from tests.support.factories import MORNING, ZONE

# The same examples every time, however slow the machine is.
settings.register_profile(
    "opd", derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("opd")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
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


@pytest.fixture
def database(path: Path) -> Iterator[Path]:
    """A new, empty, open database; the hospital's clock stands at 9:00 on Monday 23 November 2026."""
    connection.connect(str(path), create=True, time_zone=ZONE)
    clock.set_local(MORNING)
    yield path
    connection.close()
    clock.replace(None)
    clock.use_zone("UTC")
    policy.use(Policy())
