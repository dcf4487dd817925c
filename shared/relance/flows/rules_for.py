"""The rules that hold for one customer of one tenant at one moment."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache

from relance import calendars
from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.calendar import Calendar, both, local_date
from relance.domain.creditor.policy_of import policy_of
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.policies.policy import Policy


def rules_for(
    tenant: Tenant,
    account: Account,
    at: datetime,
    system: SystemState | None = None,
    payments_backlog: bool = False,
    sender_withdrawn: bool = False,
) -> Rules:
    """The second argument of `decide`: policy, settings, calendars, state of the installation.

    `at` is the instant that is decided: a policy chosen by a person holds through a day only.
    """
    rules = _without_policy(tenant, account, system or SystemState(), payments_backlog)
    if sender_withdrawn and rules.mode == Mode.LIVE:  # as a pause: whatever would leave waits
        rules = replace(rules, mode=Mode.PAUSED, sender_withdrawn=True)
    left = tenant.calls_left(account.customer, local_date(at, tenant.zone))
    new_until_on = _new_until_on(tenant)
    new = new_until_on is not None and rules.today(at) < new_until_on
    rules = replace(
        rules,
        call_capacity_left=left,
        approve_all=new,
        approve_until_on=new_until_on if new else None,
    )
    return under(rules, policy_of(account, tenant, rules.today(at)))


def _new_until_on(tenant: Tenant) -> date | None:
    """The day from which a new tenant no longer sees every message before it goes (practice 3)."""
    days, since_at = tenant.limits.approve_first_days, tenant.live_since_at
    if not days or since_at is None:
        return None
    own_days = calendars.calendar_of(tenant.country, tenant.region)
    return own_days.add_open_days(local_date(since_at, tenant.zone), days)


def under(rules: Rules, policy: Policy) -> Rules:
    """The rules under a policy, which may have a gap and caps of its own."""
    own = {name: getattr(policy, name) for name in ("gap_days", "caps")}
    set_ = {name: value for name, value in own.items() if value is not None}
    return replace(rules, policy=policy, limits=replace(rules.limits, **set_))


def _without_policy(
    tenant: Tenant, account: Account, system: SystemState, payments_backlog: bool
) -> Rules:
    customer = account.customer
    country = customer.country or tenant.country
    return Rules(
        limits=tenant.limits,
        zone=tenant.zone,
        debtor_zone=debtor_zone(tenant, customer.zone, customer.country),
        open_days=open_days_of(tenant, customer),
        debtor_days=calendars.calendar_of(country, customer.region),
        bank_days=calendars.bank_calendar(),
        foreign_bank_days=calendars.foreign_bank_calendars(),
        mode=tenant.mode,
        cash_through_on=tenant.cash_through_on,
        payments_backlog=payments_backlog,
        outages=system.outages,
        switches=tenant.switches_over(system.outages),
        mail_event_at=system.mail_event_at,
        abroad=country != tenant.country,
        payment_run=customer.payment_run,
        capped=bool(tenant.capped),
        owned=tenant.owner_of(customer) is not None,
    )


def open_days_of(tenant: Tenant, customer: Customer) -> Calendar:
    """The days on which both the tenant and the customer work."""
    country = customer.country or tenant.country
    debtor_days = calendars.calendar_of(country, customer.region)
    tenant_days = both(
        (calendars.calendar_of(tenant.country, tenant.region), calendars.of_dates(tenant.closed_on))
    )
    return _joined(debtor_days, tenant_days)


def debtor_zone(tenant: Tenant, zone: str | None, country: str | None) -> str:
    """The zone of a customer who may have none of his own: his country's, or the tenant's."""
    return zone or zone_of(country or tenant.country) or tenant.zone


@cache
def _joined(debtor_days: Calendar, tenant_days: Calendar) -> Calendar:
    return both((debtor_days, tenant_days))


# The zone of a country that has one (for business): others need it on the customer.
_ZONES = {
    "AT": "Europe/Vienna",
    "BE": "Europe/Brussels",
    "CH": "Europe/Zurich",
    "DE": "Europe/Berlin",
    "DK": "Europe/Copenhagen",
    "ES": "Europe/Madrid",
    "FI": "Europe/Helsinki",
    "FR": "Europe/Paris",
    "GB": "Europe/London",
    "IE": "Europe/Dublin",
    "IT": "Europe/Rome",
    "LU": "Europe/Luxembourg",
    "MA": "Africa/Casablanca",
    "NL": "Europe/Amsterdam",
    "NO": "Europe/Oslo",
    "PL": "Europe/Warsaw",
    "PT": "Europe/Lisbon",
    "SE": "Europe/Stockholm",
}


def zone_of(country: str) -> str | None:
    """The time zone of a country with a single one, else None."""
    return _ZONES.get(country)
