"""Runs services off the event loop, on one thread a session, and turns errors into messages."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar, TypeVarTuple

from textual.dom import DOMNode
from textual.worker import WorkType

from opd_tui.db import connection
from opd_tui.domain.errors import OpdError, Storage
from opd_tui.runtime import log_file

PATIENCE_SECONDS = 0.7
"""How long a key may take before the desk says what it waits for."""
WAITING = "Waiting for another desk to finish…"

P = ParamSpec("P")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Runner:
    """One thread with one database connection: services run in the order in which they were asked for."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="opd-services")
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def settled(self) -> None:
        """Wait until every answer asked for so far, and what was asked because of it, has reached who asked."""
        while True:
            for _ in range(3):  # a flow starts, or goes on with its answer, in the next turns of the loop
                await asyncio.sleep(0)
            if self._idle.is_set():
                return
            await self._idle.wait()

    async def __call__(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The service's answer. Raises OpdError and nothing else: what was not foreseen goes to the log file."""
        loop = asyncio.get_running_loop()
        self._under_way += 1
        self._idle.clear()
        try:
            return await loop.run_in_executor(self._pool, lambda: service(*args, **kwargs))
        except OpdError as e:
            e.message = _without_folders(e.message)
            raise
        except Exception as e:
            log_file.logger().exception("a service failed")
            problem = f"Something unexpected went wrong ({type(e).__name__}); {log_file.path()} has the details."
            raise Storage(problem=problem) from e
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    def close(self) -> None:
        """Let what is under way end, and close the thread's connection."""
        self._pool.submit(_close_connection)
        self._pool.shutdown(wait=True)


def _without_folders(message: str) -> str:
    """The message with the database file by its name alone: on a narrow line its folders push the words away."""
    try:
        opened = connection.current()
    except OpdError:
        return message
    return message.replace(opened.where, opened.short_name)


def _close_connection() -> None:
    try:
        connection.current().close()
    except OpdError:
        return


def latest(node: DOMNode, group: str, ask: Callable[[*Ts], Awaitable[None]], *args: *Ts) -> None:
    """Start to ask something; what was asked before in this group is given up, only the latest answer counts."""

    async def asking() -> None:  # made only when it starts: one given up before is no coroutine that nobody awaited
        await ask(*args)

    work: WorkType[None] = asking
    node.run_worker(work, group=group, exclusive=True)
