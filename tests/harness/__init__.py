"""AWS as far as tests need it, read from template.yaml: tests/cloud.py is the way in."""
