"""JSON as text that is harmless on a terminal."""

from __future__ import annotations

import json

from opd_tui.cli.json_values import JsonObject
from opd_tui.domain.names import no_text, shown


def on_one_line(value: JsonObject) -> bytes:
    """The object as JSON without a line feed. Raises NoText where a damaged row has no text."""
    return _harmless(json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=no_text))


def readable(value: JsonObject) -> bytes:
    """The object as indented JSON. Raises NoText where a damaged row has no text."""
    return _harmless(json.dumps(value, ensure_ascii=False, indent=2, default=no_text))


def _harmless(text: str) -> bytes:
    """The same document; characters that could act on a terminal or reorder the line are JSON escapes in it."""
    for character in set(text) - {"\n"}:
        if shown(character) != character:
            text = text.replace(character, json.dumps(character)[1:-1])
    return text.encode("utf-8", "backslashreplace")
