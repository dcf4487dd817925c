"""A person decides instead of the figures or the settings, for a time and with a reason (B4)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.data import tenants
from relance.data.journal import note_write
from relance.domain.account.account import Account
from relance.domain.account.on_file import Override
from relance.domain.answers.problems import GENTLE
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Invalid
from relance.domain.fact import Fact, FactKind
from relance.domain.policies.checks.conditions import PROFILES
from relance.flows.recording import Change, fact_id, record

MOST_DAYS = 180  # practice 7


@dataclass(frozen=True, slots=True)
class OverrideWish:
    """What is chosen, why, and through which day; without one for as long as may be."""

    what: str  # profile | policy
    value: str
    reason: str
    until_on: date | None = None


def set_override(
    tenant_id: str, account_id: str, wish: OverrideWish, author: str, today: date, now: datetime
) -> Override:
    """The choice as it stands; the same wish again changes nothing. Raises Invalid."""
    wanted = _allowed(tenants.load(tenant_id), wish, author, today, now)

    def change(account: Account) -> Change | None:
        if any(_same(one, wanted) for one in account.overrides):
            return None
        figures = {"what": wish.what, "value": wish.value}
        until_on = wanted.until_on.isoformat()
        fact = _fact(
            FactKind.OVERRIDE_SET, account, figures | {"until_on": until_on}, author, today, now
        )
        note = note_write(tenant_id, account_id, fact.fact_id, wish.reason)
        return Change(_with(account, wish.what, wanted), fact, also=(note,))

    account = record(tenant_id, account_id, change)
    return next(one for one in account.overrides if one.what == wish.what)


def _allowed(
    tenant: Tenant, wish: OverrideWish, author: str, today: date, now: datetime
) -> Override:
    known = PROFILES if wish.what == "profile" else tenant.known_policies.keys()
    if wish.value not in known:
        raise Invalid("value", f"there is no {wish.what} {wish.value}")
    gentle = (wish.what, wish.value) == ("policy", GENTLE)
    days = tenant.limits.hardship_days if gentle else MOST_DAYS
    last_on = today + timedelta(days=days)
    until_on = wish.until_on or last_on
    if not today <= until_on <= last_on:
        raise Invalid("until_on", f"from today on, and at most {days} days")
    return Override(wish.what, wish.value, wish.reason, author, now, until_on)


def _same(one: Override, wanted: Override) -> bool:
    return replace(one, author=wanted.author, recorded_at=wanted.recorded_at) == wanted


def _with(account: Account, what: str, override: Override | None) -> Account:
    others = tuple(one for one in account.overrides if one.what != what)
    return replace(account, overrides=(*others, override) if override else others)


def lift_override(
    tenant_id: str, account_id: str, what: str, author: str, today: date, now: datetime
) -> None:
    """Lets figures and settings decide again; what is not there any more is already lifted."""

    def change(account: Account) -> Change | None:
        held = next((one for one in account.overrides if one.what == what), None)
        if held is None:
            return None
        figures = {"what": what, "value": held.value}
        fact = _fact(FactKind.OVERRIDE_LIFTED, account, figures, author, today, now)
        return Change(_with(account, what, None), fact)

    record(tenant_id, account_id, change)


def _fact(
    kind: str, account: Account, figures: dict[str, str], author: str, today: date, now: datetime
) -> Fact:
    return Fact(fact_id(account), kind, now, today, (), author, {**figures})
