"""The JSON Schema of a line of `batch`, made from the types of the requests."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from opd_tui.cli.json_input import fields_of_line, nested_in
from opd_tui.domain.requests.verbs import AnyRequest

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The schema of one line: an object of exactly one verb. An optional field may also be null."""
    kinds = get_args(AnyRequest)
    references, definitions = msgspec.json.schema_components(kinds, ref_template="#/$defs/{name}")
    for kind in _with_nested(kinds):
        _as_in_a_line(definitions[kind.__name__], kind)
    title = "One line of `opd-tui batch`"
    return {"$schema": DIALECT, "title": title, "oneOf": list(references), "$defs": definitions}


def _with_nested(kinds: tuple[type[msgspec.Struct], ...]) -> set[type[msgspec.Struct]]:
    nested = {nested_in(field) for kind in kinds for field in fields_of_line(kind).values()}
    return {*kinds, *(kind for kind in nested if kind)}


def _as_in_a_line(definition: dict[str, Any], kind: type[msgspec.Struct]) -> None:
    """Remove the fields that only the desk may give, and let each optional field be null."""
    definition["description"] = definition["description"].partition("\n\n")[0]
    fields = fields_of_line(kind)
    kept = {}
    for name, value in definition["properties"].items():
        if name != "do" and name not in fields:
            continue
        optional = name in fields and not fields[name].required
        nullable = not optional or {"type": "null"} in value.get("anyOf", ())
        kept[name] = value if nullable else {"anyOf": [value, {"type": "null"}]}
    definition["properties"] = kept
