"""Lists for the invoicing tool, a page at a time; what an index shows may be a moment old (R20)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from relance.data import accounts, listing
from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.errors import Invalid, NotFound
from relance.domain.ledger.invoices import Invoice


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some values with their account; `cursor` asks for the next page, None ends the list."""

    values: tuple[tuple[str, T], ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invoices a list shows."""

    closed: bool = False
    customer_id: str | None = None
    due_before: date | None = None


def list_invoices(tenant_id: str, wanted: Wanted, cursor: str | None, limit: int) -> Page[Invoice]:
    """Invoices, earliest due first; with a customer those of its account, read consistently."""
    after = opened(cursor)
    if wanted.customer_id:
        return _of_account(tenant_id, wanted.customer_id, wanted, after, limit)
    state = "closed" if wanted.closed else "open"
    return _page(listing.invoices(tenant_id, state, wanted.due_before, after, limit))


def _of_account(
    tenant_id: str, account_id: str, wanted: Wanted, after: str, limit: int
) -> Page[Invoice]:
    account = accounts.load(tenant_id, account_id)
    if account is None:
        raise NotFound("customer", account_id)
    until = wanted.due_before or date.max
    found = sorted(_filed(account, wanted.closed), key=_place)
    rest = [i for i in found if _place(i) > after and _place(i) < until.isoformat()]
    cursor = sealed(_place(rest[limit - 1])) if len(rest) > limit else None
    return Page(tuple((account_id, invoice) for invoice in rest[:limit]), cursor)


def _filed(account: Account, closed: bool) -> Iterable[Invoice]:
    if closed:
        return listing.closed_in(account.tenant_id, account.account_id)
    return account.invoices


def _place(invoice: Invoice) -> str:
    """Where an invoice stands in a list, as the index has it."""
    return f"{min(part.due_on for part in invoice.parts).isoformat()}#{invoice.invoice_id}"


def list_customers(tenant_id: str, cursor: str | None, limit: int) -> Page[Customer]:
    """Customers by their id."""
    return _page(listing.customers(tenant_id, opened(cursor), limit))


def _page[T](found: listing.Page[T]) -> Page[T]:
    return Page(found.values, sealed(found.after) if found.after else None)


def sealed(after: str) -> str:
    """The cursor that stands for a place in a list."""
    return urlsafe_b64encode(after.encode()).decode().rstrip("=")


def opened(cursor: str | None) -> str:
    """Where to go on; a cursor names a place of the caller's own list and nothing else (R25)."""
    if not cursor:
        return ""
    try:
        return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError as error:
        raise Invalid("cursor", "not a cursor of this list") from error
