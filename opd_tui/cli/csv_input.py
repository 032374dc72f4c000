"""A CSV file as rows. It is read whole before anything is written: a file that cannot be read changes nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from opd_tui.domain.errors import BadRequest, Storage
from opd_tui.domain.imports import ImportedRow, column_of


def rows(path: Path, columns: Sequence[str]) -> tuple[ImportedRow | str, ...]:
    """The rows of a file in UTF-8 (with or without a mark at its beginning) whose first line names its columns; for a
    row with too few or too many fields, why it is refused as "line: reason". Empty lines are ignored.

    Raises Storage for a file that cannot be read, BadRequest for one that is no such table.
    """
    text = _text(path)
    separator = ";" if ";" in text.partition("\n")[0] and "," not in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        header = _header(next(reader, []), columns, path)
        found: list[ImportedRow | str] = []
        before = reader.line_num
        for fields in reader:
            line, before = before + 1, reader.line_num
            if len(fields) == len(header):
                found.append(ImportedRow(line, dict(zip(header, fields, strict=True))))
            elif any(field.strip() for field in fields):
                found.append(f"Line {line} refused: it has {len(fields)} fields, and the first line has {len(header)}.")
    except csv.Error as e:
        raise BadRequest(problem=f"{path}, line {reader.line_num}: {e}. Nothing was imported.") from e
    return tuple(found)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as e:
        raise Storage(problem=f"{path} cannot be read: {e.strerror}.") from e
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = content.count(b"\n", 0, e.start) + 1
        raise BadRequest(
            problem=f"{path}, line {line} is not UTF-8. Save the file as UTF-8 first. Nothing was imported."
        ) from e


def _header(headings: Sequence[str], columns: Sequence[str], path: Path) -> list[str]:
    """The columns that the first line names. Raises BadRequest."""
    named = [column_of(heading) for heading in headings]
    known = f"Columns: {', '.join(columns)}."
    if "name" not in named:
        raise BadRequest(problem=f"The first line of {path} has no column name. {known} Nothing was imported.")
    wrong = [heading for heading, column in zip(headings, named, strict=True) if column not in columns]
    if wrong:
        listed = ", ".join(f'"{heading.strip()[:30]}"' for heading in wrong[:5])
        raise BadRequest(problem=f"{path} has columns that are not known: {listed}. {known} Nothing was imported.")
    if len(set(named)) < len(named):
        raise BadRequest(problem=f"{path} has a column twice. {known} Nothing was imported.")
    return named
