"""Stories over HTTP, mail and webhooks, through the real functions and tables."""
