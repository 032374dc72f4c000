"""What an operator and a screen say to each other: it asks, does, enters and says. The desk, lists and cards use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from textual.css.query import NoMatches
from textual.screen import Screen

from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Token
from opd_tui.runtime import clock
from opd_tui.tui.runner import PATIENCE_SECONDS, WAITING, Runner
from opd_tui.tui.widgets.choice import YES, Choice
from opd_tui.tui.widgets.status_line import StatusLine

if TYPE_CHECKING:
    from opd_tui.tui.widgets.entry_form import EntryForm

P = ParamSpec("P")
T = TypeVar("T")
Entry = Callable[[tuple[str, ...]], Awaitable[object]]
"""What is done with the values of a form; it may refuse them with an OpdError."""


class Dialog:
    """Asks in the screen's status line, enters in its form, does what a service does, and says what came of it.

    `reread` reads again and shows what the screen shows, `show_keys` the keys that work now. `look_at` puts the cursor
    on a token, wherever it is, before the screen is read again.
    """

    def __init__(
        self,
        screen: Screen[T],
        runner: Runner,
        actor: Actor,
        *,
        reread: Callable[[], Awaitable[None]],
        show_keys: Callable[[], None],
        look_at: Callable[[Token], None] = lambda _: None,
    ) -> None:
        self.screen, self.runner, self.actor = screen, runner, actor
        self.reread, self.show_keys, self.look_at = reread, show_keys, look_at
        self._then: Entry | None = None
        self._keys_go_on = asyncio.Event()
        self._flows = 0
        self.behind = False
        """Whether another desk changed something that is not shown yet, because the screen was occupied."""

    @property
    def status(self) -> StatusLine:
        """The status line."""
        return self.screen.query_one(StatusLine)

    @property
    def form(self) -> EntryForm:
        """The form for entries."""
        from opd_tui.tui.widgets.entry_form import EntryForm  # the desk's first picture does without

        return self.screen.query_one(EntryForm)

    @property
    def occupied(self) -> bool:
        """Whether something is asked, done or typed that means the screen as it stands."""
        return self._flows > 0 or bool(self.status.question) or self.form.display

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what happened."""
        self.status.show_message(text, wrong=wrong)

    def tell(self, text: str) -> None:
        """Say what was done, with the time: it stays until the next thing happens, and may be old when it is read."""
        self.say(f"{clock.minute(clock.now())[11:]} {text}")

    def start(self, flow: Awaitable[object]) -> None:
        """Carry out what a key set off; what other desks change meanwhile is shown once it is over."""
        self.screen.run_worker(self._carry_out(flow))

    async def _carry_out(self, flow: Awaitable[object]) -> None:
        self._flows += 1
        try:
            await flow
        except NoMatches:
            if self.screen.is_attached and self.screen.app.is_running:  # the screen goes last when the desk is left
                raise
            # the desk was left while this went on: there is nothing to show it on any more
        finally:
            self._flows -= 1
        if self.behind and self.screen.is_attached:
            await self.follow()

    async def follow(self) -> None:
        """Another desk changed something: read again, once the screen is not occupied any more."""
        self.behind = self.occupied
        if not self.behind:
            await self.reread()

    async def ask(self, question: str, *choices: Choice) -> str | None:
        """Ask in the status line; the value of the answer, None for no. Answers are digits: letters are text."""
        if not all(choice.key.isdecimal() for choice in choices):
            raise ValueError("the answers to a question are digits; only a menu takes letters")
        return await self.menu(question, *choices)

    async def menu(self, question: str, *choices: Choice) -> str | None:
        """Ask which; its answers may be letters, because none of them changes anything by itself. None for none."""
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        before = self.screen.focused
        self.status.ask(question, choices, answer.set_result)
        self._keys_go_on.set()
        self.show_keys()
        value = await answer
        if before not in (None, self.status) and not self.status.question:
            self.screen.set_focus(before)
        if value is None:  # else what comes of it shows them, in the same picture
            self.show_keys()
        return value

    async def confirm(self, question: str) -> bool:
        """Ask a question that is answered with yes or no."""
        return await self.ask(question, YES) is not None

    async def do(self, say: Callable[[T], str], service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
        """Call a service, show and say what came of it; its answer. An error is said in words, and answers None."""
        return await self.do_and_follow(say, lambda _: None, service, *args, **kwargs)

    async def answer_of(self, service: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What a service answers; the line says so where that takes long. Raises as the service does."""
        answer = asyncio.ensure_future(self.runner(service, *args, **kwargs))
        if not (await asyncio.wait({answer}, timeout=PATIENCE_SECONDS))[0]:
            self.say(WAITING)
        return await answer

    async def refused(self, error: OpdError) -> None:
        """Show what is so now, and say why nothing was done."""
        await self.reread()
        self.say(error.message, wrong=True)

    async def do_and_follow(
        self,
        say: Callable[[T], str],
        token: Callable[[T], Token | None],
        service: Callable[P, T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T | None:
        """`do`, with the cursor on the `token` of the answer, if it has one."""
        try:
            done = await self.answer_of(service, *args, **kwargs)
        except OpdError as e:
            await self.refused(e)
            return None
        if (followed := token(done)) is not None:
            self.look_at(followed)
        await self.reread()
        self.tell(say(done))  # in one picture with what was read: a second one would be a frame later
        return done

    def enter(self, title: str, fields: Sequence[tuple[str, str]], then: Entry, does: str = "save") -> None:
        """Open the form with these labels and first values; `does` is what Enter does, `then` what it calls."""
        self._then = then
        self.form.fill(title, fields, does)
        self.show_keys()

    async def save(self, values: tuple[str, ...]) -> None:
        """Carry out what the form was opened for, once however long Enter is held.

        The keys after it wait for that, but not for as long as another desk may keep the database locked, and not
        where something is asked first.
        """
        if self._then is None or self.form.saving or not self.form.display:
            return
        self.form.saving = True
        self._keys_go_on = asyncio.Event()
        self.screen.run_worker(self._save(self._then, values))
        try:
            await asyncio.wait_for(self._keys_go_on.wait(), PATIENCE_SECONDS)
        except TimeoutError:
            self.say(WAITING)

    async def _save(self, then: Entry, values: tuple[str, ...]) -> None:
        """If it is refused, the form stays as it is."""
        form = self.form
        try:
            try:
                await then(values)
            finally:
                form.saving = False
            if self._then is then:
                self._then = None
                if form.display:
                    form.leave()
            await self.reread()
        except OpdError as e:
            if form.display and self._then is then:
                form.refuse(e.message)
                self.show_keys()
            else:
                self.say(e.message, wrong=True)
        finally:
            self._keys_go_on.set()
