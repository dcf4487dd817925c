"""What debtors say: claims, promises, problems, replies, and what each of them does."""
