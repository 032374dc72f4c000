"""What a booking would do, better slots, expected times."""
