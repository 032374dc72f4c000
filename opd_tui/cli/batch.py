"""`opd-tui batch`: one JSON object per line in, one JSON object per line out; each line is one transaction.

The verbs, their fields and the answers are a stable interface; docs/batch.md describes them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from opd_tui.cli import json_text
from opd_tui.cli.answers import answer_to
from opd_tui.cli.json_input import parse
from opd_tui.domain.errors import OpdError, Storage
from opd_tui.domain.people import Actor
from opd_tui.runtime.log_file import logger
from opd_tui.services import hospital_settings


def run(lines: Iterable[bytes], out: BinaryIO, actor: Actor) -> bool:
    """Answer every line of the input; returns whether all succeeded. Each answer is flushed before the next line is
    read.
    """
    all_well = True
    for number, raw in enumerate(lines, start=1):
        line = raw.removesuffix(b"\n")
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip(b" \t\r") or line.lstrip(b" \t").startswith(b"#"):
            continue
        reply, well = answer(number, line, actor)
        all_well &= well
        out.write(reply + b"\n")
        out.flush()
    return all_well


def answer(number: int, line: bytes, actor: Actor) -> tuple[bytes, bool]:
    """The answer to one line as text, and whether it succeeded. Raises nothing, whatever the line or a damaged row
    contains.
    """
    try:
        request = parse(line)
        hospital_settings.read()  # another desk may have changed them
        return json_text.on_one_line({"line": number, "ok": True, "result": answer_to(request, actor)}), True
    except OpdError as e:
        error = e
    except Exception:  # a defect of ours must not end the day's replay: the log file has it
        logger().exception("line %d could not be answered", number)
        error = Storage(problem="This line failed and changed nothing; the log file says why.")
    return json_text.on_one_line(
        {"line": number, "ok": False, "error": {"code": error.code, "message": error.message}}
    ), False
