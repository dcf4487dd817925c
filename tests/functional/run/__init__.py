"""The daily run: who is reached, the cap, the circuit breaker."""
