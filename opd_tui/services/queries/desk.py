"""What a desk shows: one read of one moment for the whole screen, as long as the screen and not as the queues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from opd_tui.db import connection
from opd_tui.domain.desk import Desk, DeskQuery, Details, DoctorRow, Pane, QueueRow, QueueWindow, share
from opd_tui.domain.errors import DamagedRow, UnknownToken
from opd_tui.domain.events import Event
from opd_tui.domain.no_shows import grace_of
from opd_tui.domain.people import Doctor
from opd_tui.domain.slots import SlotSummary
from opd_tui.domain.tokens import Status, Token
from opd_tui.runtime import clock, policy
from opd_tui.services import expecting, hospital_settings
from opd_tui.services.day import unresolved
from opd_tui.services.expecting import Outlook
from opd_tui.services.queries import doctor_rows, reasons
from opd_tui.services.slots import slot_days
from opd_tui.services.tokens import next_patient
from opd_tui.store import desk as store
from opd_tui.store import log, patients, queues, slots, tokens, visits

if TYPE_CHECKING:
    from opd_tui.services.day.no_shows import Countdown

MAX_NEWS = 6
"""The most events of other desks that are shown at once; older ones are in the log."""

MAX_EVENTS = 6
"""The last events of the chosen token that are shown; its card has all."""
MAX_LATEST = 3
"""The last events of the hospital that are shown."""


def desk_view(asked: DeskQuery) -> Desk:
    """Everything on the desk. Raises Busy, Gone or Storage."""
    with connection.reading():
        hospital_settings.read()  # another desk may have changed them
        cursor = _cursor(asked.cursor)
        asked = _at_cursor(asked, cursor)
        day = asked.day or store.day_with_work(clock.today())
        rows = doctor_rows.of_day(day)
        chosen = _doctor(rows, asked.doctor)
        of_day = slots.of_day(chosen.id, day) if chosen else ()
        slot = _slot(of_day, asked.slot)
        asked = _shared(asked, slot)
        last = store.last_event()
        outlook = expecting.outlook(slot, of_day) if slot and not slot_days.is_past(slot) else None
        countdown = _countdown(slot, chosen)
        shown = Desk(
            day,
            clock.today(),
            rows,
            chosen,
            of_day,
            slot,
            _window(slot, Status.ACTIVE, asked.active, cursor, outlook, countdown),
            _window(slot, Status.WAITING, asked.waiting, cursor, outlook),
            cursor,
            last,
            _news(slot, asked),
            unresolved.count(),
            _next(chosen) if day == clock.today() else None,
            _details(cursor) if asked.details and cursor else None,
            log.latest_of_tokens(MAX_LATEST) if asked.latest else (),
            not_begun=_not_begun(slot, countdown),
        )
        return replace(shown, beside=tuple(_beside(shown, asked))) if asked.beside else shown


def _beside(shown: Desk, asked: DeskQuery) -> Iterator[Desk]:
    """The next doctors of the list who sit that day, each with the queues of the slot of now, from their beginning."""
    at = next((at for at, row in enumerate(shown.doctors) if row is shown.row), 0)
    sitting = [row.doctor for row in (*shown.doctors[at + 1 :], *shown.doctors[:at]) if row.slots]
    for doctor in sitting[: asked.beside]:
        of_day = slots.of_day(doctor.id, shown.day)
        slot = _slot(of_day, None)
        part = _shared(replace(asked, active=Pane(), waiting=Pane()), slot)
        outlook = expecting.outlook(slot, of_day) if slot and not slot_days.is_past(slot) else None
        countdown = _countdown(slot, doctor)
        yield replace(
            shown,
            doctor=doctor,
            slots=of_day,
            slot=slot,
            active=_window(slot, Status.ACTIVE, part.active, None, outlook, countdown),
            waiting=_window(slot, Status.WAITING, part.waiting, None, outlook),
            cursor=None,
            next_token=_next(doctor) if shown.day == shown.today else None,
            details=None,
            not_begun=_not_begun(slot, countdown),
        )


def _at_cursor(asked: DeskQuery, cursor: Token | None) -> DeskQuery:
    """The question with the day, doctor and slot of its cursor, if it names none of them."""
    if cursor is None or (asked.day, asked.doctor, asked.slot) != (None, None, None):
        return asked
    slot = slots.summary(cursor.slot)
    return replace(asked, day=slot.day, doctor=slot.doctor, slot=slot.id)


def _shared(asked: DeskQuery, slot: SlotSummary | None) -> DeskQuery:
    """The question with the rows of both windows, if they are to share some."""
    if not asked.rows or slot is None:
        return asked
    active, waiting = share(asked.rows, slot.active, slot.waiting)
    return replace(asked, active=replace(asked.active, rows=active), waiting=replace(asked.waiting, rows=waiting))


def window_top(pane: Pane, total: int, keep: int | None) -> int:
    """The first position of a window of `pane.rows` rows in a queue of `total`, moved as little as shows position
    `keep`.
    """
    top = pane.top
    if keep is not None:
        top = min(max(top, keep - pane.rows + 1), keep)
    return max(0, min(top, total - pane.rows))


def _window(
    slot: SlotSummary | None,
    status: Status,
    pane: Pane,
    cursor: Token | None,
    outlook: Outlook | None,
    countdown: Countdown | None = None,
) -> QueueWindow:
    if slot is None:
        return QueueWindow()
    total = slot.active if status is Status.ACTIVE else slot.waiting
    here = cursor is not None and cursor.slot == slot.id and cursor.status == status
    top = window_top(pane, total, queues.position(cursor) if cursor and here else None)
    why = reasons.of(slot.id, status, top, pane.rows)
    rows, today = [], clock.today()
    for position, token in enumerate(queues.queue(slot.id, status, top, pane.rows), start=top):
        arrived = _moment(token.arrived_at, today) if token.arrived_at else ""
        expected = outlook.of(token, position) if outlook else None
        out = _moment(token.stepped_out_at, today) if token.stepped_out_at else ""
        left = countdown.minutes_left(token) if countdown else None
        rows.append(QueueRow(token, why.get(token.id), arrived, expected, out, left))
    return QueueWindow(total, top, tuple(rows))


def _countdown(slot: SlotSummary | None, doctor: Doctor | None) -> Countdown | None:
    """The countdown to the slot's automatic no-shows; None where there are none."""
    hospital = policy.current().no_show_grace_minutes
    if slot is None or doctor is None or not grace_of(doctor.no_show_grace_minutes, hospital):
        return None
    from opd_tui.services.day import no_shows  # the desk's first picture does without

    return no_shows.countdown(slot, doctor)


def _not_begun(slot: SlotSummary | None, countdown: Countdown | None) -> bool:
    return slot is not None and countdown is not None and not countdown.begun and slot.active > slot.called


def _details(token: Token) -> Details:
    patient = patients.canonical(token.patient)
    return Details(token.id, patient, visits.last_of(patient.id), log.last_of_token(token.id, MAX_EVENTS))


def _moment(at: str, today: str) -> str:
    """A stored moment in short: 10:42 on the hospital's day, 20 Nov before it."""
    when = clock.local(at)
    return when.strftime("%H:%M") if when.date().isoformat() == today else when.strftime("%d %b")


def _cursor(token: int | None) -> Token | None:
    if token is None:
        return None
    try:
        return tokens.token(token)
    except (UnknownToken, DamagedRow):
        return None


def _doctor(rows: tuple[DoctorRow, ...], asked: int | None) -> Doctor | None:
    for row in rows:
        if row.doctor.id == asked:
            return row.doctor
    sitting = [row.doctor for row in rows if row.slots]
    return next(iter(sitting or [row.doctor for row in rows]), None)


def _slot(slots: tuple[SlotSummary, ...], asked: int | None) -> SlotSummary | None:
    """The slot asked for; else the one under way or the next to begin; else the last."""
    now = clock.minute(clock.now())
    for slot in slots:
        if slot.id == asked:
            return slot
    return next((slot for slot in slots if slot.end > now), slots[-1] if slots else None)


def _next(doctor: Doctor | None) -> int | None:
    """Who is called in next: the first who has a seat and is here, of slots that have begun."""
    here = next_patient.line_of(doctor.id).here if doctor else ()
    return here[0].token if here and here[0].begun(clock.minute(clock.now())) else None


def _news(slot: SlotSummary | None, asked: DeskQuery) -> tuple[Event, ...]:
    if slot is None or asked.after is None or not store.news_for(slot.id, asked.after, asked.desk):
        return ()
    return log.since(slot.id, asked.after, asked.desk, MAX_NEWS)
