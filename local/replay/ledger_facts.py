"""What the invoicing tool and the bank tell: money, returns, changes, cancellations."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from local.replay.entries import Part
from local.replay.values import Amount, Day, Happens, OpenHappens


class Payment(Happens):
    """Money on the account: for invoices, or unallocated where none is named."""

    what: Literal["payment"]
    amount: Amount
    invoices: str | dict[str, Amount] | None = Field(default=None, alias="for")
    customer: str | None = None
    currency: str = "EUR"
    means: str = "transfer"
    value_on: Day | None = None
    payment: str | None = None  # its reference, by which it is returned

    def shares(self) -> dict[str, Decimal]:
        """How much of it goes to which invoice."""
        match self.invoices:
            case str() as one:
                return {one: self.amount}
            case dict() as several:
                return several
        return {}


class AllocationsCorrected(Happens):
    """Money was put on the wrong invoices: where it belongs, the whole list."""

    what: Literal["allocations_corrected"]
    payment: str
    invoices: str | dict[str, Amount] = Field(alias="for")  # one invoice: all of it
    amount: Amount | None = None  # to one invoice, if not all of it
    customer: str | None = None  # whose the rest is


class PaymentReturned(Happens):
    """A debit or a cheque comes back, whole unless an amount is named."""

    what: Literal["payment_returned"]
    payment: str
    reason: str = "returned"
    amount: Amount | None = None


class InvoiceChanged(OpenHappens):
    """The invoicing tool sends an invoice again; what is not named stays.

    `amount`, `due` and `parts` are written as in an invoice of the file.
    """

    what: Literal["invoice_changed"]
    invoice: str
    amount: Amount | None = None
    due: Day | None = None
    parts: tuple[Part, ...] = ()


class InvoiceCancelled(Happens):
    """The debt is no more."""

    what: Literal["invoice_cancelled"]
    invoice: str
    reason: str = "issued_in_error"


class CustomerChanged(OpenHappens):
    """The customer's data is sent again; what is not named stays."""

    what: Literal["customer_changed"]
    customer: str
