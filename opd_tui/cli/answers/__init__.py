"""The answers of `batch`: for each request the service that carries it out, and its result as JSON."""

from opd_tui.cli.answers import patients, slots, tokens, weeks
from opd_tui.cli.answers.dispatch import answer_to

__all__ = ["answer_to", "patients", "slots", "tokens", "weeks"]
