"""AWS as far as tests and replays need it, in one process: `cloud.Cloud` is the way in."""
