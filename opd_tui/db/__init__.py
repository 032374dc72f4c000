"""The engine: `connection` is the only door to the database."""
