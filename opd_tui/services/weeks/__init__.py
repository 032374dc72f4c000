"""Weekly schedules, holidays, absences, and creating the slots of the coming days."""
