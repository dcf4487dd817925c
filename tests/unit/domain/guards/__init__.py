"""What forbids or delays a step that would go now."""
