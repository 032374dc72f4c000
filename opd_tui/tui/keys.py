"""Every command of the desk as data: the screen, the key line, the help and the palette read this one table."""

from __future__ import annotations

import unicodedata
from enum import Enum, auto
from string import punctuation

from msgspec import Struct
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character


class Needs(Enum):
    """What must be chosen for a command to mean something."""

    NOTHING = auto()
    DOCTOR = auto()
    SLOT = auto()
    TOKEN = auto()


class Command(Struct, frozen=True):
    """A command of the desk. `id` is stable and what the settings file names; `keys` is Textual's spelling, by commas.

    `label` (`short` on a narrow screen) stands on the key line if `rank` is above 0; the lowest ranks stay longest.
    `asks` marks the commands whose question a second press of their own key could answer. `at_once` marks those that
    act on one patient without asking: held down, such a key does not go on to the next. `moves` marks what the arrows
    do, which the palette leaves out. `types` marks what opens a field for text, so that the
    rest of a burst goes there.
    """

    id: str
    keys: str
    label: str
    help: str
    rank: int = 0
    short: str = ""
    needs: Needs = Needs.NOTHING
    asks: bool = False
    at_once: bool = False
    moves: bool = False
    types: bool = False

    @property
    def display(self) -> str:
        """The first key as people write it."""
        return show_key(self.keys.split(",")[0])


COMMANDS: tuple[Command, ...] = (
    Command("book", "b", "Book", "Check in or book whoever is at the counter", 1, types=True),
    Command("emergency", "e", "Emergency", "Book an EMERGENCY in the chosen slot, with or without a name", 2, "Emerg"),
    Command("cancel", "c", "Cancel", "Cancel the chosen token, with a reason", 3, needs=Needs.TOKEN, asks=True),
    Command("no-show", "n", "No-show", "The chosen patient did not come", 4, needs=Needs.TOKEN, asks=True),
    Command(
        "done",
        "d",
        "Done",
        "The consultation is over; asks first of one who is not in the room",
        5,
        needs=Needs.TOKEN,
        asks=True,
        at_once=True,
    ),
    Command(
        "arrived",
        "i",
        "Check in",
        "Check the patient in, or take the check-in back",
        6,
        "Here",
        needs=Needs.TOKEN,
        at_once=True,
        asks=True,
    ),
    Command(
        "step-out",
        "o",
        "Out",
        "The chosen patient does not answer, stepped out or is sent for a test; i brings back",
        10,
        needs=Needs.TOKEN,
        at_once=True,
    ),
    Command(
        "next",
        "space",
        "Next",
        "Consultation done; call in the next patient who is here",
        7,
        needs=Needs.SLOT,
        asks=True,
        at_once=True,
    ),
    Command("call", "C", "Call this one", "Call the chosen patient in, out of turn", needs=Needs.TOKEN, at_once=True),
    Command(
        "move", "m", "Move", "Move the chosen token to another slot: a better place, or any", 14, needs=Needs.TOKEN
    ),
    Command("undo", "u", "Undo", "Undo your last change (asks first)", 8, asks=True),
    Command("find", "slash", "Find", "Find a patient in any queue of this day or the coming ones", 10, types=True),
    Command("source", "p", "Source", "Change the chosen token's source", 11, needs=Needs.TOKEN, asks=True),
    Command("open-seat", "plus", "Open seat", "Open one more seat in the slot", 12, needs=Needs.SLOT),
    Command("seats", "equals_sign", "Seats", "Type the number of seats of the slot", needs=Needs.SLOT, types=True),
    Command("close-seat", "minus", "Close seat", "Close a seat of the slot", 13, needs=Needs.SLOT, asks=True),
    Command("card", "enter", "Card", "Show token details and history; on a doctor or slot: open it", 14),
    Command(
        "patients", "R", "Patients", "The register: search, open, register, put right and merge patients", types=True
    ),
    Command(
        "week",
        "T",
        "Week",
        "The doctor's weekly slots and holidays",
        16,
        needs=Needs.DOCTOR,
    ),
    Command("unresolved", "U", "Unresolved", "Settle patients of past days (seen / no-show)", 14),
    Command("report", "M", "Report", "How the day went, or longer spans: waits, seats, no-shows"),
    Command("activity", "A", "Activity", "What every desk did today, newest first"),
    Command(
        "leave",
        "L",
        "Late or leaves",
        "The doctor is late, here, or leaves: everybody gets another place",
        15,
        needs=Needs.SLOT,
    ),
    Command("add-doctor", "D", "Doctors", "The doctors: add, change, retire, bring back"),
    Command("add-slot", "S", "Slot", "Open a slot for the chosen doctor", needs=Needs.DOCTOR),
    Command("previous-day", "left_square_bracket", "Day before", "Previous day"),
    Command("next-day", "right_square_bracket", "Day after", "Next day"),
    Command("today", "t", "Today", "Back to today"),
    Command("next-pane", "tab", "Next pane", "Next pane", moves=True),
    Command("previous-pane", "shift+tab", "Pane before", "Previous pane", moves=True),
    Command("up", "up,k", "Up", "Up", moves=True),
    Command("down", "down,j", "Down", "Down", moves=True),
    Command("left", "left,h", "Left", "To the doctors", moves=True),
    Command("right", "right,l", "Right", "To the queue", moves=True),
    Command("page-up", "pageup", "Page up", "A page up", moves=True),
    Command("page-down", "pagedown", "Page down", "A page down", moves=True),
    Command("first", "home,g", "First", "First row", moves=True),
    Command("last", "end,G", "Last", "Last row", moves=True),
    Command("correct-patient", "", "Correct patient", "Correct the chosen patient's name", needs=Needs.TOKEN),
    Command("correct-doctor", "", "Correct doctor", "Correct the chosen doctor's name", needs=Needs.DOCTOR),
    Command("change-window", "", "Slot times", "Change the times of a slot; its patients stay in it", needs=Needs.SLOT),
    Command("remove-slot", "", "Remove slot", "Remove a slot without tokens", needs=Needs.SLOT, asks=True),
    Command("close-slot", "", "Close slot", "Close a slot that has no patients left: no bookings", needs=Needs.SLOT),
    Command("reopen-slot", "", "Reopen slot", "Open a closed slot again", needs=Needs.SLOT),
    Command(
        "undo-token",
        "",
        "Undo token",
        "Put back the chosen token's last change, whoever made it",
        needs=Needs.TOKEN,
        asks=True,
    ),
    Command("help", "question_mark", "Help", "Every key", 9),
    Command("quit", "q,ctrl+q,ctrl+c", "Quit", "Leave the desk (asks first)", 10, asks=True),
)

RENAMED = {"call-next": "next"}
"""Ids that commands had in earlier versions: a settings file may still have them."""

PALETTE = "ctrl+p"
"""Textual's own key for the palette; no action can have it."""


_SIGNS = {
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "space": "␣",
    "question_mark": "?",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "equals_sign": "=",
    "enter": "⏎",
    "escape": "Esc",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "⇧Tab",
}

BASES = frozenset(k.value.rpartition("+")[2] for k in Keys) - {"@", "return", "ctrl-at"}
BASES -= {base for base in BASES if base.startswith("<")}
"""The keys that Textual knows by a name."""


def show_key(key: str) -> str:
    """A key as people write it: `slash` is /."""
    if key in _SIGNS:
        return _SIGNS[key]
    return sign_of(key) or key.replace("ctrl+", "^")


def name_of(sign: str) -> str:
    """Textual's name of a sign: / is `slash`."""
    name = unicodedata.name(sign, sign).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


_PUNCTUATION = {name_of(sign): sign for sign in punctuation}


def sign_of(key: str) -> str | None:
    """The sign that a key of Textual's types, None where it types none."""
    if not key or key in BASES:
        return None
    return _PUNCTUATION.get(key) or key_to_character(key)
