"""The story of a few reminders, told again while something goes wrong (R14 to R18, R30)."""
