"""Weekly schedules, holidays, and the days that open from them."""
