"""What one process runs with: the clock, the settings, the policy in force, the log file."""
