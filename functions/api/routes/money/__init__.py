"""Payments, their allocation, the addresses of payment webhooks."""
