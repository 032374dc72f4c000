"""The desk itself: its screen, its panes, and what is chosen."""
