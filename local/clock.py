"""The movable clock of the local stack: a file that holds one instant, in UTC.

Functions and mailbox read it whenever they ask for the time, which stands still until someone moves
it. It exists only here: nothing deployed to AWS names the file.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Reads and moves the time of one local stack."""

    def __init__(self, file: Path) -> None:
        self._file = file
        if not file.exists():
            self.set(datetime.now(UTC))

    def now(self) -> datetime:
        """The instant in the file; a new clock begins with the computer's time."""
        return datetime.fromisoformat(self._file.read_text(encoding="utf-8").strip())

    def set(self, at: datetime) -> None:
        """Stops the clock at `at`, which must know its zone; readers never see half a file."""
        if at.tzinfo is None:
            raise ValueError("the clock needs an aware instant")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        written = self._file.with_suffix(".new")
        written.write_text(at.astimezone(UTC).isoformat(), encoding="utf-8")
        written.replace(self._file)

    def advance(self, by: timedelta) -> datetime:
        """Moves the clock by `by` and returns the new instant."""
        moved = self.now() + by
        self.set(moved)
        return moved
