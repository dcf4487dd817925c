"""What is asked of persons: asked once, closed by an outcome, ranked."""
