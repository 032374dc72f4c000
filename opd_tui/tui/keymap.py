"""What the settings file may say about keys, and the table of commands as it wants it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from opd_tui.tui.keys import BASES, COMMANDS, PALETTE, RENAMED, Command, name_of, show_key, sign_of

ANSWERS = frozenset("y0123456789")
"""The keys that say yes to a question: one of them as the key of a command that asks, held down, would do the harm."""
_MODIFIERS = frozenset(("alt", "ctrl", "hyper", "meta", "shift", "super"))
_SAME = {"ctrl+i": "tab", "ctrl+m": "enter"}
"""What a terminal sends as one and the same key."""


def spell(keys: str) -> str:
    """Keys as the settings file may write them ("b", "?", "F2, Ctrl+B") in Textual's spelling, each once."""
    return ",".join(dict.fromkeys(_spelled(key.strip()) for key in keys.split(",") if key.strip()))


def _spelled(key: str) -> str:
    *modifiers, base = key.split("+") if len(key) > 1 else [key]
    if len(base) == 1 and not base.isalnum():
        base = name_of(base)
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
    sign = sign_of(base)
    return base in BASES or (sign is not None and sign.isprintable() and _spelled(sign) == base)


def remapped(chosen: Mapping[str, str]) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """The keys as the settings file wants them, and what in it could not be followed, a sentence each.

    A key that two actions want stays with the one that has it by default; the other keeps its own default.
    """
    problems = [f"{old!r} is called {RENAMED[old]!r} now" for old in chosen if old in RENAMED]
    chosen = {RENAMED.get(name, name): keys for name, keys in chosen.items() if RENAMED.get(name) not in chosen}
    problems += [f"there is no command {name!r}" for name in chosen if name not in {key.id for key in COMMANDS}]
    keys = {key.id: replace(key, keys=spell(chosen[key.id])) if key.id in chosen else key for key in COMMANDS}
    default = {key.id: key for key in COMMANDS}
    for name in (key.id for key in COMMANDS if key.id in chosen):
        problem = _problem_with(keys[name], default[name])
        if problem:
            problems.append(f"{problem}; it {'keeps its usual key' if default[name].keys else 'stays without one'}")
        if problem or not keys[name].keys:
            keys[name] = default[name]
    for name in (command.id for command in COMMANDS if command.asks):
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


def _problem_with(key: Command, default: Command) -> str | None:
    pressed = [one for one in key.keys.split(",") if one]
    if not pressed and default.keys:
        return f"{key.id!r} is left without a key"
    for one in pressed:
        if not is_key(one):
            return f"there is no key {one!r} for {key.id!r}"
        if one == PALETTE:
            return f"{key.id!r} cannot have {show_key(one)}, which opens the palette"
    return None


def _clash(keys: Mapping[str, Command]) -> tuple[str, str, str] | None:
    held: dict[str, str] = {}
    for key in keys.values():
        for pressed in filter(None, key.keys.split(",")):
            if pressed in held:
                return pressed, held[pressed], key.id
            held[pressed] = key.id
    return None
