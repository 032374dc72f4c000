"""Reads for the screens."""
