"""Policies: kept, checked, compared, tried."""
