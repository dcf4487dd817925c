"""What persons decide: disputes, holds, overrides, order holds."""
