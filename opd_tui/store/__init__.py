"""What is read from and written to each table; the only place that builds queries."""
