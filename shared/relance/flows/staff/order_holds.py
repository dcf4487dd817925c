"""The order system says that it holds a customer's new orders, or does no longer (B13)."""

from datetime import date, datetime

from relance.data import filing
from relance.domain.account.account import Account
from relance.domain.account.on_file import OrderHold
from relance.domain.errors import Invalid
from relance.domain.fact import Fact, FactKind
from relance.domain.questions.order_hold import with_order_hold
from relance.flows.recording import Change, fact_id, record

ERP = "erp"


def say_held(
    tenant_id: str, account_id: str, since_on: date | None, author: str, today: date, now: datetime
) -> OrderHold:
    """The hold as it stands, from today unless told otherwise; the same again changes nothing.

    Raises NotFound, and Invalid for a day that has not come.
    """
    if since_on and since_on > today:
        raise Invalid("since_on", "the day has not come yet: tell it once orders are held")

    def change(account: Account) -> Change | None:
        known = account.order_hold
        if known and since_on in (None, known.since_on):
            return None
        hold = OrderHold(ERP, since_on or today, now)
        fact = _fact(FactKind.ORDER_HOLD_ON, account, hold, author, today, now)
        return Change(with_order_hold(account, hold, now), fact)

    found = record(tenant_id, account_id, change).order_hold
    assert found is not None
    return found


def say_free(tenant_id: str, account_id: str, author: str, today: date, now: datetime) -> None:
    """New orders go again; where they did already, nothing changes. Raises NotFound."""

    def change(account: Account) -> Change | None:
        known = account.order_hold
        if known is None:
            return None
        fact = _fact(FactKind.ORDER_HOLD_OFF, account, known, author, today, now)
        return Change(with_order_hold(account, None, now), fact)

    record(tenant_id, account_id, change)


def order_hold_of(tenant_id: str, customer_id: str) -> OrderHold | None:
    """What the order system says of the customer now."""
    return next(filing.order_holds(tenant_id, customer_id), None)


def _fact(
    kind: str, account: Account, hold: OrderHold, author: str, today: date, now: datetime
) -> Fact:
    figures: dict[str, str | int | None] = {"since_on": hold.since_on.isoformat()}
    effective_on = hold.since_on if kind == FactKind.ORDER_HOLD_ON else today
    return Fact(fact_id(account), kind, now, effective_on, (), author, figures)
