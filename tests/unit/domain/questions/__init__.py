"""What a person is asked beside the ladder: checks, deadlines, money, order holds."""
