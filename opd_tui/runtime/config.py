"""Settings: flags come before environment variables, these before one TOML file, and that before defaults."""

from __future__ import annotations

import getpass
import os
import re
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from msgspec.structs import asdict
from platformdirs import user_config_path

from opd_tui.domain import policy
from opd_tui.domain.database_url import check_argument
from opd_tui.domain.errors import BadEnvironment, BadSettings, quoted
from opd_tui.domain.names import clean_name
from opd_tui.domain.policy import Policy, Value

DEFAULT_DB = "opd.db"
DEFAULT_THEME = "ansi-dark"


class Settings(Struct, frozen=True):
    """The settings of one run of the program. `file_mode` is a permission such as 0o600; `keys` is command id → keys.
    `decided` is what the file or the environment says of the hospital.

    `problem` is what the operator should know about the settings file; "" if there is nothing.
    """

    db: str = DEFAULT_DB
    actor: str = ""
    desk: str = ""
    file_mode: int = 0o600
    time_zone: str = "UTC"
    theme: str = DEFAULT_THEME
    keys: Mapping[str, str] = field(default_factory=dict)
    decided: Mapping[str, Value] = field(default_factory=dict)
    problem: str = ""

    @property
    def policy(self) -> Policy:
        """The policy by which this process works until it has read the hospital's own."""
        return Policy(**self.decided)  # type: ignore[arg-type] # config.load has parsed each of them


def settings_path() -> Path:
    """The path of the settings file: OPD_CONFIG, else config.toml in the user's config folder."""
    return Path(os.environ.get("OPD_CONFIG") or user_config_path("opd-tui") / "config.toml")


def load(db: str | None = None, actor: str | None = None) -> Settings:
    """The settings of this run; `db` and `actor` are the flags.

    Raises PasswordShown, BadSettings, BadEnvironment or BadName.
    """
    if db is not None:
        check_argument(db)
    path = settings_path()
    given = _read(path) | _from_environment()
    try:
        zone = _zone(given.get("time_zone")) or local_zone()
        of_hospital = policy.parse(given)
        who = actor or os.environ.get("OPD_ACTOR") or given.get("actor") or login_name()
        return Settings(
            db=db if db is not None else os.environ.get("OPD_DB") or given.get("db", DEFAULT_DB),
            actor=clean_name(who, "actor's name"),
            desk=f"{socket.gethostname()}:{os.getpid()}",
            file_mode=_mode(given.get("file_mode", "0600")),
            time_zone=zone,
            theme=given.get("theme", DEFAULT_THEME),
            keys=given.get("keys", {}),
            decided={name: getattr(of_hospital, name) for name in policy.names() if name in given},
            problem=_problem(path),
        )
    except ValueError as e:
        raise BadSettings(path=path, problem=str(e)) from e


def _problem(path: Path) -> str:
    """What is wrong with a settings file that OPD_CONFIG names; no error, because the desk also works
    without settings.
    """
    named = bool(os.environ.get("OPD_CONFIG")) and not path.exists()
    return f"OPD_CONFIG names {path}, which does not exist: no settings are read" if named else ""


def _from_environment() -> dict[str, Any]:
    days = os.environ.get("OPD_FOLLOW_UP_DAYS")
    if not days:
        return {}
    least, most = policy.RANGES["follow_up_days"]
    if not re.fullmatch(r"[0-9]{1,4}", days) or not least <= int(days) <= most:
        problem = f"it must be a whole number of days from {least} to {most}, not {quoted(days)}"
        raise BadEnvironment(variable="OPD_FOLLOW_UP_DAYS", problem=problem)
    return {"follow_up_days": int(days)}


def login_name() -> str:
    """The login name of the operator."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid{os.getuid()}"


def local_zone() -> str:
    """The IANA name of this machine's time zone, UTC if it has none."""
    from tzlocal import get_localzone_name

    try:
        return _zone(get_localzone_name()) or "UTC"
    except (LookupError, ValueError, OSError):
        return "UTC"


def _zone(name: str | None) -> str | None:
    try:
        return ZoneInfo(name).key if name else None
    except (KeyError, ValueError, OSError) as e:
        raise ValueError(f'time_zone {name!r} is not a time zone, such as "Asia/Kolkata"') from e


def _kind_in_toml(default: object) -> type:
    return list if isinstance(default, tuple) else type(default)


_KINDS: dict[str, type] = {
    "db": str,
    "actor": str,
    "file_mode": str,
    "time_zone": str,
    "theme": str,
    "keys": dict,
    **{name: _kind_in_toml(default) for name, default in asdict(Policy()).items()},
}
_WORDS: dict[type, str] = {
    str: "a string in quotes",
    dict: "a table, [keys]",
    int: "a whole number",
    bool: "true or false",
    list: "a list in brackets",
}


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as e:
        raise BadSettings(path=path, problem=str(e)) from e
    if not text.strip():
        return {}
    import tomllib  # 3 ms of a start, where there is something to read

    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise BadSettings(path=path, problem=str(e)) from e
    except RecursionError as e:
        raise BadSettings(path=path, problem="it is nested too deeply") from e
    for name, value in given.items():
        if name not in _KINDS:
            raise BadSettings(path=path, problem=f"there is no setting {name!r} (there are {', '.join(_KINDS)})")
        if type(value) is not _KINDS[name]:
            raise BadSettings(path=path, problem=f"{name} must be {_WORDS[_KINDS[name]]}")
    for name, value in given.get("keys", {}).items():
        if not isinstance(value, str):
            raise BadSettings(path=path, problem=f'keys.{name} must be a string such as "b" or "f2,ctrl+b"')
    return given


def _mode(text: str) -> int:
    if not re.fullmatch(r"0?[0-7]{3}", text):
        raise ValueError(f'file_mode {text!r} is not a permission such as "0600" or "0660"')
    mode = int(text, 8)
    if mode & 0o600 != 0o600 or mode & 0o007:
        raise ValueError(f"file_mode {text!r} must let the owner read and write, and others nothing")
    return mode
