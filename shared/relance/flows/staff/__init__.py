"""What a person decides about a customer: holds, disputes, overrides, order holds."""
