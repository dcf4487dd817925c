"""Relance: a dunning engine that gets invoices paid without ever chasing anyone wrongly."""
