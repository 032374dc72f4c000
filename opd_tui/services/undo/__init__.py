"""Undo of operations and single changes."""
