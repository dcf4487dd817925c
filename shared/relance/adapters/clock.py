"""The time, in one place, so that the local stack can move it."""

from datetime import UTC, datetime

from relance import config


def now() -> datetime:
    """The present instant, aware, UTC; on the local stack the instant that its clock file holds."""
    if moved := config.clock_file():
        return datetime.fromisoformat(moved.read_text().strip()).astimezone(UTC)
    return datetime.now(UTC)
