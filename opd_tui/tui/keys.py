"""Every key of the desk, with its id, in one place: the screen, the key line, the help and the palette read it here."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from string import punctuation

from textual.binding import Binding, BindingType
from textual.keys import KEY_NAME_REPLACEMENTS, Keys, key_to_character


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the desk. `id` is stable and what the settings file names; `keys` is Textual's spelling, by commas.

    `label` (`short` on a narrow screen) stands on the key line if `rank` is above 0; the lowest ranks stay longest.
    """

    id: str
    keys: str
    label: str
    help: str
    rank: int = 0
    short: str = ""

    @property
    def action(self) -> str:
        """The screen's action of that id."""
        return self.id.replace("-", "_")

    @property
    def display(self) -> str:
        """The first key as people write it."""
        return show_key(self.keys.split(",")[0])


KEYS: tuple[Key, ...] = (
    Key("book", "b", "Book", "Give out a token in the chosen slot", 1),
    Key("emergency", "e", "Emergency", "Book an EMERGENCY in the chosen slot", 2, "Emerg"),
    Key("cancel", "c", "Cancel", "Cancel the chosen token, with a reason", 3),
    Key("no-show", "n", "No-show", "The chosen patient did not come", 4),
    Key("done", "d", "Done", "The chosen patient was seen: complete the token", 5),
    Key("arrived", "i", "Arrived", "The chosen patient is here: at the desk, or in the building", 6, "Here"),
    Key("call-next", "space", "Call next", "Call the next patient of the slot who has arrived in", 7, "Call"),
    Key("call", "C", "Call this one", "Call the chosen patient in, out of turn"),
    Key("move", "m", "Move", "Move the chosen token to another slot: a better place, or any", 14),
    Key("undo", "u", "Undo", "Put back what you did last (says first what it will do)", 8),
    Key("find", "slash", "Find", "Find a patient in any queue of this day or the coming ones", 10),
    Key("source", "p", "Source", "Change the chosen token's source", 11),
    Key("open-seat", "plus,equals_sign", "Open seat", "Open one more seat in the slot", 12),
    Key("close-seat", "minus", "Close seat", "Close a seat of the slot", 13),
    Key(
        "card",
        "enter",
        "Card",
        "The token's card: its whole story; on a doctor or slot, go in",
        14,
    ),
    Key("patients", "R", "Patients", "The register: search, open, register, put right and merge patients"),
    Key("week", "T", "Week", "The doctor's weekly slots and holidays; the days ahead open from them", 16),
    Key("unresolved", "U", "Unresolved", "Say what became of patients of slots that have ended", 14),
    Key("leave", "L", "Late or leaves", "The doctor is late, or leaves: everybody gets another place", 15),
    Key("add-doctor", "D", "Doctor", "Add a doctor"),
    Key("add-slot", "S", "Slot", "Open a slot for the chosen doctor"),
    Key("previous-day", "left_square_bracket", "Day before", "The day before"),
    Key("next-day", "right_square_bracket", "Day after", "The day after"),
    Key("today", "t", "Today", "Back to today"),
    Key("next-pane", "tab", "Next pane", "To the next pane"),
    Key("previous-pane", "shift+tab", "Pane before", "To the pane before"),
    Key("up", "up,k", "Up", "Up"),
    Key("down", "down,j", "Down", "Down"),
    Key("left", "left,h", "Left", "To the doctors and slots"),
    Key("right", "right,l", "Right", "To the queues"),
    Key("page-up", "pageup", "Page up", "A page up"),
    Key("page-down", "pagedown", "Page down", "A page down"),
    Key("first", "home,g", "First", "To the first"),
    Key("last", "end,G", "Last", "To the last"),
    Key("correct-patient", "", "Correct patient", "Correct the chosen patient's name"),
    Key("correct-doctor", "", "Correct doctor", "Correct the chosen doctor's name"),
    Key("change-window", "", "Slot times", "Change the times of a slot without tokens"),
    Key("remove-slot", "", "Remove slot", "Remove a slot without tokens"),
    Key("close-slot", "", "Shut slot", "Close a slot without live tokens: it takes no patients"),
    Key("reopen-slot", "", "Reopen slot", "Let a closed slot take patients again"),
    Key("undo-token", "", "Undo token", "Put back the chosen token's last change, whoever made it"),
    Key("help", "question_mark", "Help", "Every key", 9),
    Key("quit", "q,ctrl+q,ctrl+c", "Quit", "Leave the desk (asks first)", 10),
)

ASKS = ("cancel", "no-show", "undo", "undo-token", "source", "close-seat", "remove-slot", "quit")
ANSWERS = frozenset("yo12345")
"""The keys that say yes to what these ask: one of them as the action's own key, held down, would do the harm."""

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
PALETTE = "ctrl+p"
"""Textual's own key for the palette; no action can have it."""

_MODIFIERS = frozenset(("alt", "ctrl", "hyper", "meta", "shift", "super"))
_BASES = frozenset(k.value.rpartition("+")[2] for k in Keys) - {"@", "return", "ctrl-at"}
_BASES -= {base for base in _BASES if base.startswith("<")}
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter"}
"""What a terminal sends as one and the same key."""


def show_key(key: str) -> str:
    """A key as people write it: `slash` is /."""
    if key in _SIGNS:
        return _SIGNS[key]
    return _sign_of(key) or key.replace("ctrl+", "^")


def spell(keys: str) -> str:
    """Keys as the settings file may write them ("b", "?", "F2, Ctrl+B") in Textual's spelling, each once."""
    return ",".join(dict.fromkeys(_spelled(key.strip()) for key in keys.split(",") if key.strip()))


def _spelled(key: str) -> str:
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    if len(base) == 1 and not base.isalnum():
        base = _name_of(base)
    elif len(base) > 1 or modifiers:
        base = base.lower()
    held = sorted(modifier.strip().lower() for modifier in modifiers)
    if held == ["shift"] and len(base) == 1 and base.isalpha():
        return base.upper()
    spelled = "+".join((*held, base))
    return _SAME.get(spelled, spelled)


def is_key(key: str) -> bool:
    """Whether a keyboard may send this, in Textual's spelling."""
    *modifiers, base = key.split("+")
    if not _MODIFIERS.issuperset(modifiers):
        return False
    sign = _sign_of(base)
    return base in _BASES or (sign is not None and sign.isprintable() and _spelled(sign) == base)


def _name_of(sign: str) -> str:
    name = unicodedata.name(sign, sign).lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name)


_PUNCTUATION = {_name_of(sign): sign for sign in punctuation}


def _sign_of(key: str) -> str | None:
    if not key or key in _BASES:
        return None
    return _PUNCTUATION.get(key) or key_to_character(key)


def remapped(chosen: Mapping[str, str]) -> tuple[tuple[Key, ...], tuple[str, ...]]:
    """The keys as the settings file wants them, and what in it could not be followed, a sentence each.

    A key that two actions want stays with the one that has it by default; the other keeps its own default.
    """
    problems = [f"there is no action {name!r}" for name in chosen if name not in {key.id for key in KEYS}]
    keys = {key.id: replace(key, keys=spell(chosen[key.id])) if key.id in chosen else key for key in KEYS}
    default = {key.id: key for key in KEYS}
    for name in (key.id for key in KEYS if key.id in chosen):
        problem = _problem_with(keys[name], default[name])
        if problem:
            problems.append(f"{problem}; it {'keeps its usual key' if default[name].keys else 'stays without one'}")
        if problem or not keys[name].keys:
            keys[name] = default[name]
    for name in ASKS:
        answers = [key for key in keys[name].keys.split(",") if key in ANSWERS]
        if answers:
            problems.append(f"{name!r} cannot have {answers[0]}, which answers its question; it keeps its usual key")
            keys[name] = default[name]
    while clash := _clash(keys):
        pressed, first, second = clash
        loser = second if second in chosen and keys[second] != default[second] else first
        if keys[loser] == default[loser]:  # two defaults never clash, so a remapped one is the loser
            loser = second if loser == first else first
        problems.append(f"{first!r} and {second!r} both want {show_key(pressed)}; {loser!r} keeps its usual key")
        keys[loser] = default[loser]
    return tuple(keys.values()), tuple(problems)


def _problem_with(key: Key, default: Key) -> str | None:
    pressed = [one for one in key.keys.split(",") if one]
    if not pressed and default.keys:
        return f"{key.id!r} is left without a key"
    for one in pressed:
        if not is_key(one):
            return f"there is no key {one!r} for {key.id!r}"
        if one == PALETTE:
            return f"{key.id!r} cannot have {show_key(one)}, which opens the palette"
    return None


def _clash(keys: Mapping[str, Key]) -> tuple[str, str, str] | None:
    held: dict[str, str] = {}
    for key in keys.values():
        for pressed in filter(None, key.keys.split(",")):
            if pressed in held:
                return pressed, held[pressed], key.id
            held[pressed] = key.id
    return None


def textual_bindings(keys: tuple[Key, ...]) -> list[BindingType]:
    """The bindings of the desk's screen."""
    return [
        Binding(key.keys or f"f{36 + n}", key.action, key.help, show=False, id=key.id) for n, key in enumerate(keys)
    ]
