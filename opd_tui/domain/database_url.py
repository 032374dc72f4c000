"""What names a database: the path of a file, or the URL of one on a server."""

from __future__ import annotations

from urllib.parse import urlsplit

from opd_tui.domain.errors import PasswordShown

SERVER_SCHEMES = ("postgresql", "postgres")
PASSWORDS = ("password", "sslpassword")
"""The parameters of a URL that are secrets."""


def is_server(target: str) -> bool:
    """Whether the target names a database on a server, and no file."""
    scheme, found, _ = target.partition("://")
    return bool(found) and scheme.lower() in SERVER_SCHEMES


def check_argument(target: str) -> None:
    """Raises PasswordShown if the target, given as an argument, is a URL with a password."""
    if not is_server(target):
        return
    try:
        parts = urlsplit(target)
    except ValueError:
        return  # connect says so
    fields = (field.partition("=")[0] for field in parts.query.split("&"))
    if ":" in parts.netloc.rpartition("@")[0] or any(field in PASSWORDS for field in fields):
        raise PasswordShown()
