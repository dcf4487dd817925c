"""Who would get something else under another policy, today and in the next days (B10).

Nothing is kept and nothing is sent: the candidate takes the place of a policy in a copy of the
tenant, and both are walked ahead with the functions of the run.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from relance.data import accounts
from relance.domain.account.account import Account
from relance.domain.ahead.forecast import ForecastLine, forecast
from relance.domain.ahead.policy_diff import LineChange, changes
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Flawed
from relance.domain.policies.checks import flaws_of
from relance.domain.policies.policy import Policy
from relance.flows import circumstances
from relance.flows.circumstances import Circumstances
from relance.flows.listing import Page, list_customers
from relance.flows.policies.policies import version_of
from relance.flows.remembering import remembering_ahead
from relance.flows.tenant.readiness import setting_of


@dataclass(frozen=True, slots=True)
class PolicyQuestion:
    """What if `candidate` took the place of the policy of its id, and how far ahead to look."""

    candidate: Policy
    days: int
    start_at: datetime


@dataclass(frozen=True, slots=True)
class Changed:
    """A customer who would get something else."""

    customer_id: str
    customer_name: str
    changes: tuple[LineChange, ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """One page of customers that were compared, and those for whom something changes."""

    compared: tuple[str, ...]
    page: Page[Changed]

    def number(self, count: int) -> int:
        """How many were compared up to the last of the first so many changed ones."""
        if count >= len(self.page.values):
            return len(self.compared)
        return sum(one <= self.page.places[count - 1] for one in self.compared)


def candidate_of(tenant_id: str, policy_id: str, number: int) -> Policy:
    """A version, as a candidate; raises NotFound."""
    return version_of(tenant_id, policy_id, number).policy


def compare(tenant_id: str, question: PolicyQuestion, cursor: str | None, limit: int) -> Compared:
    """A page of customers, compared; raises Flawed where the candidate would not be accepted."""
    now = circumstances.read([tenant_id], question.start_at)
    then = replace(now, tenants={tenant_id: under(now.tenants[tenant_id], question.candidate)})
    page = list_customers(tenant_id, cursor, limit)
    found = [accounts.load_readable(tenant_id, customer_id) for customer_id, _ in page.values]
    known = [account for account in found if account]
    compared = (_compare(account, now, then, question) for account in known)
    changed = tuple((one.customer_id, one) for one in compared if one.changes)
    shown = Page(page.of, changed, tuple(id_ for id_, _ in changed), page.cursor)
    return Compared(tuple(account.account_id for account in known), shown)


def under(tenant: Tenant, candidate: Policy) -> Tenant:
    """The tenant as if the candidate held; raises Flawed where it would not be accepted."""
    if found := flaws_of(candidate, setting_of(tenant)):
        raise Flawed(tuple((f"policy.{flaw.place}", flaw.detail) for flaw in found))
    others = tuple(p for p in tenant.own_policies if p.policy_id != candidate.policy_id)
    return replace(tenant, own_policies=(*others, candidate))


def _compare(
    account: Account, now: Circumstances, then: Circumstances, question: PolicyQuestion
) -> Changed:
    before, after = _ahead(account, now, question), _ahead(account, then, question)
    found = changes(before, after)
    return Changed(account.account_id, account.customer.name, found)


def _ahead(
    account: Account, around: Circumstances, question: PolicyQuestion
) -> tuple[ForecastLine, ...]:
    if not account.items:
        return ()
    account = remembering_ahead(
        account, around.rules(account, question.start_at), question.start_at
    )
    return forecast(account, around.rules, question.start_at, question.days)
