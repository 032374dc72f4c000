"""What the desk does when the booking form tells it something."""

from __future__ import annotations

from collections.abc import Callable

from opd_tui.messages import about_tokens
from opd_tui.tui.booking import news
from opd_tui.tui.desk.boards import Boards
from opd_tui.tui.desk.selection import Selection
from opd_tui.tui.dialog import Dialog


class BookingNews:
    """Moves the cursor to who was booked or checked in, and says it. `reread` reads the desk again."""

    def __init__(self, boards: Boards, selection: Selection, dialog: Dialog, reread: Callable[[], None]) -> None:
        self._boards, self._selection, self._dialog, self._reread = boards, selection, dialog, reread

    def hear(self, event: news.News) -> None:
        """Take up what the form told."""
        selection, say = self._selection, self._dialog.say
        match event:
            case news.Previewed():  # who would give way is shown in the queue
                would = event.preview
                self._boards.active.gives_way = would.gives_way.id if would and would.gives_way else None
                selection.repaint()
            case news.Turned():  # a better place was taken: its queues are shown
                slot = event.slot
                selection.go_to(day=slot.day, doctor=slot.doctor, slot=slot.id, token=None)
            case news.CheckedIn():
                from opd_tui.messages import about_counter  # the desk's first picture does without

                selection.follow(event.token)
                self._dialog.tell(about_counter.checked_in_at_counter(event.token, event.slot, back=event.back))
                self._reread()
            case news.LeftWaiting():  # the form is gone, its booking is not: it must not go on unseen
                say(event.said, wrong=event.wrong)
            case news.Done():
                selection.choose_booked(event.booked.token)
                self._dialog.tell(about_tokens.booked(event.booked, event.position))
                self._reread()
