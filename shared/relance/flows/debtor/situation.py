"""The invoices of a link as they stand at this moment, put into the view that its pages share."""

from collections.abc import Sequence

from relance.data import filing
from relance.domain.account.account import Account
from relance.domain.answers.claims_and_promises import DISPUTE, About
from relance.domain.answers.disputes import contested
from relance.domain.booking.booking import find
from relance.domain.conversation.pauses import claimed, promised
from relance.domain.creditor.tenant import Tenant
from relance.domain.ledger.invoices import Invoice, Item, PaymentMethod
from relance.domain.ledger.item_id import ItemId
from relance.flows.debtor.links import DebtorLink
from relance.flows.mail import letter
from relance.render.language import LOCALES
from relance.render.situation import BankAccount, DebtorSituation, ItemState, Listed, PageLinks

DEFAULT_LANGUAGE = "en"
# Money for the others goes another way: debited, drawn, through a portal, or to a factor.
_PAID_TO_US = frozenset({PaymentMethod.TRANSFER, PaymentMethod.CARD, PaymentMethod.CHEQUE})


def situation(
    link: DebtorLink, about: About, items: Sequence[Item], closed: Sequence[ItemId] = ()
) -> DebtorSituation:
    """These open items, and those of the ids in `closed`, as every page of the link shows them."""
    account, currency = about.account, about.message.key.currency
    gross_minor = sum(item.open_minor for item in items)
    credit_minor = min(_free_credit_minor(about, currency), gross_minor)
    open_ones = tuple(_listed(item, about) for item in items)
    return DebtorSituation(
        language=language_of(account, link.tenant),
        creditor=letter.creditor(link.tenant, about.today, about.rules.bank_days),
        company=account.customer.name,
        links=page_links(link.token),
        listed=(*open_ones, *_closed(about, closed)),
        currency=currency,
        total_minor=gross_minor - credit_minor,
        credit_minor=credit_minor,
        today_on=about.today,
        cash_through_on=link.tenant.cash_through_on,
    )


def language_of(account: Account, tenant: Tenant) -> str:
    """The debtor's language, else the creditor's; one that there are texts in."""
    wanted = (account.customer.language, tenant.language)
    return next((each for each in wanted if each in LOCALES), DEFAULT_LANGUAGE)


def page_links(token: str) -> PageLinks:
    """The pages of a link, relative to its host."""
    base = f"/r/{token}"
    names = ("pay", "paid", "promise", "problem", "copy")
    return PageLinks(base, *(f"{base}/{name}" for name in names))


def bank_account(link: DebtorLink, about: About) -> BankAccount | None:
    """The account on file; None where the pages say "as on your invoice" (practice 1, 4.2)."""
    iban = letter.shown_iban(link.tenant, about.today, about.rules.bank_days)
    if iban is None or not all(_to_us(item.invoice) for item in about.items):
        return None
    return BankAccount(link.tenant.legal_name, iban, link.tenant.bic)


def payment_link(invoice: Invoice) -> str | None:
    """The payment link of the invoice as it is at this moment; https only."""
    secure = (url for url in invoice.payment_links if url.startswith("https://"))
    return next(secure, None) if _to_us(invoice) else None


def _to_us(invoice: Invoice) -> bool:
    return invoice.assigned_to is None and invoice.payment_method in _PAID_TO_US


def _free_credit_minor(about: About, currency: str) -> int:
    """The credit that other overdue items of the account do not use up."""
    mine = {item.item_id for item in about.items}
    others_minor = sum(
        item.open_minor
        for item in about.account.items
        if item.currency == currency and item.overdue(about.today) and item.item_id not in mine
    )
    return max(about.account.credit_minor(currency) - others_minor, 0)


def _listed(item: Item, about: About) -> Listed:
    line, url = letter.line_of(item), payment_link(item.invoice)
    if _in_question(item, about):
        return Listed(line, ItemState.DISPUTED, url)
    if claimed(item, about.account, about.rules, about.today).reason:
        return Listed(line, ItemState.CLAIMED, url)
    if promised(item, about.account, about.rules, about.today).reason:
        days = (p.promised_on for p in about.account.promises if item.item_id in p.item_ids)
        return Listed(line, ItemState.PROMISED, url, max(days))
    return Listed(line, ItemState.OPEN, url)


def _in_question(item: Item, about: About) -> bool:
    return contested(item, about.account) or any(
        hold.invoice_id == item.invoice.invoice_id
        and (hold.author == "debtor" or hold.reason == DISPUTE)
        and (hold.until_on is None or about.today <= hold.until_on)
        for hold in about.account.holds
    )


def _closed(about: About, item_ids: Sequence[ItemId]) -> tuple[Listed, ...]:
    open_ids = {item.invoice.invoice_id for item in about.items}
    invoices = {
        invoice.invoice_id: invoice
        for invoice_id in sorted({item_id.invoice_id for item_id in item_ids} - open_ids)
        if (invoice := _settled(about.account, invoice_id))
    }
    return tuple(
        Listed(
            line, ItemState.CANCELLED if invoices[line.invoice_id].cancelled_on else ItemState.PAID
        )
        for line in letter.lines_for(about.account, tuple(item_ids), invoices)
    )


def _settled(account: Account, invoice_id: str) -> Invoice | None:
    found = find(account, invoice_id)
    return found or filing.archived(account.tenant_id, account.account_id, invoice_id)
