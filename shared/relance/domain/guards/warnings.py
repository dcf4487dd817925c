"""What a person is told before, or after, she writes to a debtor by hand (R8).

Everything that would have stopped a reminder, and more; nothing of it stops her message.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.conversation.pauses import pauses_of
from relance.domain.conversation.rungs import awaited
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.guards.budget import exhausted
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.item_id import ItemId

MOST_NAMED = 100  # they are kept with the message, and a row has an end


class ManualWarning(StrEnum):
    """What a person should know who writes to a debtor by hand."""

    # Of the tenant, and of the moment.
    TENANT_IN_SHADOW = "tenant_in_shadow"
    TENANT_PAUSED = "tenant_paused"
    SENDER_WITHDRAWN = "sender_withdrawn"
    PAYMENTS_BACKLOG = "payments_backlog"
    FEED_STALE = "feed_stale"
    CLOSED_DAY = "closed_day"
    OUTSIDE_WINDOW = "outside_window"
    # Of the account, and of whoever reads.
    WRITTEN_TODAY = "written_today"
    GAP = "gap"
    CAP = "cap"
    ADDRESS_GAP = "address_gap"
    OUTCOME_UNKNOWN = "outcome_unknown"
    COVERED = "covered"
    # Of invoices.
    PAID = "paid"
    NOT_DUE = "not_due"
    FACTORED = "factored"
    DISPUTED = "disputed"
    RETENTION = "retention"
    HELD = "held"
    COLLECTED = "collected"
    REFUNDED = "refunded"
    DUE_DATE_MOVED = "due_date_moved"
    DECIDED = "decided"
    REPLY_UNREAD = "reply_unread"
    CLAIMED = "claimed"
    PROMISED = "promised"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to know, and the invoices that it is about, if any: the first hundred of them."""

    code: ManualWarning
    invoice_ids: tuple[str, ...] = ()


# What each rule that keeps an item out of the conversation is called here.
_PAUSES: Mapping[str, ManualWarning] = MappingProxyType(
    {
        "factored": ManualWarning.FACTORED,
        "disputed": ManualWarning.DISPUTED,
        "retained": ManualWarning.RETENTION,
        "held": ManualWarning.HELD,
        "collected": ManualWarning.COLLECTED,
        "refunded": ManualWarning.REFUNDED,
        "due_date_moved": ManualWarning.DUE_DATE_MOVED,
        "decided": ManualWarning.DECIDED,
        "replied": ManualWarning.REPLY_UNREAD,
        "claimed": ManualWarning.CLAIMED,
        "promised": ManualWarning.PROMISED,
    }
)


def warnings_for(
    account: Account,
    rules: Rules,
    now: datetime,
    item_ids: Sequence[ItemId],
    currency: str,
    to_address: Iterable[date] = (),
) -> tuple[Warned, ...]:
    """What there is to know about a message that lists these items, in the order of the enum.

    `to_address` are the days on which the address was written to for any account of the tenant.
    """
    listed = [item for item in account.items if item.item_id in item_ids]
    found: dict[ManualWarning, list[str]] = {code: [] for code in _of_moment(rules, now)}
    found |= {code: [] for code in _of_account(account, rules, now, [*to_address])}
    if listed and sum(i.open_minor for i in listed) <= account.credit_minor(currency):
        found[ManualWarning.COVERED] = []
    for code, invoice_ids in _of_items(account, rules, rules.today(now), listed).items():
        found[code] = invoice_ids
    open_ids = {item.item_id for item in listed}
    if paid := [one.invoice_id for one in item_ids if one not in open_ids]:
        found[ManualWarning.PAID] = paid
    ordered = (code for code in ManualWarning if code in found)
    return tuple(Warned(code, _named(found[code])) for code in ordered)


def _named(invoice_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(invoice_ids))[:MOST_NAMED]


def _of_moment(rules: Rules, now: datetime) -> Iterator[ManualWarning]:
    day = local_date(now, rules.debtor_zone)
    if rules.mode == Mode.SHADOW:
        yield ManualWarning.TENANT_IN_SHADOW
    if rules.mode == Mode.PAUSED:
        yield ManualWarning(rules.why_paused)
    if rules.payments_backlog:
        yield ManualWarning.PAYMENTS_BACKLOG
    through_on = rules.cash_through_on
    if through_on and through_on < rules.bank_days.previous_open(rules.today(now)):
        yield ManualWarning.FEED_STALE
    if not rules.open_days.is_open(day):
        yield ManualWarning.CLOSED_DAY
    if not rules.opens_at(day) <= now < rules.closes_at(day):
        yield ManualWarning.OUTSIDE_WINDOW


def _of_account(
    account: Account, rules: Rules, now: datetime, to_address: Sequence[date]
) -> Iterator[ManualWarning]:
    today = local_date(now, rules.zone)
    days = [contact.on for contact in account.chased]
    if today in days:
        yield ManualWarning.WRITTEN_TODAY
    if spent := exhausted(days, rules.limits, today):
        yield ManualWarning(spent[0])
    if exhausted(to_address, rules.limits, today):
        yield ManualWarning.ADDRESS_GAP
    if awaited(account):
        yield ManualWarning.OUTCOME_UNKNOWN


def _of_items(
    account: Account, rules: Rules, today: date, listed: Sequence[Item]
) -> Mapping[ManualWarning, list[str]]:
    found: dict[ManualWarning, list[str]] = defaultdict(list)
    for item in listed:
        if not item.overdue(today):
            found[ManualWarning.NOT_DUE].append(item.invoice.invoice_id)
        for finding in pauses_of(item, account, rules, today):
            if finding.fired:
                found[_PAUSES[finding.rule]].append(item.invoice.invoice_id)
    return found
