"""The routes of the API by story, one module per resource: a request becomes one flow call."""
