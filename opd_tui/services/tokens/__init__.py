"""Booking and moving tokens, and what happens at the doctor's door."""
