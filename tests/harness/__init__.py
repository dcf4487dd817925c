"""What tests read in the code itself: what a function can reach, and what it may do."""
