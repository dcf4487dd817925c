"""The worklist: what waits for a person, its script, what closing it does."""
