"""`opd-tui batch` in a process of its own, whose clock stands where that of the `database` fixture does."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.factories import MORNING

BATCH = (sys.executable, "-m", "opd_tui", "--actor", "ravi", "--db")
CLOCK = {"do": "clock", "at": MORNING}


def as_lines(*lines: dict[str, Any]) -> bytes:
    """What `batch` reads: the clock is set, then these."""
    return b"".join(json.dumps(line).encode() + b"\n" for line in (CLOCK, *lines))


def carry_out(path: Path, *lines: dict[str, Any]) -> None:
    """Let another process carry out these lines. Fails if one is refused."""
    subprocess.run([*BATCH, path, "batch", "-"], input=as_lines(*lines), check=True, stdout=subprocess.DEVNULL)
