"""Make docs/keys.md from the desk's table of commands: `python docs/keys.py`. A test holds the page to the table."""

from __future__ import annotations

from pathlib import Path

from opd_tui.tui.key_groups import grouped
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
| the entry | words are a name, digits a phone or hospital number, `34F` age and sex, `@ku` a doctor; `↓` chooses |
| | `Esc` closes it and keeps the draft, `^u` clears it |
| its source field | `E` `P` `F` `O` `W` choose; `+` adds a seat where none is left |
| its better slots | `↓` and `Enter` take one |
| a question | the digit that it names, or `y`; `Enter` and a key held down do not answer; `Esc` changes nothing |
| a list | arrows, `PgUp` `PgDn`, `Home` `End`; the keys that act stand below the list; `Esc` closes it |
| a token's card | the keys of the desk act on this token; `u` puts back its last change; `R` opens the patient's card |

Keys typed ahead, over a slow line or in one burst, are carried out one by one, each when the one before it is done.
"""


def page() -> str:
    """The whole page."""
    tables = []
    for title, commands in grouped(COMMANDS):
        head = [f"## {title}", "", "| key | command | id | what it does |", "|---|---|---|---|"]
        tables.append("\n".join([*head, *map(_row, commands)]))
    return HEAD + "\n\n".join(tables) + "\n" + FOOT


def _row(command: Command) -> str:
    keys = " ".join(f"`{show_key(key)}`" for key in command.keys.split(",")) if command.keys else "`^p`"
    return f"| {keys} | {command.label} | `{command.id}` | {command.help} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
