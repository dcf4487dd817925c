"""The daily run: how many accounts it may chase, and whether money is being booked."""
