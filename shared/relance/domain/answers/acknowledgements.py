"""Answers owed to the debtor: confirmation of a promise, receipt, thanks, copies (R8, B12).

What he asked for goes at once. What answers his money waits for the sending hour, so that all the
money of a day is one mail, however many payments brought it. Neither is blocked by gap or cap,
and neither counts as a contact.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.message import GATHERED, MessageKey, MessageKind
from relance.domain.account.on_file import Acknowledgement
from relance.domain.calendar import ONE_DAY
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decision import Decision, Hold, Send
from relance.domain.reasons import Reason, answer_owed

THANKS_EVERY_DAYS = 90


def acknowledgements(account: Account, rules: Rules, now: datetime) -> Iterator[Decision]:
    """One Send per answer that is still owed, oldest first; one a day and currency for money."""
    owed = _still_owed(account, rules, now)
    for fact in owed:
        if fact.kind not in GATHERED:
            yield _answer((fact,), account, rules)
    for currency in sorted({fact.currency for fact in owed if fact.kind in GATHERED}):
        if facts := _of_the_day(owed, currency, account, rules, now):
            yield _answer(facts, account, rules)
        else:
            tomorrow = rules.open_days.next_open(rules.run_day(now) + ONE_DAY)
            yield Hold(currency, Reason.RECEIPT_WAITS, until_at=rules.opens_at(tomorrow))


def money_answered(account: Account, rules: Rules, now: datetime) -> bool:
    """Whether money is answered on this day: then nothing chases (practice 2)."""
    owed = _still_owed(account, rules, now)
    currencies = {fact.currency for fact in owed if fact.kind in GATHERED}
    went = any(_went(currency, account, rules, now) for currency in account.currencies)
    return went or any(_of_the_day(owed, each, account, rules, now) for each in currencies)


def in_hours(rules: Rules, now: datetime) -> bool:
    """Whether it is an open day of the debtor, between the tenant's hours (R11)."""
    run_on = rules.run_day(now)
    return rules.open_days.is_open(run_on) and now < rules.closes_at(run_on)


def thanks_allowed(account: Account, now: datetime) -> bool:
    """Whether the customer has not been thanked this quarter (practice 8)."""
    since_at = now - timedelta(days=THANKS_EVERY_DAYS)
    thanked = (m.reserved_at for m in account.messages if m.key.kind == "thanks" and m.counts)
    return all(at <= since_at for at in thanked)


def _still_owed(account: Account, rules: Rules, now: datetime) -> tuple[Acknowledgement, ...]:
    """The facts that nobody has answered and that are not too old to be, oldest first."""
    fresh = timedelta(days=rules.limits.acknowledge_within_days)
    known = {message.key for message in account.messages}
    owed = (
        fact
        for fact in account.owed
        if fact.kind != MessageKind.MANUAL
        and now - fact.recorded_at <= fresh
        and _key((fact,), account) not in known
    )
    return tuple(sorted(owed, key=lambda fact: (fact.recorded_at, fact.fact_id)))


def _of_the_day(
    owed: tuple[Acknowledgement, ...], currency: str, account: Account, rules: Rules, now: datetime
) -> tuple[Acknowledgement, ...]:
    """What one mail answers now: money recorded by the sending hour; later money is tomorrow's.

    The hour makes the set the same for a repeated run and for the sender (R14).
    """
    if not in_hours(rules, now) or _went(currency, account, rules, now):
        return ()
    until_at = rules.opens_at(rules.run_day(now))
    return tuple(
        fact
        for fact in owed
        if fact.kind in GATHERED and fact.currency == currency and fact.recorded_at <= until_at
    )


def _went(currency: str, account: Account, rules: Rules, now: datetime) -> bool:
    """Whether money in this currency was answered on this day already."""
    run_on = rules.run_day(now)
    return any(
        message.counts and rules.run_day(message.reserved_at) == run_on
        for message in account.messages
        if message.key.kind in GATHERED and message.key.currency == currency
    )


def _key(facts: tuple[Acknowledgement, ...], account: Account) -> MessageKey:
    """Kind and first fact: where one of them is a receipt, the day's mail is a receipt (B12)."""
    first = facts[0]
    kind = "receipt" if any(fact.kind == "receipt" for fact in facts) else first.kind
    return MessageKey(account.tenant_id, account.account_id, first.currency, kind, first.fact_id, 0)


def _answer(facts: tuple[Acknowledgement, ...], account: Account, rules: Rules) -> Send | Hold:
    key = _key(facts, account)
    if rules.mode == Mode.PAUSED:
        return Hold(key.currency, rules.why_paused)
    contacts = reachable(account)
    if not contacts:
        return Hold(key.currency, Reason.NO_DELIVERABLE_ADDRESS)
    return Send(
        key,
        contacts[0].contact_id,
        tuple(dict.fromkeys(chain.from_iterable(fact.item_ids for fact in facts))),
        answer_owed(key.kind),
        cause_id=key.leader,
        merged_ids=tuple(fact.fact_id for fact in facts[1:]),
    )
