"""The demo's own books: what each invoice is open at every moment, by plain arithmetic.

They share no line of code with what is demonstrated: mails and API are checked against them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

NEVER_MAILED = {"direct_debit_core", "direct_debit_b2b", "factor"}
# Announced, with thanks for accepting the bill; then it is left to the banks (practice 1).
ANNOUNCED_ONLY = {"lcr"}
_ANNOUNCEMENTS = {"courtesy", "due_today"}
_DEBTS = {"invoice", "deposit_invoice", "self_billed"}


@dataclass(slots=True)
class Bill:
    """One invoice as the demo knows it."""

    invoice_id: str
    number: str
    customer_id: str
    account_id: str
    currency: str
    total_minor: int
    parts: tuple[tuple[str, int, date], ...]
    is_debt: bool
    never_mailed: bool
    announced_only: bool
    credited_minor: int = 0
    cancelled: bool = False
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def open_minor(self) -> int:
        """What is left to pay."""
        if self.cancelled or not self.is_debt:
            return 0
        return self.total_minor - self.credited_minor - sum(self.paid.values())

    @property
    def open_parts(self) -> tuple[int, ...]:
        """What is left of each part: money settles the earliest first."""
        settled_minor = self.total_minor - self.open_minor
        left = []
        for _, amount_minor, _ in self.parts:
            taken_minor = min(settled_minor, amount_minor)
            settled_minor -= taken_minor
            left.append(amount_minor - taken_minor)
        return tuple(minor for minor in left if minor)

    @property
    def due_on(self) -> date:
        """The day of the first part."""
        return self.parts[0][2]

    def extend(self, until_on: date) -> None:
        """All of it is due on a later day."""
        self.parts = tuple((name, minor, until_on) for name, minor, _ in self.parts)

    def due_minor(self, day: date) -> int:
        """What of it is due on a day and not paid."""
        due_minor = sum(amount for _, amount, due_on in self.parts if due_on <= day)
        return max(due_minor - (self.total_minor - self.open_minor), 0) if self.open_minor else 0


@dataclass(slots=True)
class Pause:
    """Between two days no reminder may list these invoices; without an end, until lifted."""

    account_id: str
    invoice_ids: frozenset[str] | None  # None: all
    reason: str
    since_on: date
    until_on: date | None = None
    announced: bool = False  # a due date that was moved: the new one is announced (R34)

    def forbids(self, bill: Bill, day: date, kind: str) -> bool:
        """Whether a reminder of that kind may not list the invoice on that day."""
        if self.announced and kind in _ANNOUNCEMENTS:
            return False
        listed = self.invoice_ids is None or bill.invoice_id in self.invoice_ids
        ended = self.until_on is not None and day > self.until_on
        return self.account_id == bill.account_id and listed and day >= self.since_on and not ended


@dataclass(slots=True)
class Books:
    """Invoices, money and answers, each written down when it happens."""

    bills: dict[str, Bill] = field(default_factory=dict)
    pauses: list[Pause] = field(default_factory=list)
    received: dict[str, tuple[str, int]] = field(default_factory=dict)
    refunded: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    unallocated: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def issue(self, invoice: Mapping[str, Any]) -> Bill:
        """A new invoice."""
        parts = invoice.get("parts") or [
            {"part_id": "1", "amount_minor": invoice["total_minor"], "due_on": due_on(invoice)}
        ]
        method = invoice.get("payment_method", "transfer")
        kind = invoice.get("document_type", "invoice")
        bill = Bill(
            invoice["id"],
            invoice["number"],
            invoice["customer_id"],
            invoice.get("payer_id", invoice["customer_id"]),
            invoice["currency"],
            invoice["total_minor"],
            tuple((p["part_id"], p["amount_minor"], _day(p["due_on"])) for p in parts),
            kind in _DEBTS,
            method in NEVER_MAILED or kind == "pro_forma",
            method in ANNOUNCED_ONLY,
        )
        self.bills[bill.invoice_id] = bill
        return bill

    def receive(self, payment_id: str, currency: str, shares: Mapping[str, int]) -> None:
        """Money for invoices."""
        self.received[payment_id] = currency, sum(shares.values())
        for invoice_id, amount_minor in shares.items():
            paid = self.bills[invoice_id].paid
            paid[payment_id] = paid.get(payment_id, 0) + amount_minor

    def receive_unnamed(
        self, payment_id: str, account_id: str, currency: str, amount_minor: int
    ) -> None:
        """Money of an account that names no invoice."""
        self.received[payment_id] = currency, amount_minor
        self.unallocated[account_id, currency] += amount_minor

    def refund(self, payment_id: str) -> None:
        """A payment goes back whole."""
        currency, amount_minor = self.received[payment_id]
        self.refunded[currency] += amount_minor
        for bill in self.bills.values():
            bill.paid.pop(payment_id, None)

    def move(self, payment_id: str, to_id: str) -> None:
        """A payment was for another invoice, all of it."""
        moved_minor = sum(bill.paid.pop(payment_id, 0) for bill in self.bills.values())
        self.bills[to_id].paid[payment_id] = moved_minor

    def forbidden(self, bill: Bill, day: date, kind: str) -> str | None:
        """Why a reminder of that kind may not list an invoice on a day."""
        if bill.never_mailed:
            return "never mailed"
        if bill.announced_only and kind != "courtesy":
            return "left to the banks"
        if bill.open_minor <= 0:
            return "nothing is open"
        return next((p.reason for p in self.pauses if p.forbids(bill, day, kind)), None)

    def of_account(self, account_id: str) -> Iterator[Bill]:
        """The invoices that an account pays."""
        return (bill for bill in self.bills.values() if bill.account_id == account_id)

    def by_number(self, number: str) -> Bill:
        """The invoice of a number."""
        return next(bill for bill in self.bills.values() if bill.number == number)


def due_on(invoice: Mapping[str, Any]) -> str:
    """The due date that an invoice states, or that follows from its terms."""
    if "due_on" in invoice:
        return str(invoice["due_on"])
    issued_on, terms = _day(invoice["issued_on"]), invoice["terms"]
    if "net_days" in terms:
        return (issued_on + timedelta(days=terms["net_days"])).isoformat()
    next_month = (issued_on + timedelta(days=45)).replace(day=28) + timedelta(days=4)
    return (next_month.replace(day=1) - timedelta(days=1)).isoformat()


def weekdays_after(day: date, count: int) -> date:
    """The day so many weekdays later: holidays would only make it later still."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def listed_ids(bills: Iterable[Bill]) -> frozenset[str]:
    """The ids of some invoices."""
    return frozenset(bill.invoice_id for bill in bills)


def _day(text: str) -> date:
    return date.fromisoformat(text)
