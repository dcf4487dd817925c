"""A debtor's answer in his own words: taken in once, kept, listed, read (C6)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from relance.adapters.inbound_mail import InboundMail
from relance.data import reply_rows, reservations, tenants
from relance.data.account_rows import stamp
from relance.data.bodies import kept_body
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.account.message import Message, MessageState
from relance.domain.account.on_file import Reply, ReplyKind
from relance.domain.answers import replies
from relance.domain.answers.diversions import speaks_of_diversion, with_alarm
from relance.domain.answers.mail_kind import Reading, Written, reading
from relance.domain.calendar import local_date
from relance.domain.errors import NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.identifiers import address_digest
from relance.domain.task_kinds import TaskReason
from relance.flows.listing import Listing, Page, account_of, page_of
from relance.flows.recording import Change, fact_id, record
from relance.telemetry import count, logger

DEBTOR = "debtor"  # who writes to the address of a message; others are people of the tenant


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply and what was written in it."""

    reply: Reply
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Gone:
    """The reader has left: the message that told us reached nobody (R8)."""

    at: datetime
    attempt: int
    state: MessageState = MessageState.BOUNCED
    detail: str = "left"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A mail as it came in: when, which message it answers, whether the provider distrusts it."""

    mail: InboundMail
    received_at: datetime
    author: str
    message_id: str | None = None
    suspect: bool = False


def take_in(
    tenant_id: str, account_id: str, arrival: Arrival, now: datetime
) -> tuple[Reply | None, bool]:
    """The reply as recorded, and whether it is new; the same mail again changes nothing.

    None for one of too many of a day, whoever brings it, which is counted and not kept. Raises
    NotFound where the account is unknown.
    """
    tenant = tenants.load(tenant_id)
    most, received_on = tenant.limits.replies_per_day, local_date(arrival.received_at, tenant.zone)
    reply_id = hashlib.sha256(arrival.mail.identity.encode()).hexdigest()[:20]
    new = False

    def change(account: Account) -> Change | None:
        nonlocal new
        new = replies.known(account, reply_id) is None
        if not new:
            return None
        found = _read(account, arrival, received_on, now)
        reply = _reply(reply_id, account, arrival, found, received_on, now)
        taken = replies.with_reply(account, reply)
        after = _alarmed(taken, reply, arrival)
        rings = after is not taken  # then it is kept whatever came before (practice 4)
        if not rings and replies.crowded(account, reply, most):
            return None
        also = [_words(account, reply, arrival, found), *_undelivered(account, reply, now)]
        return Change(after, _fact(FactKind.REPLY, account, reply, arrival, now), also=tuple(also))

    account = record(tenant_id, account_id, change)
    kept = replies.known(account, reply_id)
    if new:
        _tell(account, kept)
    return kept, new and kept is not None


def _alarmed(account: Account, reply: Reply, arrival: Arrival) -> Account:
    """The account with an alarm where the reply speaks of other bank details or of fraud."""
    mail = arrival.mail
    said = (mail.subject, mail.text, *mail.also)
    if reply.kind == ReplyKind.SUSPECT or not any(map(speaks_of_diversion, said)):
        return account
    ids, reason = tuple(i.item_id for i in account.items), TaskReason.OTHER_BANK_DETAILS
    on, at = reply.received_on, reply.recorded_at
    after = with_alarm(account, reply.reply_id, at, on, reason, ids)
    if after is not account:
        count("PaymentsDiverted")  # a transfer can be called back for some hours (practice 4.4)
    return after


def _read(account: Account, arrival: Arrival, received_on: date, now: datetime) -> Reading:
    """What the mail is, known whom we wrote to and what we had written."""
    mail, contacts = arrival.mail, account.customer.contacts
    readers = [known for one in contacts for known in (one.name, one.email) if known]
    written = Written(
        mail.subject,
        mail.text,
        mail.sender,
        mail.writer,
        mail.automatic,
        mail.failed,
        mail.unreadable,
        mail.cut,
        arrival.suspect,
        mail.also,
    )
    marked = mail.automatic or arrival.suspect
    ours = _ours(account, arrival.message_id, now) if marked else ("", "")
    return reading(written, received_on, readers, ours)


def _ours(account: Account, message_id: str | None, now: datetime) -> tuple[str, str]:
    """Subject and text of the message answered, else of the last one: what repeats it is quoted."""
    last = max(account.messages, key=lambda message: message.reserved_at, default=None)
    message = _answered(account, message_id) or last
    if message is None:
        return "", ""
    kept = kept_body(account, message.message_id, message.attempt, now)
    return (kept[0], kept[2]) if kept else ("", "")


def _tell(account: Account, reply: Reply | None) -> None:
    tenant_id, account_id = account.tenant_id, account.account_id
    if reply:
        logger.info("reply", tenant=tenant_id, account=account_id, kind=reply.kind)
    else:
        count("RepliesNotKept")
        logger.warning("one of too many replies", tenant=tenant_id, account=account_id)


def _reply(
    reply_id: str,
    account: Account,
    arrival: Arrival,
    found: Reading,
    received_on: date,
    now: datetime,
) -> Reply:
    contacts = {one.digest: one.contact_id for one in account.customer.contacts if one.email}
    writer = contacts.get(address_digest(arrival.mail.sender))
    answered = _answered(account, arrival.message_id)
    substitute = None
    if found.substitute:
        digest = address_digest(found.substitute)
        substitute = None if digest in contacts else f"substitute-{reply_id}"
    return Reply(
        reply_id,
        found.kind,
        received_on,
        now,
        arrival.message_id,
        writer or (answered.contact_id if answered else None),
        returns_on=found.returns_on,
        substitute_contact_id=substitute,
        contests=found.contests,
        reader_in_doubt=found.reader_in_doubt,
    )


def _answered(account: Account, message_id: str | None) -> Message | None:
    return next((m for m in account.messages if m.message_id == message_id), None)


def _words(account: Account, reply: Reply, arrival: Arrival, found: Reading) -> Write:
    words = {
        "from": arrival.mail.sender,
        "subject": arrival.mail.subject,
        "text": arrival.mail.kept_text,
        "received_at": arrival.received_at.isoformat(),
        "substitute": found.substitute,
    }
    return reply_rows.words_write(account.tenant_id, account.account_id, reply.reply_id, words)


def _undelivered(account: Account, reply: Reply, now: datetime) -> list[Write]:
    """Where the reader has left, the last message reached nobody: it is the next contact's turn."""
    to_him = [
        message
        for message in account.messages
        if message.contact_id == reply.contact_id and message.contact and message.counts
    ]
    last = max(to_him, key=lambda message: message.reserved_at, default=None)
    if reply.kind != replies.LEFT or last is None:
        return []
    gone = (_Gone(now, last.attempt),)
    names = account.tenant_id, account.account_id, last.message_id
    return reservations.reached(*names, gone, bump=False)


def _fact(kind: str, account: Account, reply: Reply, arrival: Arrival, now: datetime) -> Fact:
    answered = _answered(account, arrival.message_id)
    items = answered.item_ids if answered else tuple(item.item_id for item in account.items)
    figures: dict[str, str | int | None] = {
        "reply_id": reply.reply_id,
        "kind": reply.kind,
        "message_id": reply.message_id,
        "returns_on": reply.returns_on.isoformat() if reply.returns_on else None,
        "contests": reply.contests,
    }
    figures = {name: value for name, value in figures.items() if value is not None}
    about = tuple(sorted({item_id.invoice_id for item_id in items}))
    return Fact(fact_id(account), kind, now, reply.received_on, about, arrival.author, figures)


def list_replies(tenant_id: str, account_id: str, cursor: str | None, limit: int) -> Page[Kept]:
    """The replies of an account with their words, the last received first; raises NotFound."""
    account = account_of(tenant_id, account_id)
    written = reply_rows.words(tenant_id, account_id)
    placed = (
        (f"{stamp(r.recorded_at)}#{r.reply_id}", Kept(r, written.get(r.reply_id, {})))
        for r in account.replies
    )
    of = Listing(tenant_id, f"replies of {account_id}")
    return page_of(of, account_id, placed, cursor, limit, descending=True)


def mark_read(tenant_id: str, account_id: str, reply_id: str, author: str, now: datetime) -> Kept:
    """The reply once a person has read it: reminders may go on; raises NotFound."""

    def change(account: Account) -> Change | None:
        reply = replies.known(account, reply_id)
        if reply is None:
            raise NotFound("reply", reply_id)
        if reply.read_at:
            return None
        today = local_date(now, tenants.load(tenant_id).zone)
        figures: dict[str, str | int | None] = {"reply_id": reply_id, "kind": reply.kind}
        about = tuple(sorted({item.invoice.invoice_id for item in account.items}))
        fact = Fact(fact_id(account), FactKind.REPLY_READ, now, today, about, author, figures)
        return Change(replies.read(account, reply, now), fact)

    account = record(tenant_id, account_id, change)
    reply = replies.known(account, reply_id)
    assert reply is not None
    return Kept(reply, reply_rows.words(tenant_id, account_id).get(reply_id, {}))
