"""Single rows found by their id: where an invoice is filed, closed invoices, customers."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from relance.data.account_rows import AccountRow, archive, hot, pointer
from relance.data.codec import decode
from relance.data.stored import reading
from relance.data.transaction import Required, Write, check
from relance.domain.account.customer import Customer
from relance.domain.account.on_file import OrderHold, Override
from relance.domain.errors import InvoiceFiled, Unreadable
from relance.domain.ledger.invoices import Invoice


@dataclass(frozen=True, slots=True)
class Filed:
    """In which account an invoice lies, and whether it is open there or closed."""

    account_id: str
    closed: bool


@dataclass(frozen=True, slots=True)
class _Pointer:
    account_id: str


def find(tenant_id: str, invoice_id: str) -> Filed | None:
    """Where that invoice of this tenant is filed; one strongly consistent read (R20)."""
    key = pointer(tenant_id, invoice_id)
    row = _get(key.pk, key.sk)
    if row is None:
        return None
    with reading(tenant_id, f"#invoice#{invoice_id}", "pointer"):
        return Filed(decode(_Pointer, row.doc).account_id, (row.state or "") == "closed")


def unfiled(tenant_id: str, invoice_id: str) -> Write:
    """Requires that the invoice is still unknown; refused with InvoiceFiled otherwise."""
    unknown = Required(AccountRow.pk.does_not_exist(), InvoiceFiled(invoice_id))
    return check(pointer(tenant_id, invoice_id), unknown)


def archived(tenant_id: str, account_id: str, invoice_id: str) -> Invoice | None:
    """A closed invoice as it was when it was closed; kept apart from what `decide` reads (R21)."""
    return _decoded(Invoice, _get(archive(tenant_id, account_id), f"invoice#{invoice_id}"))


def customer(tenant_id: str, customer_id: str) -> Customer | None:
    """A customer without the rest of the account."""
    return _decoded(Customer, _get(hot(tenant_id, customer_id), "customer"))


def customers(tenant_id: str, customer_ids: Iterable[str]) -> dict[str, Customer]:
    """The customers of these ids, without the rest of their accounts, in one request for many."""
    keys = [(hot(tenant_id, customer_id), "customer") for customer_id in sorted({*customer_ids})]
    found: dict[str, Customer] = {}
    for row in AccountRow.batch_get(keys, consistent_read=True):
        with suppress(Unreadable):  # who asks for many shows those that can be read
            if customer := _decoded(Customer, row):
                found[customer.customer_id] = customer
    return found


def overrides(tenant_id: str, customer_id: str) -> Iterator[Override]:
    """What people chose for a customer, without the rest of the account."""
    begins = AccountRow.sk.startswith("override#")
    rows = AccountRow.query(hot(tenant_id, customer_id), begins, consistent_read=True)
    return (one for row in rows if (one := _decoded(Override, row)))


def order_holds(tenant_id: str, customer_id: str) -> Iterator[OrderHold]:
    """What the order system says of a customer, without the rest of the account."""
    begins = AccountRow.sk.startswith("order_hold#")
    rows = AccountRow.query(hot(tenant_id, customer_id), begins, consistent_read=True)
    return (one for row in rows if (one := _decoded(OrderHold, row)))


def _decoded[T](kind: type[T], row: AccountRow | None) -> T | None:
    if row is None:
        return None
    tenant_id, account_id = row.pk.split("#")[:2]
    with reading(tenant_id, account_id, row.sk):
        return decode(kind, row.doc)


def _get(pk: str, sk: str) -> AccountRow | None:
    try:
        return AccountRow.get(pk, sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
