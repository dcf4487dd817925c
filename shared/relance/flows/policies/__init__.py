"""Policies of a tenant: kept by version, compared, tried on the past."""
