"""Wiring only: settings, the runner, the watch on the database, and the desk's screen."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import ExitStack, suppress

from rich.text import Text
from textual import events
from textual.app import App
from textual.driver import Driver

from opd_tui.db import connection
from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.runtime import clock, damaged_rows, log_file
from opd_tui.runtime.config import Settings
from opd_tui.tui.command_palette import DeskCommands
from opd_tui.tui.day_opener import DaysAhead
from opd_tui.tui.desk.each_minute import EachMinute
from opd_tui.tui.desk.screen import DeskScreen
from opd_tui.tui.key_queue import KeyQueue
from opd_tui.tui.keymap import remapped
from opd_tui.tui.keys import COMMANDS as USUAL
from opd_tui.tui.live import LiveScreen
from opd_tui.tui.runner import Runner

NET_SECONDS = 2.0
"""How long the desk rests without a look at the change signal where nobody tells of a change."""
TROUBLE_SECONDS = 0.1
"""The same while the database does not answer: nobody tells when it does again."""
GATHER_SECONDS = 0.03
"""The least time between two looks, so that many changes at once are shown at once."""


class DeskApp(App[None], inherit_bindings=False):  # Textual's own Ctrl+Q leaves without asking
    """One operator's session at the desk."""

    TITLE = "OPD desk"
    CSS_PATH = "desk.tcss"
    COMMANDS = {DeskCommands}

    def __init__(self, settings: Settings, actor: Actor, notice: str | None = None) -> None:
        super().__init__(ansi_color=True)  # the terminal's own 16 colours, in every theme
        self.settings, self.actor, self.notice = settings, actor, notice
        self._wear(settings.theme if settings.theme in self.available_themes else "ansi-dark")
        self.runner = Runner()
        self.keyboard = KeyQueue(self, super().on_event, self.runner.settled, self._saves, self._acts, self._opens_text)
        self.commands, self.key_problems = remapped(settings.keys)
        usual = {each.id: each.keys for each in USUAL}
        self.set_keymap({each.id: each.keys for each in self.commands if each.keys and each.keys != usual[each.id]})
        self.days_ahead = DaysAhead(self.runner, actor)
        self._each_minute = EachMinute(self.runner, self.days_ahead)
        self._running_in: asyncio.AbstractEventLoop | None = None
        self._status: int | None = None
        self._watching: asyncio.Task[None] | None = None
        self._named: set[str] = set()
        self._opening: asyncio.Task[None] | None = None

    def _wear(self, theme: str) -> None:
        """Have a theme before the first style is made: to change it later makes every style again."""
        self.set_reactive(DeskApp.theme, theme)
        dark = self.current_theme.dark
        self.update_classes({"-dark-mode": dark, "-light-mode": not dark, f"-theme-{theme}": True}, update=False)

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, made to outlive what is no input."""
        driver = super().get_driver_class()
        if driver.__name__ == "LinuxDriver":
            from opd_tui.tui.driver import DeskDriver

            return DeskDriver
        return driver

    def end(self, status: int) -> None:
        """Leave as `q` does, with this exit status; from any thread, before the desk runs or while it does."""
        self._status = status
        if self._running_in is not None:
            with suppress(RuntimeError):  # it has just ended
                self._running_in.call_soon_threadsafe(self._leave)

    def _leave(self) -> None:
        if self._status is not None:
            self.exit(return_code=self._status)

    def give_up(self) -> None:
        """Put the terminal in order where the desk hangs; from any thread."""
        from opd_tui.tui.driver import DeskDriver

        if isinstance(self._driver, DeskDriver):
            self._driver.give_up()

    def on_load(self) -> None:
        """From here on it can be told to end; it may have been told already."""
        self._running_in = asyncio.get_running_loop()
        self._leave()

    def on_mount(self) -> None:
        """Open the desk and begin to watch."""
        desk = DeskScreen(self.runner, self.actor, self.commands)
        self.push_screen(desk)
        problems = [f"settings: {problem}" for problem in (self.settings.problem, *self.key_problems) if problem]
        if self.settings.theme not in self.available_themes:
            problems.append(f"settings: there is no theme {self.settings.theme!r}")
        desk.open_with("; ".join(problems) or self.notice or "")
        self._watching = asyncio.create_task(self._watch(desk))

    async def _watch(self, desk: DeskScreen) -> None:
        """Tell the desk of every change that others commit, of trouble with the file, and of every new minute."""
        told, loop = asyncio.Event(), asyncio.get_running_loop()
        with ExitStack() as stack:

            def watch() -> None:
                stack.callback(connection.watch(lambda: _set_in(loop, told)).close)

            await self._look(desk, told, watch)

    async def _look(self, desk: DeskScreen, told: asyncio.Event, watch: Callable[[], None]) -> None:
        """Look at the change signal when `told`, when a minute begins, and every NET_SECONDS.

        `watch` has it told of changes, and of one at once: called after the first look, for the first picture is made
        sooner without.
        """
        seen = await self._version_before(desk)
        minute, tried = _minute(), ""
        watched = False
        look: Callable[[], object] = connection.version
        while True:
            told.clear()
            now = _minute()
            try:
                version = await self.runner(look)
                if version != seen or now != minute or not desk.live:  # what is expected when goes with the time
                    await self._show_changes(desk)
                seen = version
            except OpdError as e:
                desk.show_trouble(e.message)
            if now != minute:
                minute = now
                desk.show_title()
            self._name_damaged(desk)
            await asyncio.sleep(GATHER_SECONDS)
            idle = self._opening is None or self._opening.done()
            if desk.live and idle and tried != minute:
                tried = minute
                self._opening = asyncio.create_task(self._each_minute.work(desk))
            if not watched:
                watched = True
                watch()
            rest = min(NET_SECONDS, _seconds_to_the_minute()) if desk.live else TROUBLE_SECONDS
            look = connection.version
            try:
                await asyncio.wait_for(told.wait(), rest)
            except TimeoutError:
                look = connection.version_at_rest
            if not gc.isenabled():  # off since the start; what that made stays, and is never looked through again
                gc.freeze()
                gc.enable()

    async def _version_before(self, desk: DeskScreen) -> object:
        """The change signal from before the desk's own first read, which is waited for: it need not be read twice.

        None if the database did not answer.
        """
        try:
            version = await self.runner(connection.version)
        except OpdError:
            version = None
        await desk.reading.tried.wait()
        return version

    def _name_damaged(self, desk: DeskScreen) -> None:
        """Name each damaged row once: at every refresh it would cover what was said last."""
        if desk.selection.view is None:  # the greeting would cover it
            return
        if left_out := [sentence for sentence in damaged_rows.take() if sentence not in self._named]:
            self._named.update(left_out)
            desk.dialog.say(" ".join(left_out), wrong=True)

    async def _show_changes(self, desk: DeskScreen) -> None:
        """On the desk, and on the screen over it."""
        await desk.refresh_view()
        if isinstance(self.screen, LiveScreen):
            await self.screen.follow()

    async def on_event(self, event: events.Event) -> None:
        """Keys go one at a time, all else as it comes."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            if isinstance(self.screen, DeskScreen):
                await self.screen.forms.mount()
            await self.keyboard.press(event)
        else:
            await super().on_event(event)

    def _saves(self) -> bool:
        """Whether a form of the screen is being saved."""
        from opd_tui.tui.widgets.entry_form import Form

        return any(form.saving for form in self.screen.query(Form))

    def _acts(self, key: str) -> bool:
        """Whether this key would change something at once, so that it must be known whether it is text."""
        screen = self.screen
        return screen.acts(key) if isinstance(screen, DeskScreen) else True

    def _opens_text(self, key: str) -> bool:
        """Whether this key opens a field for text."""
        screen = self.screen
        return isinstance(screen, DeskScreen) and screen.opens_text(key)

    def _fatal_error(self) -> None:
        """What nobody foresaw ends the desk with a sentence; the log file has the traceback.

        Textual has no public place for this: its own prints the traceback, with patients' names, on the screen.
        """
        log_file.logger().exception("the desk failed")
        self.panic(Text(f"opd-tui: something unexpected went wrong, and nothing is lost; {log_file.path()} has why."))

    async def on_unmount(self) -> None:
        """Stop watching, let what is under way be written, close the connection."""
        for task in (self._watching, self._opening):
            if task:
                task.cancel()
        await asyncio.to_thread(self.runner.close)


def _set_in(loop: asyncio.AbstractEventLoop, told: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the loop has just ended
        loop.call_soon_threadsafe(told.set)


def _seconds_to_the_minute() -> float:
    now = clock.now()
    return 60 - now.second - now.microsecond / 1e6


def _minute() -> str:
    return clock.local_now().strftime("%Y-%m-%d %H:%M")
