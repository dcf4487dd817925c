"""What messages and pages look like, and that every text says what it must."""
