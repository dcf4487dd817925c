"""Replays a calendar: facts in a readable file, day by day, through the real flows."""
