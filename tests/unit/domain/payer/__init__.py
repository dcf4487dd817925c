"""How a customer pays: the profile, and the money at risk."""
