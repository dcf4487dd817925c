"""The customer's file: who it is, what is on file, whom we contacted."""
