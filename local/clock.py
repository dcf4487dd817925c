"""The movable clock of the local stack: a file that holds one instant, in UTC.

Functions and mailbox read it whenever they ask for the time; without the file they use the
computer's clock. It exists only here: nothing deployed to AWS names the file.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Reads and moves the time of one local stack."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """The instant in the file, or the computer's time while the clock was never set."""
        try:
            return datetime.fromisoformat(self._file.read_text(encoding="utf-8").strip())
        except FileNotFoundError:
            return datetime.now(UTC)

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

    def release(self) -> None:
        """Goes back to the computer's time."""
        self._file.unlink(missing_ok=True)
