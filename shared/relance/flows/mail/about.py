"""What a message by hand is about: the invoices that a person named, or all that is open (R8)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from relance.data import filing
from relance.domain.account.account import Account
from relance.domain.errors import Invalid
from relance.domain.ledger.invoices import CHASEABLE, Invoice
from relance.domain.ledger.item_id import ItemId

USUAL_CURRENCY = "EUR"  # of a message that lists nothing


@dataclass(frozen=True, slots=True)
class About:
    """What is listed, and in which currency."""

    currency: str
    item_ids: tuple[ItemId, ...]


def about_what(account: Account, invoice_ids: Sequence[str]) -> About:
    """What a message about these invoices lists; about none, all that is open.

    Raises Invalid for what is no debt of this account, and for two currencies.
    """
    if not invoice_ids:
        return _about_all(account)
    found = [*_named(account, invoice_ids)]
    if len({invoice.currency for invoice in found}) > 1:
        raise Invalid("invoice_ids", "invoices of one currency")
    items = (item_id for invoice in found for item_id in _items(account, invoice))
    return About(found[0].currency, tuple(dict.fromkeys(items)))


def _about_all(account: Account) -> About:
    """All that is open in the one currency in which anything is; nothing, where nothing is."""
    if len(account.currencies) > 1:
        raise Invalid("invoice_ids", "name invoices of one currency: several are open")
    currency = next(iter(account.currencies), USUAL_CURRENCY)
    return About(currency, tuple(item.item_id for item in account.items))


def _named(account: Account, invoice_ids: Sequence[str]) -> Iterator[Invoice]:
    opened = {invoice.invoice_id: invoice for invoice in account.invoices}
    for number, invoice_id in enumerate(invoice_ids):
        invoice = opened.get(invoice_id) or filing.archived(
            account.tenant_id, account.account_id, invoice_id
        )
        if invoice is None or invoice.document_type not in CHASEABLE:
            raise Invalid(f"invoice_ids.{number}", "no invoice of this customer")
        if invoice.cancelled_on:
            raise Invalid(f"invoice_ids.{number}", "it was cancelled")
        yield invoice


def _items(account: Account, invoice: Invoice) -> tuple[ItemId, ...]:
    """The parts of an invoice that are open; all of them where none is."""
    mine = [i.item_id for i in account.items if i.invoice.invoice_id == invoice.invoice_id]
    every = (ItemId.of(invoice.invoice_id, part.part_id) for part in invoice.parts)
    return tuple(mine or every)
