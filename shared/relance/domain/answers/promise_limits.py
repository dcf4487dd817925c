"""Until when, and how often, a debtor may promise by link (practice 2).

A second promise is accepted by link only after the first was kept or at least half paid.
Beyond, a person agrees on a date.
"""

from collections.abc import Collection
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import Promise
from relance.domain.answers.promise_results import (
    BROKEN,
    PARTLY,
    money_of,
    promise_result,
    promises_of,
)
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item


def latest_on(items: Collection[Item], rules: Rules, today: date) -> date | None:
    """The last day that may be promised; None when that has passed, or nothing is open."""
    if not items:
        return None
    oldest_on = min(item.due_on for item in items)
    last_on = min(
        today + timedelta(days=rules.limits.promise_horizon_days),
        oldest_on + timedelta(days=rules.limits.promise_days_after_due),
    )
    return last_on if last_on >= today else None


def may_promise(items: Collection[Item], account: Account, rules: Rules, today: date) -> bool:
    """Whether the link still takes a promise about these items on that day.

    One that was broken outlasts its cycle: whatever it was about, the next is a person's (R35).
    """
    wanted = {item.item_id for item in items}
    earlier = [p for p in account.promises if wanted.intersection(p.item_ids)]
    if earlier and not (len(earlier) == 1 and half_paid(account, earlier[0])):
        return False
    currencies = {item.currency for item in items}
    money = money_of(account)
    return not any(
        promise_result(promise, account, money.get(promise.currency, ()), rules, today)
        in (BROKEN, PARTLY)
        and not half_paid(account, promise)
        for promise in promises_of(account)
        if promise.currency in currencies
    )


def half_paid(account: Account, promise: Promise) -> bool:
    """Whether at least half of what was promised has come, whatever it was matched to."""
    promised = frozenset(promise.item_ids)
    left_minor = sum(item.open_minor for item in account.items if item.item_id in promised)
    money = money_of(account).get(promise.currency, ())
    come_minor = sum(m.amount_minor for m in money if m.recorded_at > promise.recorded_at)
    return 2 * max(promise.amount_minor - left_minor, come_minor) >= promise.amount_minor
