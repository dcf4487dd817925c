"""A customer of the invoicing tool is created or changed (A1)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from relance import calendars
from relance.data import filing, tenants
from relance.domain.account.account import Account
from relance.domain.account.customer import Contact, Customer
from relance.domain.account.on_file import Override
from relance.domain.calendar import local_date
from relance.domain.errors import Invalid, NotFound
from relance.domain.fact import Fact, FactKind
from relance.flows.recording import Change, fact_id, record


@dataclass(frozen=True, slots=True)
class CustomerPut:
    """The customer as kept; `outcome` is created, amended or unchanged."""

    customer: Customer
    outcome: str


type Said = Callable[[Customer | None], Customer]


def put_customer(
    tenant_id: str, customer_id: str, said: Said, zone: str, now: datetime
) -> CustomerPut:
    """Keeps what `said` makes of the customer there is, or of none; the same changes nothing."""
    outcome = "unchanged"

    def change(before: Account) -> Change | None:
        nonlocal outcome
        known = before.customer if before.version else None
        customer = _with_suppressions(said(known), before.customer)
        require_region(tenant_id, customer, known)
        if known and customer == known:
            outcome = "unchanged"
            return None
        outcome = "amended" if known else "created"
        kind = FactKind.CUSTOMER_AMENDED if known else FactKind.CUSTOMER_CREATED
        fact = Fact(fact_id(before), kind, now, local_date(now, zone), author="api")
        return Change(replace(before, customer=customer), fact)

    absent = Account(tenant_id, customer_id, 0, Customer(customer_id, ""))
    account = record(tenant_id, customer_id, change, absent)
    return CustomerPut(account.customer, outcome)


def require_region(tenant_id: str, customer: Customer, known: Customer | None) -> None:
    """Raises Invalid for a region that his country, or else the tenant's, does not have (B7)."""
    place = (customer.country, customer.region)
    if not customer.region or (known and place == (known.country, known.region)):
        return
    country = customer.country or tenants.load(tenant_id).country
    if calendars.region_named(country, customer.region) is None:
        raise Invalid("region", f"{country} has no such region, or name its department")


def _with_suppressions(wanted: Customer, known: Customer) -> Customer:
    """A bounce or complaint belongs to an address: another one starts afresh (D6)."""
    stopped = {(c.contact_id, c.email): c.suppressed for c in known.contacts}

    def kept(contact: Contact) -> Contact:
        return replace(contact, suppressed=stopped.get((contact.contact_id, contact.email)))

    return replace(wanted, contacts=tuple(kept(contact) for contact in wanted.contacts))


def overrides_of(tenant_id: str, customer_id: str) -> tuple[Override, ...]:
    """What people chose for the customer, ended or not."""
    return tuple(filing.overrides(tenant_id, customer_id))


def get_customer(tenant_id: str, customer_id: str) -> Customer:
    """The customer as kept; raises NotFound."""
    customer = filing.customer(tenant_id, customer_id)
    if customer is None:
        raise NotFound("customer", customer_id)
    return customer
