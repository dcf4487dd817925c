"""From shadow to live: first what would go out today, then the switch (R29)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from relance.data import accounts, listing, tenants
from relance.data.moving import Move, wished
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.decide import decide
from relance.domain.decision import Hold, Send
from relance.domain.errors import Conflict, Unreadable
from relance.flows import circumstances, moving, setting_aside
from relance.flows.circumstances import Circumstances
from relance.flows.remembering import remembering
from relance.flows.tenant.readiness import missing
from relance.flows.tenant.settings import rewrite

MOST_READ = 200  # accounts of one rehearsal: an answer over HTTP has 30 seconds


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One message that would go out."""

    customer_id: str
    customer_name: str
    send: Send
    amount_minor: int


@dataclass(slots=True)
class Rehearsal:
    """What the run of today would do, oldest debts first; `complete` unless more was not read."""

    daily_cap: int
    messages: list[Rehearsed] = field(default_factory=list)
    held: Counter[str] = field(default_factory=Counter)
    reviewed: int = 0
    complete: bool = True
    left_out: list[tuple[str, str]] = field(default_factory=list)  # accounts, and which row (R46)


def rehearse(tenant_id: str, now: datetime) -> Rehearsal:
    """What would go out at the sending hour of today if the tenant were live; sends nothing."""
    around = circumstances.read([tenant_id], now)
    tenant = around.tenant(tenant_id)
    live = replace(around, tenants={tenant_id: replace(tenant, mode=Mode.LIVE)})
    found = Rehearsal(tenant.daily_cap)
    for account_id in listing.accounts_with_open_invoices(tenant_id):
        if found.reviewed == MOST_READ or len(found.messages) >= tenant.daily_cap:
            found.complete = False
            break
        try:
            with setting_aside.deciding(tenant_id, account_id):
                _rehearse_one(tenant_id, account_id, live, now, found)
        except Unreadable as error:
            if not error.of_account:
                raise
            found.left_out.append((account_id, error.row))
    return found


def _rehearse_one(
    tenant_id: str, account_id: str, live: Circumstances, now: datetime, found: Rehearsal
) -> None:
    account = accounts.load(tenant_id, account_id)
    if account is None:
        return
    found.reviewed += 1
    rules = live.rules(account, now)
    at = rules.opens_at(local_date(now, rules.debtor_zone))
    for decision in decide(remembering(account, rules, at), rules, at):
        match decision:
            case Send():
                found.messages.append(_rehearsed(account, decision))
            case Hold():
                found.held[decision.reason] += 1


def _rehearsed(account: Account, send: Send) -> Rehearsed:
    listed = [item for item in account.items if item.item_id in send.item_ids]
    gross_minor = sum(item.open_minor for item in listed)
    credit_minor = min(account.credit_minor(send.currency), gross_minor)
    name = account.customer.name
    return Rehearsed(account.account_id, name, send, gross_minor - credit_minor)


def go_live(
    tenant_id: str, daily_cap: int, now: datetime
) -> tuple[Tenant, tuple[tuple[str, str], ...]]:
    """The tenant, live under a daily cap of customers, or as it was with what is missing.

    Every open account is asked for at the next tick, where the cap holds (R13).
    """
    gaps = missing(tenants.load(tenant_id), starting=True)
    if gaps:
        return tenants.load(tenant_id), gaps

    def change(before: Tenant) -> Tenant:
        if before.mode == Mode.PAUSED:
            raise Conflict("the tenant is paused: end the pause first", "paused")
        started_at = before.live_since_at if before.mode == Mode.LIVE else now
        capped = replace(before, daily_cap=daily_cap, live_since_at=started_at)
        return capped.switched(now, mode=Mode.LIVE)

    def asks(before: Tenant, after: Tenant) -> Sequence[Write]:
        """What was decided today in shadow is decided anew; who was live already just goes on."""
        starts = before.mode == Mode.SHADOW
        return (wished(tenant_id, Move.START if starts else Move.AT_ONCE, now),)

    before, after = rewrite(tenant_id, change, asks)
    if before.mode == Mode.SHADOW:
        tenants.record_cap(tenant_id, True, local_date(now, after.zone))
    moving.begin(tenant_id)
    return after, ()
