"""Telling: why something went or did not, what comes, how a customer pays."""
