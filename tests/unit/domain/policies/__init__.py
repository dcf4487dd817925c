"""What is done when: policies as documents."""
