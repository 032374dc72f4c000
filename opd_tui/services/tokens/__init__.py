"""Giving out tokens, moving them, and what happens at the door."""
