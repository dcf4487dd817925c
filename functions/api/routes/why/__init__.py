"""Decisions, forecasts, profiles."""
