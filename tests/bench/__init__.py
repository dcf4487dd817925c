"""Figures, counted in requests and ratios; printed, never asserted on time."""
