"""The answers of `batch`: for each request the service that carries it out, and its result as JSON."""

from opd_tui.cli.answers import absences, patients, reports, settings, slots, tokens, weeks
from opd_tui.cli.answers.dispatch import answer_to

__all__ = ["absences", "answer_to", "patients", "reports", "settings", "slots", "tokens", "weeks"]
