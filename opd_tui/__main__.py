"""`opd-tui` and `python -m opd_tui`: the desk at once, or the command line."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

from opd_tui.cli.context import errors_in_words, open_desk
from opd_tui.runtime import ending


def main() -> None:
    """Open the desk if nothing else is asked; all else, and every doubt, is the command line's.

    An operator waits for the desk, and the machinery of the command line takes a quarter of the time of its start;
    a sixth goes to looking for garbage where there is none yet, which the desk begins with its first picture.
    """
    try:
        with errors_in_words():
            flags = desk_flags(sys.argv[1:])
            if flags is None:
                from opd_tui.cli.main import app

                app()
            else:
                gc.disable()
                from opd_tui.runtime import config

                raise SystemExit(open_desk(config.load(**flags)))
    finally:
        ending.end_if_told()


def desk_flags(words: Sequence[str]) -> dict[str, str] | None:
    """The flags `db` and `actor`, if the words are only these; None for anything else.

    >>> desk_flags(["--db", "opd.db", "--actor=asha"])
    {'db': 'opd.db', 'actor': 'asha'}
    >>> desk_flags(["--db", "opd.db", "check"])
    """
    flags = {}
    rest = iter(words)
    for word in rest:
        flag, equals, value = word.partition("=")
        if flag not in ("--db", "--actor"):
            return None
        value = value if equals else next(rest, "")
        if not value or value.startswith("-"):
            return None
        flags[flag[2:]] = value
    return flags


if __name__ == "__main__":
    main()
