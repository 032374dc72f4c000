"""The command line, and `batch`."""
