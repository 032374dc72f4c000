"""The desk on the screen. It decides nothing and never counts seats: what it shows came from one read of one moment."""
