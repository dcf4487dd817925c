"""Payments as providers announce them and staff enters them, once each."""
