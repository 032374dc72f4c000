"""One line of input as the one JSON object that it must be; everything else is refused in words."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from opd_tui.domain.errors import BadRequest

Fields = dict[str, Any]


def parse(line: bytes) -> Fields:
    """The JSON object of a line. Raises BadRequest for anything else."""
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


def _each_key_once(pairs: list[tuple[str, Any]]) -> Fields:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise BadRequest(problem="A field is given twice.")
    return fields
