"""What a booking would come to, better places, expected times."""
