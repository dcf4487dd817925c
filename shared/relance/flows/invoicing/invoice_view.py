"""One invoice as it stands now: what is open of it, why it is held, how far messages got."""

from dataclasses import dataclass
from datetime import datetime

from relance.data import accounts, filing, tenants
from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.on_file import Stop
from relance.domain.booking.booking import find
from relance.domain.conversation.pauses import pause_of
from relance.domain.errors import NotFound
from relance.domain.ledger.invoices import Invoice, Item
from relance.domain.trace import Finding
from relance.flows.rules_for import rules_for


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An open part, whether it is overdue today, and why it is not chased, if so."""

    item: Item
    overdue: bool
    pause: Finding | None


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """The invoice and what the account knows of it; `status` is open, closed or cancelled."""

    account_id: str
    invoice: Invoice
    status: str
    items: tuple[OpenItem, ...] = ()
    holds: tuple[Stop, ...] = ()
    last_message: Message | None = None

    @property
    def open_minor(self) -> int:
        """What is left to pay once money and credit notes are taken off."""
        return sum(open_item.item.open_minor for open_item in self.items)


def view_invoice(tenant_id: str, invoice_id: str, now: datetime) -> InvoiceView:
    """The invoice of that id; raises NotFound."""
    filed = filing.find(tenant_id, invoice_id)
    account = accounts.load(tenant_id, filed.account_id) if filed else None
    if filed is None or account is None:
        raise NotFound("invoice", invoice_id)
    last = _last_message(account, invoice_id)
    invoice = find(account, invoice_id)
    if invoice is None:
        invoice = filing.archived(tenant_id, filed.account_id, invoice_id)
        if invoice is None:
            raise NotFound("invoice", invoice_id)
        status = "cancelled" if invoice.cancelled_on else "closed"
        return InvoiceView(filed.account_id, invoice, status, last_message=last)
    holds = tuple(h for h in account.holds if h.invoice_id in (None, invoice_id))
    items = _open_items(account, invoice_id, now)
    return InvoiceView(filed.account_id, invoice, "open", items, holds, last)


def _open_items(account: Account, invoice_id: str, now: datetime) -> tuple[OpenItem, ...]:
    rules = rules_for(tenants.load(account.tenant_id), account, now)
    today = rules.today(now)
    return tuple(
        OpenItem(item, item.overdue(today), pause_of(item, account, rules, today))
        for item in account.items
        if item.invoice.invoice_id == invoice_id
    )


def _last_message(account: Account, invoice_id: str) -> Message | None:
    about = [
        message
        for message in account.messages
        if any(item_id.invoice_id == invoice_id for item_id in message.item_ids)
    ]
    return max(about, key=lambda message: message.reserved_at, default=None)
