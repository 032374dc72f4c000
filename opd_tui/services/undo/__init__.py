"""Putting back what was done."""
