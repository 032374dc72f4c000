"""The engine: the one door to the database."""
