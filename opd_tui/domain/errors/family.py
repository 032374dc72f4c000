"""The class of all errors. A class's docstring is the message that the operator reads."""

from __future__ import annotations

LONGEST_SHOWN = 80
"""A message repeats at most this many characters of an input."""
_WHOLE = ("problem", "path", "target")
"""Fields that are never cut: they are not an input, or must be readable to the end."""


def shortened(given: str) -> str:
    """Cut a text to LONGEST_SHOWN characters, the last one "…", to repeat it in a message."""
    return given if len(given) <= LONGEST_SHOWN else f"{given[: LONGEST_SHOWN - 1]}…"


def quoted(given: str) -> str:
    """`shortened`, in quotes, for a `problem`."""
    return repr(shortened(given))


class OpdError(Exception):
    """Something went wrong; the log file has the details."""

    code = "storage"

    def __init__(self, **fields: object) -> None:
        self.fields = fields
        template = " ".join((type(self).__doc__ or self.code).split())
        kept = {name: _repeated(name, value) for name, value in fields.items()}
        self.message = template.format(**kept)
        super().__init__(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.fields)


def _repeated(name: str, value: object) -> object:
    if name == "status":
        return str(value).lower().replace("_", "-")
    return shortened(value) if isinstance(value, str) and name not in _WHOLE else value


def _rebuild(kind: type[OpdError], fields: dict[str, object]) -> OpdError:
    return kind(**fields)
