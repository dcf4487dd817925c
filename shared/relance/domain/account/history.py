"""What an account remembers of what is settled: the archive is never read to decide (R21).

One row for each account; small, since it is read and written with the account.
"""

from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account.on_file import Claim, Promise, Stop


@dataclass(frozen=True, slots=True)
class Money:
    """A payment as far as punctuality needs it."""

    value_on: date
    amount_minor: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Trace:
    """An invoice as far as punctuality needs it.

    `dues` are its parts by the day from which delay counts: without retention, less credit.
    """

    invoice_id: str
    currency: str
    dues: tuple[tuple[date, int], ...]
    money: tuple[Money, ...] = ()
    left_out: str | None = None  # why it says nothing of the payer
    issued_on: date | None = None

    @property
    def due_on(self) -> date:
        """The first of its due dates."""
        return self.dues[0][0]


@dataclass(frozen=True, slots=True)
class Returned:
    """Money that went back to the payer, and the reason given."""

    payment_id: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class LaidAside:
    """What stood about items when a fact settled them: it is back if that fact is undone (R40)."""

    at: datetime
    claims: tuple[Claim, ...] = ()
    promises: tuple[Promise, ...] = ()
    holds: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """All that is remembered, oldest first, for 25 months."""

    closed: tuple[Trace, ...] = ()
    promises: tuple[Promise, ...] = ()  # whose items are all closed
    returned: tuple[Returned, ...] = ()
    laid_aside: tuple[LaidAside, ...] = ()
