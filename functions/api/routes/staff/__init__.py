"""What a person decides about a customer."""
