"""Make docs/keys.md from the desk's table of commands: `python docs/keys.py`. A test holds the page to the table."""

from __future__ import annotations

from pathlib import Path

from opd_tui.tui.keys import COMMANDS, Command, show_key

PAGE = Path(__file__).with_name("keys.md")

HEAD = """# The keys of the desk

This page is made from the table of commands in `opd_tui/tui/keys.py` by `python docs/keys.py`. The id is what the
settings file names under `[keys]` (see [settings.md](settings.md)). On the desk, `?` shows the same list and `^p` opens
the palette with every command by name. A dimmed key cannot be used now; press it to see why.

"""

FOOT = """
## In forms, questions and lists

| where | keys |
|---|---|
| a form | `Enter` saves, `Tab` goes to the next field, `Esc` closes it |
| the booking form | `↓` chooses a patient of the list; `n` registers a new patient instead |
| its source field | `E` `P` `F` `O` `W` choose; `+` adds a seat for an emergency that has none |
| its better places | `1`–`5` take one once a patient is chosen |
| a question | the key that it names; `Enter` and `Esc` change nothing; a key held down does not answer |
| a list | arrows, `PgUp` `PgDn`, `Home` `End`; the keys that act stand below the list; `Esc` closes it |
| a token's card | `u` puts back the token's last change; `p` opens the patient's card |

Keys typed ahead, over a slow line or in one burst, are carried out one by one, each when the one before it is done.
"""


def page() -> str:
    """The whole page."""
    table = ["| key | command | id | what it does |", "|---|---|---|---|"]
    return HEAD + "\n".join([*table, *map(_row, COMMANDS)]) + "\n" + FOOT


def _row(command: Command) -> str:
    keys = " ".join(f"`{show_key(key)}`" for key in command.keys.split(",")) if command.keys else "`^p`"
    return f"| {keys} | {command.label} | `{command.id}` | {command.help} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
