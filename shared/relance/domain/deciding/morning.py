"""What the sending hour of a day could have said: the account lets no more happen later (R36).

It is decided under the rules of now: what stopped the tenant or the machine in the morning, and
stops it no more, is no fact of the account. So are the fates of mails, which SES tells late.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.earlier import earlier
from relance.domain.conversation.situation import Morning, Place
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Send
from relance.domain.guards.guards import first_guard, sending_hour
from relance.domain.trace import Trace


def too_late(rules: Rules, now: datetime) -> bool:
    """Whether the tick that decides the day is over, and its hours are not."""
    run_on = rules.run_day(now)
    return rules.decides_at(run_on) < now < rules.closes_at(run_on)


def at_the_hour(account: Account, rules: Rules, now: datetime) -> Account:
    """The account as the sending hour of the day found it."""
    at = rules.decides_at(rules.run_day(now))
    known = tuple(message for message in account.messages if message.reserved_at < at)
    return replace(earlier(account, at, rules.zone), messages=known)


def speaks(decision: Decision) -> bool:
    """Whether nothing is against it but, maybe, the hour: a mail, a call or a question goes."""
    return _asked_for_the_hour(decision.trace) and first_guard(decision.trace) is None


def _asked_for_the_hour(trace: Trace) -> bool:
    return any(finding.rule == sending_hour.__name__ for finding in trace)


def morning_of(account: Account, places: Sequence[Place], answers: Sequence[Decision]) -> Morning:
    """Of what the answers speak, in the currencies in which they do, and who could be reached."""
    spoken = {one.currency for one in answers if one.currency and speaks(one)}
    items = {i.item_id for p in places if p.currency in spoken for i in p.position.overdue}
    items |= {item for one in answers if isinstance(one, Send) for item in one.item_ids}
    return Morning(frozenset(items), frozenset(c.contact_id for c in reachable(account)))
