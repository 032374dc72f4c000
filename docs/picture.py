"""Make docs/desk.svg, the picture in the README: `python docs/picture.py`. The sample hospital, its clock stopped."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from opd_tui.db import connection
from opd_tui.domain.people import Actor
from opd_tui.runtime import clock
from opd_tui.runtime.config import Settings
from opd_tui.sample import hospital
from opd_tui.tui.app import DeskApp
from opd_tui.tui.desk.screen import DeskScreen

DAY = "2026-11-23"


async def picture() -> str:
    """Open the desk on a copy of the sample, begin an emergency booking, and draw what the screen shows."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        hospital.make(path, DAY, past_days=1)
        connection.connect(str(path))
        clock.set_local(f"{DAY}T09:12")
        hospital.wake()
        app = DeskApp(Settings(db=str(path)), Actor("asha", "desk-1"))
        async with app.run_test(size=(120, 34)) as pilot:
            desk = await _opened(pilot, app)
            for pressed in ("e", *"Lakshmi"):
                await pilot.press(pressed)
                await pilot.pause()
            await _until(
                pilot, lambda: desk.forms.booking is not None and desk.forms.booking.draft.outlook.would is not None
            )
            await pilot.pause()
            drawn = app.export_screenshot(title="opd-tui")
        connection.close()
    return drawn


async def _opened(pilot: Pilot[None], app: DeskApp) -> DeskScreen:
    """The desk once it shows the hospital."""
    while not (isinstance(screen := app.screen, DeskScreen) and screen.selection.view is not None):
        await pilot.pause(0.01)
    return screen


async def _until(pilot: Pilot[None], condition: Callable[[], bool]) -> None:
    while not condition():
        await pilot.pause(0.01)


if __name__ == "__main__":
    Path(__file__).with_name("desk.svg").write_text(asyncio.run(picture()), encoding="utf-8")
