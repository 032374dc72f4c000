"""What commands do to tokens, slots and days."""
