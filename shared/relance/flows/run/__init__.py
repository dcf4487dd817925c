"""The daily run: who is due, what is decided, what is stored of it."""
