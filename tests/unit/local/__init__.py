"""The tools of this repository: mailbox, replay, routes of the harness."""
