"""What a message says about an account, put into a view (D4).

Its figures are those of this moment; its words, and what it may announce, are what its Send says
(B13); what happened before is told as far as the words refer to it (`happened`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from relance import config
from relance.domain.account.account import Account
from relance.domain.account.customer import Contact
from relance.domain.account.message import ACKNOWLEDGEMENTS, OFF_LADDER, MessageKind
from relance.domain.calendar import Calendar, local_date
from relance.domain.conversation.due_dates import to_withdraw
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import IBAN_DELAY_BANK_DAYS, Tenant
from relance.domain.decision import Send, Variant
from relance.domain.guards.days_of_money import money_of_the_day
from relance.domain.ledger.invoices import (
    BILLS,
    DEBITS,
    Invoice,
    Item,
    PartReason,
    PaymentMethod,
)
from relance.domain.ledger.item_id import ItemId
from relance.domain.policies.policy import Consequence
from relance.domain.questions.order_hold import orders_held_on
from relance.flows.mail.happened import history
from relance.render import texts
from relance.render.view import Creditor, Line, Links, MessageView, OwnWords

NOBODY: Mapping[str, str] = MappingProxyType({})
_ACTIONS = ("pay", "paid", "promise", "problem", "copy")
_THANKING = frozenset({Variant.PROMISE_BROKEN, Variant.CLAIM_PARTLY_SEEN, Variant.OUR_ERROR})
_WITHOUT_CREDIT = frozenset({"receipt", "thanks", "confirmation", "retention_release"})
SIGNATORY = "signatory"
BILL_TEXT, COLLECTION_RETURNED = "courtesy_bill", "collection_returned"


def view_for(
    tenant: Tenant,
    account: Account,
    send: Send,
    rules: Rules,
    now: datetime,
    links: Links,
    closed: Mapping[str, Invoice],
    names: Mapping[str, str] = NOBODY,
    own_words: OwnWords | None = None,
) -> MessageView:
    """The view of one decided message, in `own_words` where a person wrote it.

    `closed` are settled invoices that it mentions, by id; `names` are those of customers other
    than the reader, who owe what the reader pays (R31).
    """
    lines = lines_for(account, send.item_ids, closed, names)
    gross = sum(line.open_minor for line in lines)
    credit = min(_credit(account, send), gross)
    today = local_date(now, rules.zone)
    return MessageView(
        creditor=creditor(tenant, today, rules.bank_days),
        reader_name=contact_of(account, send.contact_id).name,
        company=account.customer.name,
        lines=lines,
        other_lines=lines_for(account, send.other_ids, closed, names),
        currency=send.currency,
        total_minor=gross - credit,
        credit_minor=credit,
        is_business=account.customer.type != "consumer",
        today_on=today,
        cash_through_on=rules.cash_through_on,
        deadline_on=send.deadline_on,
        links=links,
        withdrawn=_withdrawn(account, send, names),
        came_minor=_came_minor(account, send, rules, now),
        own_words=own_words,
        **words(tenant, account, send, rules),
        **history(account, send, rules, rules.today(now)),
    )


def _credit(account: Account, send: Send) -> int:
    """What a demand takes off; an acknowledgement demands nothing."""
    return 0 if send.key.kind in _WITHOUT_CREDIT else account.credit_minor(send.currency)


def _came_minor(account: Account, send: Send, rules: Rules, now: datetime) -> int | None:
    """The money of the day, unless the message is about it or speaks before the due date."""
    speaks = send.key.kind in ACKNOWLEDGEMENTS or send.key.level == 0 or send.variant in _THANKING
    return None if speaks else money_of_the_day(account, send.currency, rules, now) or None


def _withdrawn(account: Account, send: Send, names: Mapping[str, str]) -> tuple[Line, ...]:
    """The items whose announced day is void, in the first message to the debtor since (R34)."""
    if send.key.kind in OFF_LADDER:
        return ()
    return tuple(line_of(item, names) for item in to_withdraw(account, send.currency))


def contact_of(account: Account, contact_id: str) -> Contact:
    """The contact that a decision chose."""
    return next(c for c in account.customer.contacts if c.contact_id == contact_id)


def creditor(tenant: Tenant, today: date, bank_days: Calendar) -> Creditor:
    """Who writes; no digits of an account that replaced another only days ago (practice 4.2)."""
    iban = shown_iban(tenant, today, bank_days)
    return Creditor(
        legal_name=tenant.legal_name,
        siren=tenant.siren,
        sender_name=tenant.sender,
        phone=tenant.phone or "",
        reply_to=tenant.reply_to or tenant.from_email or "",
        iban_last4=iban[-4:] if iban else None,
        signatory=tenant.signatory or tenant.sender,
    )


def shown_iban(tenant: Tenant, today: date, bank_days: Calendar) -> str | None:
    """The IBAN that pages may show today: none for three bank days after a change."""
    changed_on = tenant.iban_set_on
    if changed_on and today < bank_days.add_open_days(changed_on, IBAN_DELAY_BANK_DAYS):
        return None
    return tenant.iban


def links_for(base_url: str, token: str) -> Links:
    """The debtor's links of one message."""
    return Links(**{action: f"{base_url}/r/{token}/{action}" for action in _ACTIONS})


def lines_for(
    account: Account,
    item_ids: tuple[ItemId, ...],
    closed: Mapping[str, Invoice],
    names: Mapping[str, str] = NOBODY,
) -> tuple[Line, ...]:
    """A line for each item named: what is open of it now, nothing where it is settled."""
    by_id = {item.item_id: item for item in account.items}
    # An instalment is settled while its invoice is still open.
    invoices = {**{i.invoice_id: i for i in account.invoices}, **closed}
    settled = [part for i in sorted(item_ids) if i not in by_id for part in _part(i, invoices)]
    lines = [line_of(by_id[i], names) for i in item_ids if i in by_id]
    return (*lines, *(replace(line_of(item, names), pdf_url=None) for item in settled))


def _part(item_id: ItemId, invoices: Mapping[str, Invoice]) -> Iterator[Item]:
    """The settled part of an invoice that is known, with nothing open."""
    if invoice := invoices.get(item_id.invoice_id):
        parts = (part for part in invoice.parts if part.part_id == item_id.part_id)
        yield from (Item(invoice, part, 0) for part in parts)


def line_of(item: Item, names: Mapping[str, str] = NOBODY) -> Line:
    """One open part of an invoice as a message lists it."""
    invoice = item.invoice
    return Line(
        invoice_id=invoice.invoice_id,
        number=invoice.number,
        part_label=part_label(item),
        issued_on=invoice.issued_on,
        due_on=item.due_on,
        currency=invoice.currency,
        open_minor=item.open_minor,
        total_minor=item.part.amount_minor,
        purchase_order=invoice.purchase_order,
        pdf_url=invoice.pdf_url,
        customer_name=names.get(invoice.customer_id),
    )


def part_label(item: Item) -> str | None:
    """The place among instalments, as 2/3; nothing for an ordinary invoice."""
    parts = [p for p in item.invoice.parts if p.reason is not PartReason.RETENTION]
    if len(parts) < 2 or item.part not in parts:
        return None
    ordered = sorted(parts, key=lambda part: (part.due_on, part.part_id))
    return f"{ordered.index(item.part) + 1}/{len(parts)}"


def words(tenant: Tenant, account: Account, send: Send, rules: Rules) -> dict[str, Any]:
    """The fields of a view that choose its words."""
    text, means = _text(account, send), _collected_by(account, send)
    collected = {"payment_means": means} if means else {}
    return {
        **collected,
        "text": text,
        "tone": send.tone,
        "variant": COLLECTION_RETURNED if means else send.variant,
        "language": language_of(tenant, account, text),
        "consequence": send.consequence,
        "takeover_name": _takes_over(tenant, send, rules),
        "called_on": send.called_on,
        "orders_held_on": orders_held_on(account),
        "terms_reference": terms_of(account, send),
        "accepted_on": _accepted_on(account, send),
    }


def _accepted_on(account: Account, send: Send) -> date | None:
    """When the works were accepted whose retention the message is about (R41)."""
    if send.key.kind != MessageKind.RETENTION_RELEASE:
        return None
    parts = [item.part for item in account.items if item.item_id in send.item_ids]
    return next((part.accepted_on for part in parts if part.accepted_on), None)


def _text(account: Account, send: Send) -> str:
    """The text of the step; whoever accepted a bill is thanked for it (practice 1)."""
    by_bill = send.key.kind == "courtesy" and _methods(account, send) <= BILLS
    return BILL_TEXT if by_bill else send.text or send.key.kind


def _collected_by(account: Account, send: Send) -> str | None:
    """What came back, where we had collected it: it is not presented again unasked (practice 1)."""
    if send.variant != "payment_returned":
        return None
    methods = _methods(account, send)
    if methods <= BILLS:
        return "bill"
    return "direct_debit" if methods <= DEBITS else None


def _methods(account: Account, send: Send) -> set[PaymentMethod]:
    wanted = {item_id.invoice_id for item_id in send.item_ids}
    return {i.payment_method for i in account.invoices if i.invoice_id in wanted}


def language_of(tenant: Tenant, account: Account, text: str) -> str:
    """The debtor's, where the text is written in it; else the tenant's (pains H8)."""
    wanted = account.customer.language or tenant.language
    written = texts.exists(text, wanted, config.templates_path())
    return wanted if written else tenant.language


def _takes_over(tenant: Tenant, send: Send, rules: Rules) -> str | None:
    """The colleague who accepted to take the file over; nobody else is named (B13)."""
    accepted = _consequence(send, rules)
    if accepted is None or accepted.accepted_by == SIGNATORY:
        return tenant.takeover_name
    return accepted.accepted_by


def _consequence(send: Send, rules: Rules) -> Consequence | None:
    named = (send.key.kind, send.key.level)
    steps = (step for step in rules.policy.steps if (step.kind, step.level) == named)
    return next((step.consequence for step in steps), None)


def terms_of(account: Account, send: Send) -> str | None:
    """The terms on file, where they are the same for all that is demanded (practice 6.2)."""
    wanted = {item_id.invoice_id for item_id in send.item_ids}
    found = {i.terms_reference for i in account.invoices if i.invoice_id in wanted}
    return found.pop() if len(found) == 1 else None
