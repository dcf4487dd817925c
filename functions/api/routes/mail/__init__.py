"""Messages before they go."""
