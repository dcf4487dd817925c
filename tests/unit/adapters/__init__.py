"""What comes from outside: signatures and the events of providers."""
