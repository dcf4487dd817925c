"""Answers owed to the debtor: confirmation of a promise, receipt, thanks, copies (R8, B12).

They go at once, are never blocked by gap or cap, and do not count as a contact.
"""

from datetime import datetime, timedelta

from relance.domain.account import Account, Acknowledgement
from relance.domain.contacts import reachable
from relance.domain.decision import Decision, Hold, Send
from relance.domain.message import MessageKey
from relance.domain.rules import Rules

THANKS_EVERY_DAYS = 90


def acknowledgements(account: Account, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """One Send per answer that is still owed, oldest first."""
    owed = sorted(account.owed, key=lambda fact: (fact.recorded_at, fact.fact_id))
    fresh = timedelta(days=rules.limits.acknowledge_within_days)
    return tuple(_answer(fact, account, rules) for fact in owed if now - fact.recorded_at <= fresh)


def _answer(fact: Acknowledgement, account: Account, rules: Rules) -> Decision:
    if rules.mode == "paused":
        return Hold(fact.currency, "tenant_paused")
    contacts = reachable(account, frozenset())
    if not contacts:
        return Hold(fact.currency, "no_deliverable_address")
    key = MessageKey(
        account.tenant_id, account.account_id, fact.currency, fact.kind, fact.fact_id, 0
    )
    reason = f"{fact.kind}_owed"
    contact_id = contacts[0].contact_id
    return Send(key, contact_id, fact.item_ids, reason, cause_id=fact.fact_id)


def thanks_allowed(account: Account, now: datetime) -> bool:
    """Whether the customer has not been thanked this quarter (practice 8)."""
    since_at = now - timedelta(days=THANKS_EVERY_DAYS)
    thanked = (m.reserved_at for m in account.messages if m.key.kind == "thanks" and m.counts)
    return all(at <= since_at for at in thanked)
