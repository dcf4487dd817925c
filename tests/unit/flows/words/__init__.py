"""What codes are called in sentences that a person reads, in the tenant's language (B14)."""
