"""What two places say about one thing, and what holds for the whole repository."""
