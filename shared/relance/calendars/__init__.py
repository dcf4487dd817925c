"""Closed days, generated as data: see local/closed_days.py."""
