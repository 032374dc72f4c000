"""`opd-tui check`: the invariants, and the log replayed."""
