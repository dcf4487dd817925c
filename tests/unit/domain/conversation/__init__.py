"""Where the talk with a debtor stands: the leader, its pauses, the step that would go."""
