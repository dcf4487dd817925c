"""The worklist, and how many calls fit into a day."""
