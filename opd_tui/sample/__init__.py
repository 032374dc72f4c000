"""The sample hospital."""
