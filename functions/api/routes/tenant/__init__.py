"""Settings, limits, keys, going live, the switches."""
