"""What one message is made of: the reservation, the body, the mail."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from relance import config
from relance.adapters import clock, mail, tokens
from relance.adapters.mime import Mail, mime_of
from relance.adapters.reply_address import reply_address
from relance.data import bodies, filing, manual_rows
from relance.data.codec import decode
from relance.data.stored import reading
from relance.domain.account.account import Account
from relance.domain.account.customer import Contact
from relance.domain.account.message import Message, MessageKind
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import Tenant
from relance.domain.deciding.carry_out import contact_of, reserved
from relance.domain.decision import Send
from relance.domain.errors import Unreadable
from relance.domain.ledger.invoices import Invoice
from relance.flows.mail import letter
from relance.render.message import RenderedMessage, render_message
from relance.render.view import Links, OwnWords


def reservation(account: Account, decision: Send, rules: Rules, at: datetime) -> Message:
    """The reservation of one attempt, with a fresh name of who holds it (R15)."""
    return replace(
        reserved(account, decision, rules, at),
        reserved_at=clock.now(),
        reserved_by=token_urlsafe(16),
        version=account.version,
    )


def body(
    tenant: Tenant, account: Account, decision: Send, rules: Rules, message: Message, at: datetime
) -> RenderedMessage:
    """The body, from the figures of this moment; an answer made again is the one reserved."""
    if decision.cause_id and decision.attempt > 1:
        before = decision.attempt - 1
        if kept := bodies.kept_body(account, message.message_id, before, clock.now()):
            return RenderedMessage(*kept)
    links = letter.links_for(config.public_url(), tokens.sign(message.message_id))
    own = own_words(account, decision)
    return rendered(tenant, account, decision, rules, at, links, own)


def rendered(
    tenant: Tenant,
    account: Account,
    decision: Send,
    rules: Rules,
    at: datetime,
    links: Links,
    own: OwnWords | None = None,
) -> RenderedMessage:
    """The message of a decision with these links; in a person's own words, where she wrote it."""
    closed = closed_invoices(account, decision)
    if own:
        decision = _without_cancelled(decision, closed)
    view = letter.view_for(
        tenant, account, decision, rules, at, links, closed, other_names(account), own
    )
    return render_message(view, config.templates_path())


def own_words(account: Account, decision: Send) -> OwnWords | None:
    """What a person wrote, of a message by hand; raises Unreadable where it is gone."""
    if decision.key.kind != MessageKind.MANUAL:
        return None
    names, fact_id = (account.tenant_id, account.account_id), decision.key.leader
    kept = manual_rows.words(*names, fact_id)
    if kept is None:  # it was written in the transaction of the fact
        raise Unreadable(*names, f"written#{fact_id}")
    with reading(*names, f"written#{fact_id}"):
        return decode(OwnWords, kept)


def _without_cancelled(decision: Send, closed: Mapping[str, Invoice]) -> Send:
    """What was cancelled since somebody wrote about it is listed neither as open nor as paid."""
    gone = {invoice.invoice_id for invoice in closed.values() if invoice.cancelled_on}
    kept = tuple(i for i in decision.item_ids if i.invoice_id not in gone)
    return replace(decision, item_ids=kept)


def closed_invoices(account: Account, decision: Send) -> dict[str, Invoice]:
    """The settled invoices that an acknowledgement mentions; a reminder mentions none."""
    open_ids = {item.item_id for item in account.items}
    wanted = {i.invoice_id for i in decision.item_ids if i not in open_ids}
    found = (filing.archived(account.tenant_id, account.account_id, i) for i in sorted(wanted))
    return {invoice.invoice_id: invoice for invoice in found if invoice}


def other_names(account: Account) -> dict[str, str]:
    """The names of the customers whose debts this account pays, by id (R31)."""
    ids = {i.customer_id for i in account.invoices} - {account.account_id}
    found = (filing.customer(account.tenant_id, customer_id) for customer_id in sorted(ids))
    return {customer.customer_id: customer.name for customer in found if customer}


def copied(account: Account, decision: Send) -> tuple[Contact, ...]:
    """The contacts that get a copy, as far as they still may be written to."""
    contacts = (contact_of(account, contact_id) for contact_id in decision.copy_ids)
    return tuple(one for one in contacts if one.email and not one.suppressed)


def mail_of(
    tenant: Tenant,
    account: Account,
    message: Message,
    rendered: RenderedMessage,
    decision: Send,
) -> Mail:
    """The mail to the contact that the decision chose, answered by a person of the tenant."""
    contact = contact_of(account, message.contact_id)
    assert contact.email is not None
    return Mail(
        from_name=tenant.sender,
        from_email=tenant.from_email or "",
        to_email=contact.email,
        reply_to=_reply_to(tenant, message),
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        key=mail.relance_key(account.tenant_id, account.account_id, message.message_id),
        attempt=message.attempt,
        ses_tenant=tenant.ses_tenant,
        copy_emails=tuple(one.email for one in copied(account, decision) if one.email),
    )


def kept(letterhead: Mail) -> bodies.KeptMail:
    """What is kept of a mail."""
    return bodies.KeptMail(
        subject=letterhead.subject,
        html=letterhead.html,
        text=letterhead.text,
        from_name=letterhead.from_name,
        from_email=letterhead.from_email,
        to_email=letterhead.to_email,
        reply_to=letterhead.reply_to,
        copy_emails=letterhead.copy_emails,
    )


def digest_of(letterhead: Mail) -> str:
    """SHA-256 of the mail as it leaves."""
    return hashlib.sha256(mime_of(letterhead)).hexdigest()


def as_sent(account: Account, message_id: str, attempt: int, now: datetime) -> bytes | None:
    """A mail byte for byte as SES got it, made of what is kept; None where that is gone.

    Neither can it be made where it left before addresses were kept.
    """
    found = bodies.kept_mail(account, message_id, attempt, now)
    if found is None or not found.whole:
        return None
    return mime_of(
        Mail(
            from_name=found.from_name,
            from_email=found.from_email,
            to_email=found.to_email,
            reply_to=found.reply_to,
            subject=found.subject,
            html=found.html,
            text=found.text,
            key=mail.relance_key(account.tenant_id, account.account_id, message_id),
            attempt=attempt,
            copy_emails=found.copy_emails,
        )
    )


def _reply_to(tenant: Tenant, message: Message) -> str:
    """Where an answer goes: to us, who pass it on, or to the tenant's own mailbox (C6)."""
    if domain := config.inbound_domain():
        return reply_address(message.message_id, domain)
    return tenant.reply_to or tenant.from_email or ""
