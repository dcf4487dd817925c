"""A debtor who does not exist, for a look at a message before anybody is written to (D1)."""

from datetime import UTC, date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact, Customer
from relance.domain.ledger.invoices import Invoice, Part
from relance.domain.policies.policy import Step

CUSTOMER_ID = "specimen"
CONTACT = Contact("specimen", "billing", "compta@example.com", "Camille Martin")
_AMOUNTS_MINOR = (120_000, 48_550)
_TERM_DAYS = 30


def specimen(tenant_id: str, language: str, step: Step | None, today: date) -> Account:
    """An account in which the message of that step, or an answer, would be written today."""
    late_days = step.days_after_due if step else 3
    customer = Customer(CUSTOMER_ID, "Garage Dubois", language=language, contacts=(CONTACT,))
    invoices = tuple(
        _invoice(number, amount_minor, today - timedelta(days=late_days))
        for number, amount_minor in enumerate(_AMOUNTS_MINOR, 117)
    )
    return Account(tenant_id, CUSTOMER_ID, 1, customer, invoices)


def _invoice(number: int, total_minor: int, due_on: date) -> Invoice:
    issued_on = due_on - timedelta(days=_TERM_DAYS)
    return Invoice(
        f"specimen-{number}",
        CUSTOMER_ID,
        f"F-{issued_on.year}-{number}",
        "EUR",
        total_minor,
        issued_on,
        (Part("1", total_minor, due_on),),
        1,
        datetime(issued_on.year, issued_on.month, issued_on.day, tzinfo=UTC),
    )
