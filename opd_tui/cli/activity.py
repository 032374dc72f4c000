"""The command `activity`: what every desk did today, a line each, and what they do from now on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable

from opd_tui.cli import json_output, tables
from opd_tui.cli.context import say
from opd_tui.db import connection
from opd_tui.domain.activity import Activity
from opd_tui.messages import about_activity
from opd_tui.services.queries import activity
from opd_tui.services.queries.activity import Follower

REST_SECONDS = 2.0
"""How long to wait at most for the next look: some changes are not noticed."""


def show(text: str, *, follow: bool, as_json: bool) -> None:
    """Print today's events, oldest first; with `follow` go on until interrupted or nobody reads any more."""
    follower = Follower(text) if follow else None  # before the first read: twice is better than never
    printed = activity.today(text, activity.ALL)
    if as_json:
        tables.print_json({"events": [json_output.activity(each) for each in reversed(printed)]})
        return
    _print(reversed(printed))
    if follower is None:
        if not printed:
            say(about_activity.NONE_FOUND if text.strip() else about_activity.NONE)
        return
    known = {each.event.id for each in printed}
    changed = threading.Event()
    watch = connection.watch(changed.set)
    try:
        while True:
            _print(each for each in follower.new() if each.event.id not in known)
            changed.wait(REST_SECONDS)
            changed.clear()
    except (KeyboardInterrupt, BrokenPipeError):
        return
    finally:
        watch.close()


def _print(lines: Iterable[Activity]) -> None:
    for each in lines:
        sys.stdout.buffer.write(about_activity.line(each).encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()
