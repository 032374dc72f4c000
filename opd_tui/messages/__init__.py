"""Values in words: all that an operator reads."""
