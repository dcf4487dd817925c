"""The invoices of one link as they stand at this moment: what all its pages share."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from relance.render.view import Creditor, Line


class ItemState(StrEnum):
    """Where an invoice stands now, as the debtor is told."""

    OPEN = "open"
    CLAIMED = "claimed"
    PROMISED = "promised"
    DISPUTED = "disputed"
    PAID = "paid"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """The addresses of a link's pages; forms are posted to the one of their action."""

    overview: str
    pay: str
    paid: str
    promise: str
    problem: str
    copy: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One invoice of the link with its state now; `pay_url` is its payment link at this moment."""

    line: Line
    state: ItemState
    pay_url: str | None = None
    promised_on: date | None = None


@dataclass(frozen=True, slots=True)
class BankAccount:
    """The account on file. None on a page reads "as on your invoice" (practice 4.2)."""

    holder: str
    iban: str
    bic: str | None = None


@dataclass(frozen=True, slots=True)
class DebtorSituation:
    """What every page of a valid link shows; `total_minor` is what is left after credit."""

    language: str
    creditor: Creditor
    company: str
    links: PageLinks
    listed: tuple[Listed, ...]
    currency: str
    total_minor: int
    today_on: date
    credit_minor: int = 0
    cash_through_on: date | None = None
