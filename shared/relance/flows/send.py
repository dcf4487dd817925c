"""Send one message: read again, decide again, render, reserve, send, record (R14).

The commit of the reservation is the point of no return: a fact committed before it prevents the
mail, one that comes later crosses it.
"""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from relance import config
from relance.adapters import clock, mail, tokens
from relance.adapters.mail import Attempt, Outcome
from relance.data import accounts, filing, reservations, runs
from relance.data.transaction import Write, commit
from relance.domain.account import Account
from relance.domain.calendar import local_date
from relance.domain.decide import decide
from relance.domain.decision import Send
from relance.domain.errors import Refused, SendingSuspended
from relance.domain.ledger import Invoice
from relance.domain.message import Message, MessageState
from relance.domain.rules import Rules
from relance.domain.tenant import Tenant
from relance.flows import circumstances, letter
from relance.flows.circumstances import Circumstances
from relance.flows.nudges import Order
from relance.flows.suppress import stop_mail
from relance.render.message import RenderedMessage, render_message
from relance.telemetry import logger

MOST_TRIES = 5
type OutOfTime = Callable[[], bool]


def send_all(orders: Sequence[Order], out_of_time: OutOfTime) -> list[Order]:
    """Sends what still may go; the orders that must come back, because nothing was done."""
    around = circumstances.read({order.tenant_id for order in orders}, clock.now())
    left = [*orders]
    try:
        while left and not out_of_time():
            send(left[0], around, out_of_time)
            left.pop(0)
    except SendingSuspended as suspended:
        # The index brings the accounts back at the next tick; a redelivery would not help (R17).
        for order in left[1:]:
            commit([reservations.due_again(order.tenant_id, order.account_id, clock.now())])
        logger.error("sending suspended", reason=suspended.reason, orders=len(left))
        return []
    return left


def send(order: Order, around: Circumstances, out_of_time: OutOfTime) -> None:
    """One message, at most once; what was superseded meanwhile is recorded as such."""
    for _ in range(MOST_TRIES):
        account = accounts.load(order.tenant_id, order.account_id)
        if account is None:
            return None
        rules = around.rules(account)
        decision = _still_wanted(order, account, rules)
        if decision is None:
            return _drop(order, account)

        tenant = around.tenants[order.tenant_id]
        message = _message(account, decision, rules, order.at)
        rendered = _render(tenant, account, decision, rules, message, order.at)
        try:
            _reserve(account, decision, message, rendered, rules)
        except Refused as refused:
            if "suppression" in refused.rows:
                stop_mail(account, message.contact_digest, "suppressed", clock.now())
            continue
        return _transmit(tenant, account, message, decision, rendered, out_of_time)
    logger.warning("account kept changing", tenant=order.tenant_id, account=order.account_id)


def _still_wanted(order: Order, account: Account, rules: Rules) -> Send | None:
    """The same decision for the same instant, if it is still that day and hour (D4, R11)."""
    decisions = decide(account, rules, order.at)
    found = (d for d in decisions if isinstance(d, Send) and d.key.message_id == order.message_id)
    decision = next(found, None)
    now = clock.now()
    same_day = local_date(now, rules.debtor_zone) == local_date(order.at, rules.debtor_zone)
    if rules.mode != "live" or (decision and decision.cause_id is None and not same_day):
        return None
    return decision


def _drop(order: Order, account: Account) -> None:
    """Notes why a queued message did not go, unless it went already."""
    if any(message.message_id == order.message_id for message in account.messages):
        return
    commit([runs.superseded(account, order.message_id, order.at, "superseded")])
    logger.info("superseded", tenant=order.tenant_id, message=order.message_id)


def _message(account: Account, decision: Send, rules: Rules, at: datetime) -> Message:
    contact = letter.contact_of(account, decision.contact_id)
    return Message(
        message_id=decision.key.message_id,
        key=decision.key,
        item_ids=decision.item_ids + decision.other_ids,
        state=MessageState.RESERVED,
        on=local_date(at, rules.zone),
        reserved_at=clock.now(),
        reserved_by=str(uuid.uuid4()),
        contact_id=contact.contact_id,
        attempt=decision.attempt,
        contact_digest=contact.digest,
    )


def _render(
    tenant: Tenant, account: Account, decision: Send, rules: Rules, message: Message, at: datetime
) -> RenderedMessage:
    """The body, from the figures of this moment; an answer made again is the one reserved."""
    if decision.cause_id and decision.attempt > 1:
        kept = reservations.kept_body(account, message.message_id, decision.attempt - 1)
        return RenderedMessage(*kept)
    links = letter.links_for(config.public_url(), tokens.sign(message.message_id))
    closed = _closed(account, decision)
    view = letter.view_for(tenant, account, decision, rules, at, links, closed)
    return render_message(view, config.templates_path())


def _closed(account: Account, decision: Send) -> dict[str, Invoice]:
    """The settled invoices that an acknowledgement mentions; a reminder mentions none."""
    open_ids = {item.item_id for item in account.items}
    wanted = {i.partition("/")[0] for i in decision.item_ids if i not in open_ids}
    found = (filing.archived(account.tenant_id, account.account_id, i) for i in sorted(wanted))
    return {invoice.invoice_id: invoice for invoice in found if invoice}


def _reserve(
    account: Account, decision: Send, message: Message, rendered: RenderedMessage, rules: Rules
) -> None:
    review_at = message.reserved_at + timedelta(hours=rules.limits.unknown_settle_hours)
    if account.review_at and account.review_at > message.reserved_at:
        review_at = min(review_at, account.review_at)
    writes = reservations.reserve(
        account, message, rendered.subject, rendered.html, rendered.text, review_at
    )
    if decision.cause_id and decision.attempt == 1:
        writes.append(reservations.answer_given(account, decision.cause_id))
    commit(writes)


def _transmit(
    tenant: Tenant,
    account: Account,
    message: Message,
    decision: Send,
    rendered: RenderedMessage,
    out_of_time: OutOfTime,
) -> None:
    """Hands the mail to SES once and writes down what is known of it."""
    letterhead = _mail(tenant, account, message, rendered)
    try:
        attempt = _patiently(letterhead, out_of_time)
    except SendingSuspended:
        commit(_released(account, message, decision))
        raise
    at = clock.now()
    match attempt.outcome:
        case Outcome.SENT:
            state = MessageState.SENT
        case Outcome.UNKNOWN:
            state = MessageState.UNKNOWN
        case Outcome.REFUSED:
            commit(reservations.refuse(account, message, at, attempt.detail))
            state = MessageState.REFUSED
    if state is not MessageState.REFUSED:
        reservations.record(message, state, at, attempt.detail, only_by=message.reserved_by)
    logger.info(state.value, tenant=account.tenant_id, message=message.message_id)


def _patiently(letterhead: mail.Mail, out_of_time: OutOfTime) -> Attempt:
    """One attempt; a throttled one certainly took nothing and is made again while time is left."""
    while True:
        try:
            return mail.send(letterhead)
        except SendingSuspended as suspended:
            if not suspended.throttled or out_of_time():
                raise


def _mail(
    tenant: Tenant, account: Account, message: Message, rendered: RenderedMessage
) -> mail.Mail:
    contact = letter.contact_of(account, message.contact_id)
    assert contact.email is not None
    return mail.Mail(
        from_name=tenant.sender,
        from_email=tenant.from_email or "",
        to_email=contact.email,
        reply_to=tenant.reply_to or tenant.from_email or "",
        subject=rendered.subject,
        html=rendered.html,
        text=rendered.text,
        key=mail.relance_key(account.tenant_id, account.account_id, message.message_id),
        attempt=message.attempt,
    )


def _released(account: Account, message: Message, decision: Send) -> list[Write]:
    """The reservation undone, and the answer owed again."""
    writes = reservations.release(account, message, clock.now())
    owed = (fact for fact in account.owed if fact.fact_id == decision.cause_id)
    return [*writes, *(reservations.owe_again(account, fact) for fact in owed)]
