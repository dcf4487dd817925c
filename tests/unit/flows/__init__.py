"""What flows compute without tables: words, letters, scripts."""
