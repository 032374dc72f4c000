"""`python -m opd_tui`."""

from opd_tui.cli import main

main()
