"""A tenant with customers and invoices on the harness, filed as the flows file them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from relance.data import accounts, tenants
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.booking.booking import book_invoice
from relance.domain.creditor.tenant import Tenant
from relance.domain.fact import Fact
from relance.domain.ledger.invoices import Invoice
from tests.harness.cloud import Cloud

TENANT = Tenant(
    tenant_id="t-1",
    legal_name="Atelier Dupont SARL",
    siren="732829320",
    iban="FR7630006000011234567890189",
    from_email="compta@relance.example",
    from_name="Atelier Dupont, comptabilité",
    reply_to="claire@relance.example",
    phone="+33 1 23 45 67 89",
    signatory="Claire Lefort",
    takeover_name="Mme Durand",
    mode="live",
    live_since_at=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
)


def live_tenant(cloud: Cloud, **changes: Any) -> Tenant:
    """A tenant that has been live for a while, in the tables."""
    tenant = replace(TENANT, **changes)
    return tenants.save(tenant)


def file_customer(cloud: Cloud, tenant: Tenant, customer: Customer) -> Account:
    """The account of a customer, written."""
    now = cloud.clock.now()
    account = Account(tenant.tenant_id, customer.customer_id, version=0, customer=customer)
    fact = Fact(f"customer-{customer.customer_id}", "customer", now, now.date())
    commit(accounts.changes(account, account, fact))
    found = accounts.load(tenant.tenant_id, customer.customer_id)
    assert found is not None
    return found


def file_invoice(cloud: Cloud, tenant: Tenant, invoice: Invoice) -> Account:
    """The account after an invoice was filed in it."""
    now = cloud.clock.now()
    before = accounts.load(tenant.tenant_id, invoice.payer_id or invoice.customer_id)
    assert before is not None
    after = book_invoice(before, invoice)
    fact = Fact(f"invoice-{invoice.invoice_id}", "invoice_issued", now, invoice.issued_on)
    commit(accounts.changes(before, after, fact))
    found = accounts.load(tenant.tenant_id, before.account_id)
    assert found is not None
    return found
