"""Why it was decided so: the rules of a day with what they saw."""
