"""What a booking would do, asked again whenever the slot, the source or the patient changes."""

from __future__ import annotations

from opd_tui.domain.errors import BadCapacity, OpdError
from opd_tui.domain.previews import Preview
from opd_tui.domain.requests.tokens import PreviewBooking
from opd_tui.domain.tokens import DEFAULT_SOURCE
from opd_tui.services.forecast import preview
from opd_tui.tui.runner import Runner


class Outlook:
    """What is asked (a source, with a seat of its own or not) and what would come of it, None while that is unknown.

    `as_given` says that a follow-up is to keep the source that was given.
    """

    def __init__(self, runner: Runner) -> None:
        self.runner = runner
        self.forget()

    def forget(self, source: str = DEFAULT_SOURCE) -> None:
        """Nothing was asked yet."""
        self.would: Preview | None = None
        self.given = source
        self.as_given = self.open_seat = False

    async def ask(self, slot: int, patient: int | None) -> Preview:
        """What a booking of the patient (None: somebody new) in the slot would do. Raises OpdError."""
        asked = PreviewBooking(slot, self.given, patient, self.open_seat, self.as_given)
        return await self.runner(preview.preview, asked)

    def take(self, would: Preview) -> None:
        """That is what would come of it."""
        self.would = would
        self.open_seat &= self.may_open_seat

    def refuse(self, error: OpdError) -> None:
        """Nothing would come of it."""
        self.would = None
        self.open_seat &= not isinstance(error, BadCapacity)  # no more seats are possible: without one, then

    def choose_source(self, source: str) -> None:
        """Another source was chosen. Who sees a follow-up and chooses ONLINE or WALKIN wants just that."""
        seen = self.as_given or (self.would is not None and self.would.why_source is not None)
        self.given, self.as_given = source, seen and source in ("ONLINE", "WALKIN")
        self.open_seat = False

    @property
    def may_open_seat(self) -> bool:
        """Whether a seat may be opened with the booking."""
        would = self.would
        return would is not None and self.given == "EMERGENCY" and (would.opened or would.status == "WAITING")
