"""The tenant: its settings, its limits, the policy that applies, its keys."""
