"""What there is to remind of: customers with invoices that are overdue."""

from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

DAY = at("2026-06-05 10:00")


def fill(cloud: Cloud, customers: int, invoices: int = 1) -> None:
    """A tenant with so many customers, each with invoices that are overdue."""
    tenant = live_tenant(cloud)
    for number in range(customers):
        identity = f"C-{number}"
        file_customer(cloud, tenant, customer(identity, contacts=(contact(identity),)))
        for each in range(invoices):
            one = invoice(f"F-{number}-{each}", customer_id=identity)
            file_invoice(cloud, tenant, one)
