"""The report: today at a glance, then longer spans, of the hospital, a department or a doctor."""

from __future__ import annotations

from rich.text import Text
from textual.binding import Binding

from opd_tui.domain.errors import OpdError
from opd_tui.domain.people import Doctor
from opd_tui.domain.report import Overview
from opd_tui.domain.requests.reports import MakeReport
from opd_tui.domain.weeks import plus
from opd_tui.messages import about_reports
from opd_tui.reports import day_sums, report
from opd_tui.runtime import clock
from opd_tui.tui.runner import Runner, latest
from opd_tui.tui.screens.text_screen import TextScreen

SPANS = ((1, "today"), (7, "7 days"), (28, "4 weeks"), (91, "13 weeks"), (365, "a year"))
"""How many days, ending today, and what they are called."""
_KEYS = "←→ span · d whose · ↑↓ scroll · Esc back"


class ReportScreen(TextScreen[None]):
    """`M`."""

    BINDINGS = [
        Binding("left,h", "longer(-1)", show=False),
        Binding("right,l", "longer(1)", show=False),
        Binding("d", "whose", show=False),
    ]
    DEFAULT_CSS = "ReportScreen VerticalScroll { scrollbar-gutter: stable; }"
    title_text, subtitle_text = "Report", _KEYS

    def __init__(self, runner: Runner, doctor: Doctor | None) -> None:
        """`doctor` is the one chosen on the desk, whose own report and whose department's can be shown."""
        super().__init__()
        self._runner, self._doctor = runner, doctor
        self._span, self._of = 0, 0
        self._shown_overview: Overview | None = None
        self._read_at = ""

    def on_mount(self) -> None:
        """Today."""
        super().on_mount()
        self._read_again()

    def on_resize(self) -> None:
        """Draw the bars anew."""
        self.call_after_refresh(self._draw)

    async def follow(self) -> None:
        """Another desk changed something, or a minute has passed: once a minute is often enough."""
        if self._read_at != clock.minute(clock.now()):
            self._read_again()

    def action_longer(self, by: int) -> None:
        """A longer span, or a shorter one."""
        self._span = min(max(0, self._span + by), len(SPANS) - 1)
        self._read_again()

    def action_whose(self) -> None:
        """Of the hospital, of the chosen doctor's department, of the chosen doctor."""
        self._of = (self._of + 1) % len(self._choices())
        self._read_again()

    def _choices(self) -> list[tuple[int | None, str | None]]:
        """Whose report can be shown: a doctor's id, or a department."""
        found: list[tuple[int | None, str | None]] = [(None, None)]
        if self._doctor is not None:
            found += [(None, self._doctor.department)] if self._doctor.department else []
            found.append((self._doctor.id, None))
        return found

    def _read_again(self) -> None:
        latest(self, "report", self._read)

    async def _read(self) -> None:
        today = clock.today()
        first = plus(today, 1 - SPANS[self._span][0])
        doctor, department = self._choices()[self._of]
        self._read_at = clock.minute(clock.now())
        try:
            lacking = await self._runner(day_sums.to_sum, first, today) if doctor is None and department is None else ()
            for done, day in enumerate(lacking):
                self._say(f"counting day {done + 1} of {len(lacking)} …")
                await self._runner(day_sums.keep, day)
            asked = MakeReport(first, today, doctor=doctor, department=department)
            self._shown_overview = await self._runner(report.overview, asked)
        except OpdError as e:
            self._say(e.message)
            return
        self._say("")
        self._draw()

    def _say(self, what: str) -> None:
        frame = self.query_one("#reading")
        frame.border_subtitle = f"{what} {_KEYS}".strip().replace("[", "\\[")

    def _draw(self) -> None:
        view = self._shown_overview
        if view is None or not self.is_attached:
            return
        frame = self.query_one("#reading")
        frame.border_title = f"Report · {SPANS[self._span][1]} · {about_reports.title(view)}".replace("[", "\\[")
        width = max(40, frame.scrollable_content_region.width)
        text, heading = Text(), False
        for line in about_reports.lines(view, width):
            text.append(f"{line}\n", style="bold" if heading else "")
            heading = not line
        text.rstrip()
        self.show_text(text)
