"""An invoice in parts: each is reminded, paid and receipted by itself (R1)."""

from datetime import date

from relance.domain.ledger.payments import Payment, Share
from relance.flows.money.payments import record_payment
from tests.builders import at, customer, invoice, part
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant


def test_an_instalment_that_is_paid_is_receipted_while_the_invoice_is_still_open(
    cloud: Cloud,
) -> None:
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer())
    parts = (part("1", 10_000, "2026-06-02"), part("2", 20_000, "2026-07-20"))
    file_invoice(cloud, tenant, invoice(parts=parts))
    cloud.run(at("2026-06-05 10:00"))

    now = at("2026-06-08 08:00")
    shares = (Share(10_000, "F-1"),)
    money = Payment("BANK-1", 10_000, "EUR", date(2026, 6, 8), now, shares=shares)
    record_payment(tenant.tenant_id, money, now)
    cloud.run(at("2026-06-08 10:00"))

    receipt = cloud.mailbox.messages()[-1]
    assert "F-1, 1/2" in receipt.text
    assert cloud.dead_letters() == {}
