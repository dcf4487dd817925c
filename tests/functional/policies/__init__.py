"""Policies as a tenant writes them, compares them and tries them on its past."""
