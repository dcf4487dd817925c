"""Held orders are released by the fact that brings the money, in its own transaction (B13)."""

from datetime import datetime

from relance.data import tenants
from relance.data.accounts import fact_write
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.fact import Fact, FactKind
from relance.domain.questions.order_release import release_due, with_release, without_release

type Released = tuple[Account, tuple[Write, ...]]


def with_orders(before: Account, after: Account, now: datetime) -> Released:
    """The account with the task to release orders, where that is due now, and the fact of it.

    Whatever recorded the money, an account without held orders costs nothing here.
    """
    hold = after.order_hold
    if hold is None:
        return after, ()
    tenant = tenants.load(after.tenant_id)
    today = local_date(now, tenant.zone)
    after = without_release(after, tenant.limits, today, now)
    due = release_due(before, after, tenant.limits, today)
    asked = with_release(after, today, now) if due else None
    if asked is None:
        return after, ()
    figures: dict[str, str | int | None] = {"since_on": hold.since_on.isoformat()}
    fact_id = f"v{before.version + 1:08d}-release"  # read after what brought the money
    fact = Fact(fact_id, FactKind.ORDER_HOLD_RELEASE, now, today, figures=figures)
    return asked, (fact_write(after, after, fact),)
