"""What was written down of an account: by it the account is read as it once stood (R10).

Facts keep what they replaced, messages how far they had got.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from relance.domain.account.message import Message, MessageState
from relance.domain.account.on_file import Acknowledgement


@dataclass(frozen=True, slots=True)
class Former:
    """What one fact replaced; a value of None was not there before."""

    recorded_at: datetime
    version: int  # of the account once the fact was written
    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    customer: Mapping[str, Any] = field(default_factory=dict)
    suppressed: Mapping[str, str | None] = field(default_factory=dict)  # by contact
    paid_on: tuple[date | None, ...] = ()  # the day before the fact, where it moved


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a message had got at an instant."""

    at: datetime
    state: MessageState
    attempt: int


@dataclass(frozen=True, slots=True)
class Told:
    """A message of the account, archived ones too, and what became of it."""

    message: Message
    reached: tuple[Reached, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """When the account is looked at; a run read a certain version, others what was recorded."""

    at: datetime
    version: int | None = None

    def later(self, former: Former) -> bool:
        """Whether the fact came after it."""
        if self.version is not None:
            return former.version > self.version
        return former.recorded_at > self.at


@dataclass(frozen=True, slots=True)
class Journal:
    """What was written down of an account and is no more part of it."""

    formers: Sequence[Former] = ()
    told: Sequence[Told] = ()
    answered: Sequence[tuple[Acknowledgement, datetime]] = ()  # what was owed, and until when
    decided: Sequence[datetime] = ()  # the runs that decided about sending
