"""The commands by what one wants to do: the order of the help and of the page of keys."""

from __future__ import annotations

from collections.abc import Iterable

from opd_tui.tui.keys import Command

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Somebody stands at the counter", ("book", "emergency", "find", "patients")),
    ("The queue goes on", ("arrived", "next", "call", "done", "step-out", "no-show")),
    ("Something changes for a patient", ("card", "move", "source", "cancel", "correct-patient")),
    ("Something was wrong", ("undo", "undo-token")),
    ("The slot has too few or too many seats", ("open-seat", "close-seat", "seats")),
    ("The doctor is late, away or new", ("leave", "add-doctor", "correct-doctor", "week")),
    (
        "Slots and days",
        (
            *("add-slot", "change-window", "close-slot", "reopen-slot", "remove-slot"),
            *("previous-day", "next-day", "today", "unresolved", "report", "activity"),
        ),
    ),
    (
        "Moving about",
        (
            *("up", "down", "left", "right", "next-pane", "previous-pane"),
            *("page-up", "page-down", "first", "last", "help", "quit"),
        ),
    ),
)
"""A title, and the ids of its commands; every command is in one group."""


def grouped(commands: Iterable[Command]) -> tuple[tuple[str, tuple[Command, ...]], ...]:
    """These commands in their groups."""
    by_id = {command.id: command for command in commands}
    return tuple((title, tuple(by_id[id] for id in ids if id in by_id)) for title, ids in GROUPS)
