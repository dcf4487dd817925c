"""Money: announced by providers, posted, allocated, returned."""
