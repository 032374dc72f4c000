"""Turns a line of input into a request. A line that is not a valid request raises BadRequest, which says why."""

from __future__ import annotations

import json
from types import NoneType, UnionType
from typing import NoReturn, Union, get_args, get_origin

import msgspec
from msgspec.structs import FieldInfo, fields

from opd_tui.cli.json_values import JsonObject, JsonValue
from opd_tui.domain.errors import BadRequest, shortened
from opd_tui.domain.requests.fields import DESK_ONLY
from opd_tui.domain.requests.verbs import AnyRequest

Declared = type[msgspec.Struct]

VERBS: dict[str, type[AnyRequest]] = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyRequest)}
"""The type of request of each verb."""

NOT_OF_ITS_TYPE = (msgspec.ValidationError, UnicodeEncodeError)
"""What msgspec raises for a wrong type; the second, where it looks for a number in half a surrogate pair."""


def parse(line: bytes) -> AnyRequest:
    """The request of a line."""
    return request_of(json_object(line))


def request_of(line: JsonObject) -> AnyRequest:
    """The request from a JSON object, whose fields must be known, of the right type, and complete.

    Null stands for a missing optional field. No value is converted: "1", 1.0 and true are not whole numbers.
    """
    verb = line.get("do")
    kind = VERBS.get(verb) if isinstance(verb, str) else None
    if kind is None:
        problem = "The verb is missing" if "do" not in line else f"Unknown verb {_as_given(verb)}"
        raise BadRequest(problem=f"{problem}. Verbs: {', '.join(VERBS)}.")
    given = _known({name: value for name, value in line.items() if name != "do"}, kind, str(verb))
    try:
        return msgspec.convert(given, kind)
    except NOT_OF_ITS_TYPE as e:
        raise BadRequest(problem=_problem(given, kind)) from e


def fields_of_line(kind: Declared) -> dict[str, FieldInfo]:
    """The fields of a type of request that a line may have, by their names in the line."""
    return {field.encode_name: field for field in fields(kind) if not _is_desk_only(field.type)}


def nested_in(field: FieldInfo) -> Declared | None:
    """The type of the object in a field, or of the objects in its list; None if its values are plain."""
    kind = plain_type(field.type)
    kind = get_args(kind)[0] if is_list(kind) else kind
    return kind if isinstance(kind, type) and issubclass(kind, msgspec.Struct) else None


def plain_type(kind: object) -> object:
    """The type of a field's values, without its description and without None; of several types all of them."""
    if is_list(kind):
        return kind
    given = tuple(argument for argument in get_args(kind) if argument is not NoneType)
    if get_origin(kind) in (Union, UnionType) and len(given) > 1:
        return kind
    return plain_type(given[0]) if given else kind


def is_list(kind: object) -> bool:
    """Whether a type is that of a list."""
    return get_origin(kind) is tuple


def _known(given: JsonObject, kind: Declared, whole: str) -> JsonObject:
    """The fields without nulls of optional ones. Raises BadRequest for an unknown field."""
    declared, kept = fields_of_line(kind), dict[str, JsonValue]()
    for name, value in given.items():
        field = declared.get(name)
        if field is None:
            known = f"Fields of {whole}: {', '.join(declared)}." if declared else f"{whole} has no fields."
            raise BadRequest(problem=f"Unknown field {_as_given(name)}. {known}")
        if value is None and not field.required:
            continue
        nested = nested_in(field)
        kept[name] = _known_inside(value, nested, name) if nested else value
    return kept


def _known_inside(value: JsonValue, kind: Declared, whole: str) -> JsonValue:
    """The object, or the list of objects, in a field of which these are the types."""
    if isinstance(value, list):
        return [_known_inside(each, kind, whole) for each in value]
    return _known(value, kind, whole) if isinstance(value, dict) else value


def _problem(given: JsonObject, kind: Declared) -> str:
    """The sentence about the first field of a refused request that is missing or has a wrong type."""
    for name, field in fields_of_line(kind).items():
        if name not in given:
            if field.required:
                return f'Field "{name}" is missing.'
            continue
        value, nested = given[name], nested_in(field)
        try:
            msgspec.convert(value, field.type)
        except NOT_OF_ITS_TYPE:
            for each in value if isinstance(value, list) else (value,):
                if nested and isinstance(each, dict) and (problem := _problem(each, nested)) != _DO_NOT_FIT:
                    return problem
            return f'Field "{name}" must be {in_words(field)}.'
    return _DO_NOT_FIT


_DO_NOT_FIT = "The fields do not fit together."


_KINDS: dict[object, str] = {str: "a string", int: "a whole number", bool: "true or false"}
_SEVERAL: dict[object, str] = {str: "strings", int: "whole numbers"}


def in_words(field: FieldInfo) -> str:
    """The type of a field in words, such as "a whole number"."""
    plain = plain_type(field.type)
    if get_origin(plain) in (Union, UnionType):
        *first, last = (_KINDS.get(each, "a list") for each in get_args(plain))
        return f"{', '.join(first)} or {last}"
    if is_list(plain):
        return f"a list of {_SEVERAL.get(plain_type(get_args(plain)[0]), 'objects')}"
    kind = _KINDS.get(plain, "an object")
    for about in _about(field.type):
        if about.ge is not None and about.le is not None:
            kind += f" from {about.ge} to {about.le}"
    return kind


def _is_desk_only(kind: object) -> bool:
    return any((about.extra or {}).get(DESK_ONLY) for about in _about(kind))


def _about(kind: object) -> tuple[msgspec.Meta, ...]:
    """The description of a field."""
    return tuple(about for about in getattr(kind, "__metadata__", ()) if isinstance(about, msgspec.Meta))


def _as_given(value: JsonValue) -> str:
    return shortened(json.dumps(value))


def json_object(line: bytes) -> JsonObject:
    """The JSON object of a line."""
    try:
        parsed = json.loads(
            line.decode("utf-8"),
            parse_constant=_no_constant,
            parse_int=_bounded_int,
            parse_float=_finite_float,
            object_pairs_hook=_each_key_once,
        )
    except UnicodeDecodeError as e:
        raise BadRequest(problem="The line is not valid UTF-8.") from e
    except RecursionError as e:
        raise BadRequest(problem="The line is nested too deeply.") from e
    except ValueError as e:
        raise BadRequest(problem=f"The line is not JSON: {e}.") from e
    if not isinstance(parsed, dict):
        raise BadRequest(problem="The line is not a JSON object.")
    return parsed


def _no_constant(name: str) -> NoReturn:
    raise BadRequest(problem=f"{name} is not a number.")


def _bounded_int(digits: str) -> int:
    if len(digits) > 20 or not -(1 << 63) <= int(digits) < 1 << 63:
        raise BadRequest(problem="A number does not fit in 64 bits.")
    return int(digits)


def _finite_float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise BadRequest(problem="A number does not fit in 64 bits.")
    return value


def _each_key_once(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadRequest(problem="A field is given twice.")
    return fields
