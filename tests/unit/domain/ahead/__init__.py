"""What would happen: the forecast of an account, another policy, a past month again."""
