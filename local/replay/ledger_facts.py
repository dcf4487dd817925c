"""What the invoicing tool and the bank tell: money, returns, changes, cancellations."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from local.replay.values import Amount, Entry, Moment, OpenEntry


class Payment(Entry):
    """Money on the account: for invoices, or unallocated where none is named."""

    what: Literal["payment"]
    at: Moment
    amount: Amount
    invoices: str | dict[str, Amount] | None = Field(default=None, alias="for")
    customer: str | None = None
    currency: str = "EUR"
    means: str = "transfer"
    value_on: date | None = None
    payment: str | None = None  # its reference, by which it is returned

    def shares(self) -> dict[str, Decimal]:
        """How much of it goes to which invoice."""
        match self.invoices:
            case str() as one:
                return {one: self.amount}
            case dict() as several:
                return several
        return {}


class PaymentReturned(Entry):
    """A debit or a cheque comes back, whole unless an amount is named."""

    what: Literal["payment_returned"]
    at: Moment
    payment: str
    reason: str = "returned"
    amount: Amount | None = None


class InvoiceChanged(OpenEntry):
    """The invoicing tool sends an invoice again; what is not named stays."""

    what: Literal["invoice_changed"]
    at: Moment
    invoice: str


class InvoiceCancelled(Entry):
    """The debt is no more."""

    what: Literal["invoice_cancelled"]
    at: Moment
    invoice: str
    reason: str = "issued_in_error"


class CustomerChanged(OpenEntry):
    """The customer's data is sent again; what is not named stays."""

    what: Literal["customer_changed"]
    at: Moment
    customer: str
