"""The routes of the API, one module per resource; each turns a request into one flow call."""
