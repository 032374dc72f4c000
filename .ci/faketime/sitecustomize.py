"""Python starts with this while faketime moves the clock: it mends what faketime's library breaks.

`time.sleep` waits until a moment of the monotonic clock. The library leaves that clock alone, but not the waiting for
it, which fails with "Invalid argument".
"""

import select
import time


def sleep(seconds: float) -> None:
    """As `time.sleep`, by waiting for nothing."""
    select.select([], [], [], seconds)


time.sleep = sleep
