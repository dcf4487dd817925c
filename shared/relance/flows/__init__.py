"""What Relance does, one module per story: read, decide, write."""
