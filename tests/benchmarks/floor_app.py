"""The floor for the screen: a bare Textual app with one table, in which a key changes one cell.

`python floor_app.py ROWS`. Each `x` changes the last cell of the first row; it counts, so that each change is seen.
"""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable


class FloorApp(App[None]):
    """Nothing but a table."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("x", "change", "Change")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows, self.changes = rows, 0

    def compose(self) -> ComposeResult:
        """The table."""
        yield DataTable[str]()

    def on_mount(self) -> None:
        """Fill it: number, patient, source, state, as the desk's queues have them, with fixed widths."""
        table = self.query_one(DataTable)
        for name, width in (("No", 5), ("Patient", 24), ("Source", 10), ("State", 20)):
            table.add_column(name, key=name, width=width)
        for number in range(1, self.rows + 1):
            table.add_row(str(number), f"K{number:05} Asha Patil", "WALKIN", "change 0", key=str(number))

    def action_change(self) -> None:
        """Change one cell."""
        self.changes += 1
        self.query_one(DataTable).update_cell("1", "State", f"change {self.changes}")


if __name__ == "__main__":
    FloorApp(int(sys.argv[1])).run()
