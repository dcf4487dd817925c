"""What a batch of accounts has in common, read once: tenants, system, money that waits."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from relance.data import inbox, money_waits, tenants
from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.ledger.payments import Unmatched
from relance.domain.run.money_waits import BACKLOG_AFTER, MoneyWaits
from relance.flows.rules_for import rules_for


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Everything besides the account that decides, for all accounts of one batch."""

    tenants: dict[str, Tenant]
    system: SystemState
    waiting: frozenset[str]  # tenants with money that is announced and not recorded (R22)
    unplaced: dict[str, tuple[Unmatched, ...]] = field(default_factory=dict)  # of nobody known
    waited: dict[str, MoneyWaits] = field(default_factory=dict)  # read where there were outages

    def rules(self, account: Account, at: datetime) -> Rules:
        """The rules for one account of the batch, at the instant that is decided."""
        tenant = self.tenants[account.tenant_id]
        backlog = account.tenant_id in self.waiting
        rules = rules_for(tenant, account, at, self.system, backlog)
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
    """The circumstances now: one request for all, and one for each tenant's money.

    After an outage one more for all: whether money that waited held their mail meanwhile. Where
    that cannot be read the tenant is as silent as if some waited still (R46).
    """
    wanted = set(tenant_ids)
    found, system = tenants.load_with_system(wanted)
    waited = money_waits.load(found) if system.outages else {}
    before_at = now - BACKLOG_AFTER
    waiting = {t for t in wanted if inbox.waits_since(t, before_at)}
    waiting |= {t for t, known in waited.items() if known is None}
    unplaced, read_of = {t: _unplaced(t) for t in wanted}, {t: w for t, w in waited.items() if w}
    return Circumstances(found, system, frozenset(waiting), unplaced, read_of)


def _unplaced(tenant_id: str) -> tuple[Unmatched, ...]:
    """Money of which neither the invoice nor the customer is known."""
    nameless = inbox.unmatched(tenant_id, "")
    return tuple(money for money in nameless if not money.customer_id)
