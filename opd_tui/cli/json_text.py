"""JSON as text that is safe on a terminal."""

from __future__ import annotations

import json

from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.names import no_text, shown


def on_one_line(value: JsonObject) -> bytes:
    """The object as JSON on one line. Raises NoText if a damaged row has no valid text."""
    return _harmless(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=no_text))


def readable(value: JsonObject) -> bytes:
    """The object as indented JSON. Raises NoText if a damaged row has no valid text."""
    return _harmless(json.dumps(value, ensure_ascii=False, indent=2, default=no_text))


def _harmless(text: str) -> bytes:
    """The same JSON, with escapes for characters that could control a terminal or reorder the line."""
    for character in set(text) - {"\n"}:
        if shown(character) != character:
            text = text.replace(character, json.dumps(character)[1:-1])
    return text.encode("utf-8", "backslashreplace")
