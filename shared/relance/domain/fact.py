"""A fact of the journal: what happened, when it was recorded, from when it holds (R10)."""

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry; `figures` hold amounts, ids and dates, never a name or an address (R24)."""

    fact_id: str
    kind: str  # invoice_issued, invoice_amended, payment, reversal, claim, promise, ...
    recorded_at: datetime
    effective_on: date
    invoice_ids: tuple[str, ...] = ()
    author: str = "system"
    figures: dict[str, str | int | None] = field(default_factory=dict)
