"""How a customer pays, for the creditor's screen (B4, A8); the debtor never sees it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from relance.data import accounts, tenants
from relance.domain.account.on_file import Override
from relance.domain.creditor.policy_of import override_of
from relance.domain.errors import NotFound
from relance.domain.payer.at_risk import at_risk_minor
from relance.domain.payer.behaviour import profile_of
from relance.domain.payer.profile import Profile
from relance.flows.rules_for import rules_for
from relance.flows.words.profile import sentence


@dataclass(frozen=True, slots=True)
class PayerProfile:
    """The profile that holds on a day, the figures behind it, and the money at risk."""

    on: date
    profile: str
    known: Profile
    sentence: str
    override: Override | None
    at_risk_minor: Mapping[str, int]  # by currency


def payer_profile(
    tenant_id: str, customer_id: str, language: str | None, now: datetime
) -> PayerProfile:
    """How a customer pays as of today; the sentence in the tenant's language unless told.

    Raises NotFound.
    """
    tenant = tenants.load(tenant_id)
    account = accounts.load(tenant_id, customer_id)
    if account is None:
        raise NotFound("customer", customer_id)
    rules = rules_for(tenant, account, now)
    today = rules.today(now)
    known, override = profile_of(account, rules, today), override_of("profile", account, today)
    return PayerProfile(
        today,
        override.value if override else known.name,
        known,
        sentence(known, language or tenant.language),
        override,
        {
            currency: at_risk_minor(account, currency, known, rules, today)
            for currency in account.currencies
        },
    )
