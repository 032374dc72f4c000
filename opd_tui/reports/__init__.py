"""The report of some days, from tokens and log; each measure is defined in docs/reports.md."""
