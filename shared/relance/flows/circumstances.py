"""What a batch of accounts has in common, read once: tenants, system, money that waits."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from relance.data import money_waits, sender_rows, tenant_money, tenants
from relance.data.tenant_money import TenantMoney
from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.errors import Unreadable
from relance.domain.ledger.payments import Unmatched
from relance.domain.ledger.reports import may_be_paid
from relance.domain.run.money_waits import BACKLOG_AFTER, MoneyWaits
from relance.flows.rules_for import rules_for
from relance.flows.sending_as import guessed, withdrawn


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything besides the account that decides, for all accounts of one batch."""

    tenants: dict[str, Tenant]
    system: SystemState
    waiting: frozenset[str]  # tenants with money that is announced and not recorded (R22)
    unplaced: dict[str, tuple[Unmatched, ...]] = field(default_factory=dict)  # of nobody known
    unread: dict[str, Unreadable] = field(default_factory=dict)  # by tenant: nothing goes (R46)
    withdrawn: frozenset[str] = frozenset()  # tenants whose sender is not theirs (R49)
    waited: dict[str, MoneyWaits] = field(default_factory=dict)  # read where there were outages

    def tenant(self, tenant_id: str) -> Tenant:
        """The tenant; raises Unreadable where it, or money of it, cannot be read."""
        if tenant_id in self.unread:
            raise self.unread[tenant_id]
        if tenant_id not in self.tenants:
            raise Unreadable(tenant_id, "#settings", "settings")
        return self.tenants[tenant_id]

    def rules(self, account: Account, at: datetime) -> Rules:
        """The rules for one account of the batch, at the instant that is decided."""
        tenant = self.tenant(account.tenant_id)
        backlog = account.tenant_id in self.waiting
        withdrawn = account.tenant_id in self.withdrawn
        rules = rules_for(tenant, account, at, self.system, backlog, withdrawn)
        waited = self.waited.get(account.tenant_id, MoneyWaits()).over(self.system.outages)
        unplaced = self.unplaced.get(account.tenant_id, ())
        return replace(rules, unplaced=unplaced, money_waited=waited)

    def after_calls(self, account: Account, number: int, at: datetime) -> "Circumstances":
        """With call tasks made for the owner of an account: he has less time for the next."""
        tenant = self.tenants[account.tenant_id]
        owner = tenant.owner_of(account.customer)
        calls = tenant.calls.plus(owner, number, local_date(at, tenant.zone))
        tired = replace(tenant, calls=calls)
        return replace(self, tenants=self.tenants | {tenant.tenant_id: tired})


def read(tenant_ids: Iterable[str], now: datetime) -> Circumstances:
    """The circumstances now: one or two requests for all, and one for each tenant's money.

    After an outage one more for all: whether money that waited held their mail meanwhile. Where
    that cannot be read the tenant is as silent as if some waited still (R46).
    """
    wanted = set(tenant_ids)
    guess = guessed(wanted)
    found, system, rows = tenants.load_with_others(wanted, sender_rows.binding_keys(guess))
    waited = money_waits.load(found) if system.outages else {}
    before_at = now - BACKLOG_AFTER
    money = {tenant_id: tenant_money.load(tenant_id, before_at) for tenant_id in wanted}
    waiting = {tenant_id for tenant_id, one in money.items() if one.waits}
    waiting |= {t for t, known in waited.items() if known is None}
    unread = {tenant_id: one.unread for tenant_id, one in money.items() if one.unread}
    readable = {t: tenant for t, tenant in found.items() if t not in unread}
    known_waits = {t: waits for t, waits in waited.items() if waits}
    return Circumstances(
        readable,
        system,
        frozenset(waiting),
        {tenant_id: _unplaced(one) for tenant_id, one in money.items()},
        unread,
        withdrawn(found.values(), guess, sender_rows.holders_in(rows)),
        known_waits,
    )


def _unplaced(money: TenantMoney) -> tuple[Unmatched, ...]:
    """Money of which neither the invoice nor the customer is known, here or at a provider."""
    here = (one for one in money.unmatched if not (one.invoice_id or one.customer_id))
    there = (may_be_paid(report) for report in money.reported)
    return (*here, *(one for one in there if one))
