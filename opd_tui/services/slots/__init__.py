"""Doctors and their slots."""
