"""A policy replayed on recorded history, customer by customer (B10). Nothing is kept or sent."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from relance.data import accounts, listing
from relance.domain.account.account import Account
from relance.domain.account.as_of import as_of
from relance.domain.account.journal import Moment
from relance.domain.ahead.backtest import Past, Replayed, Said, Span, replayed
from relance.domain.policies.policy import Policy
from relance.flows import circumstances
from relance.flows.circumstances import Circumstances
from relance.flows.listing import list_customers
from relance.flows.policies.diff import under
from relance.flows.remembering import journal_of

ASSUMPTIONS = (
    "Money, claims, promises, disputes and holds came on the days on which they were recorded.",
    "Debtors would have answered other messages as they answered the real ones.",
    "Every message would have been delivered, every approval given at once, no call answered.",
    "Calendars, limits, customers and contacts are those of today, and every day had its run.",
    "Answers to debtors, such as receipts, are left out on both sides.",
)


@dataclass(frozen=True, slots=True)
class StepCount:
    """One step: how often it would have gone, and did; and how often to a debt that was paid."""

    kind: str
    level: int
    would: int
    did: int
    would_cross: int
    did_cross: int


@dataclass(frozen=True, slots=True)
class Contacts:
    """How often one customer would have been written to, and was."""

    customer_id: str
    would: int
    did: int


@dataclass(frozen=True, slots=True)
class Backtest:
    """One page of customers; the counts of the pages add up."""

    replayed: int
    steps: tuple[StepCount, ...]
    customers: tuple[Contacts, ...]
    cursor: str | None


def backtest(
    tenant_id: str, candidate: Policy, span: Span, cursor: str | None, limit: int, now: datetime
) -> Backtest:
    """A page of customers, replayed; raises Flawed where the candidate would not be accepted."""
    around = circumstances.read([tenant_id], now)
    tenant = under(around.tenants[tenant_id], candidate)
    around = replace(around, tenants={tenant_id: tenant})
    page = list_customers(tenant_id, cursor, limit)
    found = [accounts.load_readable(tenant_id, customer_id) for customer_id, _ in page.values]
    told = [(a.account_id, _replay(a, around, candidate, span)) for a in found if a]
    contacts = tuple(Contacts(id_, len(r.would), len(r.did)) for id_, r in told if r.would or r.did)
    return Backtest(len(told), _steps(r for _, r in told), contacts, page.cursor)


def _replay(account: Account, around: Circumstances, candidate: Policy, span: Span) -> Replayed:
    written = journal_of(account)
    zone = around.tenants[account.tenant_id].zone
    closed = listing.closed_in(account.tenant_id, account.account_id)
    past = Past(
        lambda at: as_of(account, written, Moment(at), zone),
        (*account.invoices, *closed),
        tuple(told.message for told in written.told),
    )
    return replayed(past, around.rules, candidate, span)


def _steps(found: Iterable[Replayed]) -> tuple[StepCount, ...]:
    would, did = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    would_cross, did_cross = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for one in found:
        _count(one.would, would, would_cross)
        _count(one.did, did, did_cross)
    steps = sorted({*would, *did}, key=lambda step: (step[1], step[0]))
    return tuple(
        StepCount(*step, would[step], did[step], would_cross[step], did_cross[step])
        for step in steps
    )


def _count(
    said: Iterable[Said], all_: Counter[tuple[str, int]], crossed: Counter[tuple[str, int]]
) -> None:
    for one in said:
        step = (one.kind, one.level)
        all_[step] += 1
        crossed[step] += one.crossed
