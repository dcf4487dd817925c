"""What proves that it works: README.md is the map."""
