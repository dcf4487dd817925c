"""Money as it is announced from outside: one identity per payment (R22)."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a payment that goes to one invoice, or to a customer's account."""

    amount_minor: int
    invoice_id: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received under one identity (bank reference, `stripe:<payment_intent>`).

    What the shares do not name is unallocated; without customer it is in the tenant's pot.
    """

    payment_id: str
    amount_minor: int
    currency: str
    value_on: date
    recorded_at: datetime
    means: str = "transfer"
    shares: tuple[Share, ...] = ()
    source: str = "api"
    reversed_minor: int = 0  # cumulative: the most that was ever said to be returned
    state: str = "recorded"  # recorded | unmatched | awaited (a refund came first)
    placed: tuple[tuple[str, str | None, int], ...] = ()  # account, invoice, amount as applied


@dataclass(frozen=True, slots=True)
class MoneyEvent:
    """What a provider said, verified and put into our words."""

    event_id: str
    kind: str  # received | returned | ignored
    payment_id: str
    amount_minor: int
    currency: str
    on: date
    invoice_id: str | None = None
    means: str = "card"
