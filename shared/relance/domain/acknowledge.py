"""Answers owed to the debtor: confirmation of a promise, receipt, thanks, copies (R8, B12).

They go at once, are never blocked by gap or cap, and do not count as a contact.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from relance.domain.account import Account
from relance.domain.contacts import reachable
from relance.domain.decision import Decision, Hold, Send
from relance.domain.message import MessageKey
from relance.domain.rules import Rules
from relance.domain.standing import Acknowledgement

THANKS_EVERY_DAYS = 90


def acknowledgements(account: Account, rules: Rules, now: datetime) -> Iterator[Decision]:
    """One Send per answer that is still owed, oldest first."""
    fresh = timedelta(days=rules.limits.acknowledge_within_days)
    known = {message.key for message in account.messages}
    for fact in sorted(account.owed, key=lambda fact: (fact.recorded_at, fact.fact_id)):
        key = MessageKey(
            account.tenant_id, account.account_id, fact.currency, fact.kind, fact.fact_id, 0
        )
        if key not in known and now - fact.recorded_at <= fresh:
            yield _answer(fact, key, account, rules)


def _answer(fact: Acknowledgement, key: MessageKey, account: Account, rules: Rules) -> Send | Hold:
    if rules.mode == "paused":
        return Hold(fact.currency, "tenant_paused")
    contacts = reachable(account)
    if not contacts:
        return Hold(fact.currency, "no_deliverable_address")
    reason = f"{fact.kind}_owed"
    return Send(key, contacts[0].contact_id, fact.item_ids, reason, cause_id=fact.fact_id)


def thanks_allowed(account: Account, now: datetime) -> bool:
    """Whether the customer has not been thanked this quarter (practice 8)."""
    since_at = now - timedelta(days=THANKS_EVERY_DAYS)
    thanked = (m.reserved_at for m in account.messages if m.key.kind == "thanks" and m.counts)
    return all(at <= since_at for at in thanked)
