"""Lists for the invoicing tool, a page at a time; what an index shows may be a moment old (R20)."""

import binascii
import hashlib
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter

from relance.data import accounts, listing
from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.errors import Invalid, NotFound
from relance.domain.ledger.invoices import Invoice

_MARK_BYTES = 6


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of a tenant by its name: a cursor of one is none of another."""

    tenant_id: str
    name: str

    def sealed(self, after: str) -> str:
        """The cursor that stands for a place in this list."""
        return urlsafe_b64encode(self._mark(after) + after.encode()).decode().rstrip("=")

    def opened(self, cursor: str | None) -> str:
        """Where to go on; raises Invalid for what this list never gave as a cursor (R25)."""
        if not cursor:
            return ""
        try:
            plain = b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
            after = plain[_MARK_BYTES:].decode("ascii")
        except (ValueError, binascii.Error) as error:
            raise Invalid("cursor", "not a cursor of this list") from error
        if self.sealed(after) != cursor:
            raise Invalid("cursor", "not a cursor of this list")
        return after

    def _mark(self, after: str) -> bytes:
        named = f"{self.tenant_id}\n{self.name}\n{after}"
        return hashlib.sha256(named.encode()).digest()[:_MARK_BYTES]


@dataclass(frozen=True, slots=True)
class Page[T]:
    """Some values with their account; `cursor` asks for the next page, None ends the list.

    `left_out` says which rows of it cannot be read: account, "" for none, and row (R46).
    """

    of: Listing
    values: tuple[tuple[str, T], ...]
    places: tuple[str, ...]
    cursor: str | None
    left_out: tuple[tuple[str, str], ...] = ()

    def cursor_behind(self, count: int) -> str | None:
        """What asks for the page that begins behind the first so many values."""
        if count >= len(self.values):
            return self.cursor
        return self.of.sealed(self.places[count - 1])


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which invoices a list shows."""

    closed: bool = False
    customer_id: str | None = None
    due_before: date | None = None


def list_invoices(tenant_id: str, wanted: Wanted, cursor: str | None, limit: int) -> Page[Invoice]:
    """Invoices, earliest due first; with a customer those of its account, read consistently."""
    state = "closed" if wanted.closed else "open"
    if wanted.customer_id:
        account = account_of(tenant_id, wanted.customer_id)
        unread: list[str] = []
        filed = _filed(account, wanted.closed, unread)
        found = [i for i in filed if _is_before(i, wanted.due_before)]
        of = Listing(tenant_id, f"{state} invoices of {wanted.customer_id}")
        placed = ((_place(invoice), invoice) for invoice in found)
        page = page_of(of, account.account_id, placed, cursor, limit)
        return replace(page, left_out=tuple((account.account_id, row) for row in unread))
    of = Listing(tenant_id, f"{state} invoices")
    after = of.opened(cursor)
    return _page(of, listing.invoices(tenant_id, state, wanted.due_before, after, limit))


def account_of(tenant_id: str, account_id: str) -> Account:
    """The account of a customer; raises NotFound."""
    account = accounts.load(tenant_id, account_id)
    if account is None:
        raise NotFound("customer", account_id)
    return account


def page_of[T](
    of: Listing,
    account_id: str,
    placed: Iterable[tuple[str, T]],
    cursor: str | None,
    limit: int,
    descending: bool = False,
) -> Page[T]:
    """A page of values that are all read, each with its place, in the order of the places."""
    after = of.opened(cursor)
    ordered = sorted(placed, key=itemgetter(0), reverse=descending)
    rest = [(at, v) for at, v in ordered if not after or (at < after if descending else at > after)]
    shown = rest[:limit]
    ends = of.sealed(shown[-1][0]) if len(rest) > limit else None
    return Page(of, tuple((account_id, v) for _, v in shown), tuple(at for at, _ in shown), ends)


def _filed(account: Account, closed: bool, unread: list[str]) -> Iterable[Invoice]:
    if closed:
        return listing.closed_in(account.tenant_id, account.account_id, unread)
    return account.invoices


def _is_before(invoice: Invoice, until: date | None) -> bool:
    return until is None or _place(invoice) < until.isoformat()


def _place(invoice: Invoice) -> str:
    """Where an invoice stands in a list, as the index has it."""
    return f"{min(part.due_on for part in invoice.parts).isoformat()}#{invoice.invoice_id}"


def list_customers(tenant_id: str, cursor: str | None, limit: int) -> Page[Customer]:
    """Customers by their id."""
    of = Listing(tenant_id, "customers")
    return _page(of, listing.customers(tenant_id, of.opened(cursor), limit))


def _page[T](of: Listing, found: listing.Page[T]) -> Page[T]:
    ends = of.sealed(found.after) if found.after else None
    return Page(of, found.values, found.places, ends, found.left_out)
