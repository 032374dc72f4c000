"""SQLite's own: files, locks, triggers, the index of names, copies, damage."""
