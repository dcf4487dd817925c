"""Worked calendars: what happens on which day, line by line, through the real flows."""
