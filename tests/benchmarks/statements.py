"""Counts the statements that programs send to a server: they connect here, and all they send is handed on.

The server's own statistics do not count them: a statement that reads no table stays in none of them until its
connection ends.
"""

from __future__ import annotations

import asyncio
import struct
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import psycopg

_STATEMENTS = b"QE"
"""Simple query, and execution of a prepared one."""
_PLAIN = {"sslmode": "disable", "gssencmode": "disable"}


class Counted:
    """A context manager: `url` of the same database by way of this counter, `count` of statements so far."""

    def __init__(self, url: str, folder: Path) -> None:
        self.count = 0
        to = psycopg.conninfo.conninfo_to_dict(url)
        self._host, self._port = str(to.get("host") or "/var/run/postgresql"), int(to.get("port") or 5432)
        self._socket = folder / f".s.PGSQL.{self._port}"
        parts = urlsplit(url)
        asked = dict(parse_qsl(parts.query)) | _PLAIN | {"host": str(folder), "port": str(self._port)}
        user = f"{quote(str(to['user']))}@" if "user" in to else ""
        self.url = f"postgresql://{user}/{to['dbname']}?{urlencode(asked)}"
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True)

    def __enter__(self) -> Counted:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._ended.set)
        self._thread.join()

    async def _listen(self) -> None:
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        async with await asyncio.start_unix_server(self._serve, self._socket):
            self._ready.set()
            await self._ended.wait()

    async def _serve(self, program: asyncio.StreamReader, to_program: asyncio.StreamWriter) -> None:
        if self._host.startswith("/"):
            server, to_server = await asyncio.open_unix_connection(f"{self._host}/.s.PGSQL.{self._port}")
        else:
            server, to_server = await asyncio.open_connection(self._host, self._port)
        with suppress(asyncio.CancelledError, ConnectionError):  # the end of the measurement
            await asyncio.gather(self._hand_on(server, to_program), self._count(program, to_server))

    async def _hand_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
        writer.close()

    async def _count(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Message by message: after the first each has a letter for its kind, and its length."""
        kind = b""
        try:
            while True:
                length = await reader.readexactly(4)
                rest = await reader.readexactly(struct.unpack("!I", length)[0] - 4)
                self.count += bool(kind) and kind in _STATEMENTS
                writer.write(kind + length + rest)
                await writer.drain()
                kind = await reader.readexactly(1)
        except asyncio.IncompleteReadError:
            writer.close()
