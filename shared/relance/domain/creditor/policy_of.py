"""Which policy holds for an account: one rule after the other, the first that answers (B2)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import Override
from relance.domain.creditor.tenant import Tenant
from relance.domain.policies.policy import Policy

PUBLIC_BODY = "public_body"


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as it held from an instant on, until the next version; None: always."""

    policy: Policy
    since_at: datetime | None = None
    author: str | None = None


type Rule = Callable[[Account, Tenant, date], Policy | None]


def policy_of(account: Account, tenant: Tenant, today: date) -> Policy:
    """The policy by which the account is chased on that day."""
    answers = (rule(account, tenant, today) for rule in RULES)
    return next(policy for policy in answers if policy)


def override_of(what: str, account: Account, today: date) -> Override | None:
    """What a person decided instead of the figures or the settings, while it holds."""
    overrides = (one for one in account.overrides if one.what == what and today <= one.until_on)
    return next(overrides, None)


def overridden(account: Account, tenant: Tenant, today: date) -> Policy | None:
    """A person chose it for this customer."""
    override = override_of("policy", account, today)
    return tenant.known_policies.get(override.value) if override else None


def public(account: Account, tenant: Tenant, today: date) -> Policy | None:
    """A public body has its own, unless its category has one of which a person approves all."""
    if account.customer.type != PUBLIC_BODY:
        return None
    mapped = by_category(account, tenant, today)
    return mapped if mapped and mapped.approve_all else tenant.known_policies[PUBLIC_BODY]


def by_category(account: Account, tenant: Tenant, today: date) -> Policy | None:
    """The category of the customer is mapped to it."""
    policy_id = tenant.policies.get(account.customer.category or "")
    return tenant.known_policies.get(policy_id) if policy_id else None


def usual(account: Account, tenant: Tenant, today: date) -> Policy | None:
    """The one for everybody else."""
    return tenant.known_policies[tenant.policy_id]


RULES: tuple[Rule, ...] = (overridden, public, by_category, usual)
