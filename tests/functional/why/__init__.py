"""Why something went or did not, and what comes: decisions, timeline, forecast, profile."""
