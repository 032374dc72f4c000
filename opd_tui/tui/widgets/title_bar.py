"""The line above the panes: the day, who sits here, and whether what is shown is live."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style

from opd_tui.tui.widgets.bar import Bar
from opd_tui.tui.widgets.cells import fit
from opd_tui.tui.widgets.styles import BOLD, DIM, PLAIN, WRONG

LIVE = Style(color="green")
STALE = Style(color="red", bold=True)
OTHER_DAY = Style(reverse=True)


class TitleBar(Bar):
    """What program, which day; who sits here, whether what is shown is live, and the hospital's time."""

    day, actor, time = "", "", ""
    live, other_day = True, False
    counts: tuple[str, ...] = ()
    urgent = ""

    def show_title(
        self,
        *,
        day: str,
        other_day: bool,
        actor: str,
        live: bool,
        time: str,
        counts: tuple[str, ...] = (),
        urgent: str = "",
    ) -> None:
        """Show these; as many of the counts as there is room for. `urgent` is to be acted on."""
        self.counts, self.urgent = counts, urgent
        self.day, self.other_day, self.actor, self.live, self.time = day, other_day, actor, live, time
        self.build()

    def build(self) -> None:
        """One line, its right part at the right edge."""
        day = Segment(f" {self.day} ", OTHER_DAY if self.other_day else PLAIN)
        left = [Segment(" OPD ", BOLD), Segment("·", DIM), day]
        mark = Segment("● live" if self.live else "○ stale", LIVE if self.live else STALE)
        right = [Segment(fit(self.actor, 24), DIM), Segment("  "), mark, Segment(f"  {self.time} ", BOLD)]
        gap = self.size.width - sum(s.cell_length for s in (*left, *right))
        for text, style in ((self.urgent, WRONG), *((count, PLAIN) for count in self.counts)):
            if text and len(text) + 3 < gap:
                left += [Segment("·", DIM), Segment(f" {text} ", style)]
                gap -= len(text) + 3
        self.show_lines([[*left, Segment(" " * max(1, gap)), *right]])
