"""The desk: doctors and slots on the left, the two queues on the right, and what happened below them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from opd_tui.domain.desk import Desk, Pane
from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Actor
from opd_tui.domain.tokens import Token
from opd_tui.messages import about_log, about_tokens
from opd_tui.runtime import clock
from opd_tui.services.queries import desk as desk_service
from opd_tui.tui.actions.hospital import HospitalActions
from opd_tui.tui.booking.form import BookingForm
from opd_tui.tui.desk.panes import ActivePane, DoctorsPane, SlotsPane, WaitingPane
from opd_tui.tui.desk.selection import index_in
from opd_tui.tui.keys import KEYS, Key, textual_bindings
from opd_tui.tui.runner import Runner
from opd_tui.tui.widgets.entry_form import EntryForm, Form
from opd_tui.tui.widgets.key_line import KeyLine
from opd_tui.tui.widgets.list_pane import ListPane
from opd_tui.tui.widgets.status_line import StatusLine
from opd_tui.tui.widgets.styles import NARROW
from opd_tui.tui.widgets.title_bar import TitleBar


class DeskScreen(HospitalActions):
    """The one screen of an operator's day."""

    BINDINGS = textual_bindings(KEYS)

    def __init__(self, runner: Runner, actor: Actor, keys: tuple[Key, ...]) -> None:
        super().__init__(runner, actor, keys)
        self.live = True
        self.greeting = ""
        self._tops = {"doctors": 0, "slots": 0}
        self._asked = 0
        self._pick: tuple[str, int] | None = None
        self._own = False

    def compose(self) -> ComposeResult:
        """The bars and panes; the forms wait in the left column."""
        self.set_class(self.app.size.width < NARROW, "narrow")  # before the first layout, or all is laid out twice
        yield TitleBar(id="title")
        with Horizontal(id="body"):
            with Vertical(id="left"):
                yield DoctorsPane(id="doctors")
                yield SlotsPane(id="slots")
                yield BookingForm(self.runner, self.actor)
                yield EntryForm(id="entry")
            with Vertical(id="queues"):
                yield ActivePane(id="active")
                yield WaitingPane(id="waiting")
        yield StatusLine(id="status")
        yield KeyLine(id="keys")

    @property
    def form_open(self) -> bool:
        """Whether a form has the left column."""
        return any(form.display for form in self.query(Form))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While a form is open or a question asked, the desk's keys rest."""
        if self.form_open or self.status.question:
            return action not in {key.action for key in self.keys}
        return True

    def on_resize(self) -> None:
        """Narrow below 100 columns; the windows follow the new heights."""
        self.set_class(self.size.width < NARROW, "narrow")
        self.call_after_refresh(lambda: self.start(self.refresh_view()))

    async def refresh_view(self, *, pick: tuple[str, int] | None = None, own: bool = False) -> None:
        """Read the desk again and show what differs.

        `pick` is a pane and a position whose row becomes the chosen one; `own` says that this desk changed something,
        so that after a token left its queue the cursor goes to its neighbour. Older answers never replace newer ones,
        and what an older question wanted goes over to the newer one: no key is lost to another desk's change.
        """
        if not self.app.is_running or not any(pane.size.height for pane in self.query(ActivePane)):
            return  # before the first layout nobody knows how many rows fit; the resize that follows it reads
        self._asked += 1
        asked = self._asked
        self._pick = pick = pick or (None if own else self._pick)
        self._own = own = own or self._own
        look = replace(self.look, active=self._pane(ActivePane, pick), waiting=self._pane(WaitingPane, pick))
        if pick:
            look = replace(look, cursor=None)
        try:
            view = await self.runner(desk_service.look, look)
        except OpdError as e:
            if self.app.is_running:
                self.trouble(e.message)
            return
        if asked != self._asked or not self.app.is_running:  # leaving takes the panes away first, the screen last
            return
        if pick is None and look.cursor != self.look.cursor:  # the operator moved on while it was read
            await self.refresh_view()
            return
        self._pick, self._own = None, False
        self._take(view, pick, own)

    def _pane(self, kind: type[ActivePane] | type[WaitingPane], pick: tuple[str, int] | None) -> Pane:
        """What a queue pane can show, moved so that a picked position is in it."""
        pane = self.query_one(kind)
        window = Pane(pane.content.top, pane.visible_rows)
        if pick is None or pick[0] != pane.id:
            return window
        return Pane(desk_service.window_top(window, max(pick[1] + 1, pane.content.total), pick[1]), window.rows)

    def _take(self, view: Desk, pick: tuple[str, int] | None, own: bool) -> None:
        before, self.view = self.view, view
        was_stale, self.live = not self.live, True
        self.look = replace(
            self.look,
            day=view.day,
            doctor=view.doctor.id if view.doctor else None,
            slot=view.slot.id if view.slot else None,
            after=view.last_event,
        )
        self._place_cursor(before, pick, own)
        if before is None:
            self.status.say(self.greeting or self._greeting())
        elif was_stale:
            self.status.say("The database answers again.")
        elif view.news and not own and not self.form_open:  # what this desk did, or was refused, stands
            self.status.say(about_log.news(view.news))
        if self.booking.slot:
            self.booking.refresh_preview()
        self.paint()

    def _place_cursor(self, before: Desk | None, pick: tuple[str, int] | None, own: bool) -> None:
        """The cursor stays on its patient; one who left the queues leaves it to a neighbour, or to nobody.

        After another desk's change it goes to nobody: the next key must not hit a patient whom nobody chose.
        """
        view = self.view
        assert view is not None  # noqa: S101 - set by the caller
        chosen = view.cursor
        if pick:
            window = view.active if pick[0] == "active" else view.waiting
            at = pick[1] - window.top
            self.choose(window.rows[at].token if 0 <= at < len(window.rows) else None)
        elif chosen and chosen.slot == self.look.slot and chosen.status in ("ACTIVE", "WAITING"):
            if self.pane in ("active", "waiting"):
                self.pane = chosen.status.lower()
            self.choose(chosen)
        elif before is None or own or not (before.active.total or before.waiting.total):
            self.choose(self._neighbour(before))
        else:
            self.choose(None)

    def _neighbour(self, before: Desk | None) -> Token | None:
        """The token that stands now where the cursor's stood, in the same pane if anyone is left there."""
        view = self.view
        assert view is not None  # noqa: S101 - set by the caller
        windows = {
            "active": (before and before.active, view.active),
            "waiting": (before and before.waiting, view.waiting),
        }
        old, new = windows.get(self.pane, windows["active"])
        at = index_in(old, self.look.cursor) if old else 0
        if not new.rows:
            return None
        return new.rows[min(at, len(new.rows) - 1)].token

    def paint(self) -> None:
        """Hand every widget what it shows; each repaints only what differs."""
        view = self.view
        if view is None:
            return
        for name, pane in (("doctors", self.query_one(DoctorsPane)), ("slots", self.query_one(SlotsPane))):
            top = self._tops[name] = desk_service.window_top(
                Pane(self._tops[name], pane.visible_rows), *self.index_of(name)
            )
            pane.show(pane.content_of(view, top), self.pane == name)
        active, waiting = self.query_one(ActivePane), self.query_one(WaitingPane)
        active.show(active.content_of(view), self.pane == "active")
        waiting.show(waiting.content_of(view), self.pane == "waiting")
        self.tell_keys()
        self.tell_title()

    def tell_keys(self) -> None:
        """The key line: the form's, the question's, or the desk's with those dimmed that cannot work now."""
        line = self.query_one(KeyLine)
        if self.status.question:
            line.tell(self.keys, frozenset(), self.status.choices)
        elif self.booking.slot:
            line.tell(self.keys, frozenset(), self.booking.hints)
        elif self.form_open:
            line.tell(self.keys, frozenset(), self.query_one(EntryForm).hints)
        else:
            line.tell(self.keys, frozenset(key.id for key in self.keys if self.why_not(key.id)))

    def tell_title(self) -> None:
        """The title line, with the hospital's clock."""
        day = self.view.day if self.view else clock.today()
        today = clock.today()
        self.query_one(TitleBar).tell(
            day=_day_text(day, today),
            other_day=day != today,
            actor=self.actor.name,
            live=self.live,
            time=clock.local_now().strftime("%H:%M"),
        )

    def trouble(self, message: str) -> None:
        """The database does not answer: what is shown is old, and says so; what was typed stays."""
        if self.live or self.status.text != message:
            self.live = False
            self.status.say(message, wrong=True)
            self.tell_title()

    def _greeting(self) -> str:
        view, key = self.view, {key.id: key.display for key in self.keys}
        days = f"{key['previous-day']} and {key['next-day']}"
        if view is None or not view.doctors:
            return f"Good morning. This hospital has no doctors yet: press {key['add-doctor']} to add the first."
        if view.unresolved:
            past = about_tokens.counted(view.unresolved, "token")
            return (
                f"Unresolved from past days: {past}; {key['unresolved']} settles them. {key['help']} shows every key."
            )
        if not view.slots:
            return f"Nobody sits on this day yet: press {key['add-slot']} to open a slot, {days} for other days."
        if view.day != view.today:
            day = _day_text(view.day, view.today)
            return f"Nobody sits today; this is {day}. {days} go to other days, {key['help']} is help."
        return f"{key['book']} books, {key['help']} shows every key."

    async def days_opened(self) -> None:
        """Slots of the days ahead are new: a desk that had nothing of today to show, and was left so, goes there."""
        if self.view and self.view.day != self.view.today and self.status.text == self._greeting():
            self.look = self.look_at(day=None, doctor=None, slot=None, cursor=None)
            await self.refresh_view(own=True)
            self.status.say(self._greeting())
        else:
            await self.refresh_view()

    def on_form_left(self, event: Form.Left) -> None:
        """The left column shows doctors and slots again."""
        self.call_after_refresh(self.paint)

    def on_booking_form_previewed(self, event: BookingForm.Previewed) -> None:
        """Show in the queue who would give way."""
        would = event.preview
        self.query_one(ActivePane).gives_way = would.gives_way.id if would and would.gives_way else None
        self.paint()

    def on_booking_form_turned(self, event: BookingForm.Turned) -> None:
        """A better place was taken in the form: its queues are shown."""
        slot = event.slot
        self.go(day=slot.day, doctor=slot.doctor, slot=slot.id, cursor=None)

    def on_booking_form_left_waiting(self, event: BookingForm.LeftWaiting) -> None:
        """The form is gone, its booking is not: it must not go on unseen."""
        self.status.say(event.said, wrong=event.wrong)

    def on_booking_form_done(self, event: BookingForm.Done) -> None:
        """A token was given out: the cursor goes to it."""
        token = event.booked.token
        self.look = replace(self.look, cursor=token.id)
        self.pane = token.status.lower() if token.status in ("ACTIVE", "WAITING") else self.pane
        self.status.say(about_tokens.booked(event.booked, event.position))
        self.start(self.refresh_view(own=True))

    def on_key_line_pressed(self, event: KeyLine.Pressed) -> None:
        """The mouse on a key is the key."""
        self.press(event.id)

    def press(self, id: str) -> None:
        """Do what the key of that id does, if the desk's keys do not rest."""
        if not self.form_open and not self.status.question:
            getattr(self, f"action_{id.replace('-', '_')}")()

    def on_list_pane_chosen(self, event: ListPane.Chosen) -> None:
        """The mouse on a line chooses it; twice opens it."""
        if self.form_open or self.status.question:
            return
        self.pane = str(event.pane.id)
        if event.key is not None:
            self.choose_key(event.key)
        self.paint()
        if event.twice:
            self.action_card()

    def on_list_pane_wheeled(self, event: ListPane.Wheeled) -> None:
        """The wheel moves within the pane under it."""
        if not self.form_open and not self.status.question:
            self.pane = str(event.pane.id)
            self.move(event.lines)


def _day_text(day: str, today: str) -> str:
    then = date.fromisoformat(day)
    year = f" {then.year}" if day[:4] != today[:4] else ""
    text = f"{then:%a %d %b}{year}"
    away = (then - date.fromisoformat(today)).days
    return f"{text} ({'tomorrow' if away == 1 else 'yesterday' if away == -1 else f'{away:+} days'})" if away else text
