"""The rules that hold for one customer of one tenant at one moment."""

from functools import cache

from relance import calendars
from relance.domain.calendar import Calendar, both
from relance.domain.customer import Customer
from relance.domain.policy import Policy
from relance.domain.rules import Rules
from relance.domain.shipped import PUBLIC_BODY, SHIPPED
from relance.domain.tenant import SystemState, Tenant


def rules_for(
    tenant: Tenant,
    customer: Customer,
    system: SystemState | None = None,
    payments_backlog: bool = False,
) -> Rules:
    """The second argument of `decide`: settings, calendars, and the state of the installation."""
    system = system or SystemState()
    country = customer.country or tenant.country
    debtor_days = calendars.calendar_of(country, customer.region)
    tenant_days = both(
        (calendars.calendar_of(tenant.country, tenant.region), calendars.of_dates(tenant.closed_on))
    )
    return Rules(
        policy=_policy(tenant.policy_id, customer.type == "public_body"),
        limits=tenant.limits,
        zone=tenant.zone,
        debtor_zone=debtor_zone(tenant, customer.zone, customer.country),
        open_days=_joined(debtor_days, tenant_days),
        debtor_days=debtor_days,
        bank_days=calendars.bank_calendar(),
        mode=tenant.mode,
        cash_through_on=tenant.cash_through_on,
        payments_backlog=payments_backlog,
        outages=system.outages,
        mail_event_at=system.mail_event_at,
        abroad=country != tenant.country,
    )


def debtor_zone(tenant: Tenant, zone: str | None, country: str | None) -> str:
    """The zone of a customer who may have none of his own: his country's, or the tenant's."""
    return zone or zone_of(country or tenant.country) or tenant.zone


@cache
def _policy(policy_id: str, public: bool) -> Policy:
    return PUBLIC_BODY if public else SHIPPED[policy_id]


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
