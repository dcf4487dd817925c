"""The daily cap of a fresh start: so many customers a day, until everybody had his turn (R29)."""

from collections import Counter
from datetime import timedelta

from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant


def test_a_capped_start_reaches_every_customer_day_by_day(cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-08 06:00"))
    tenant = live_tenant(cloud, daily_cap=2, live_since_at=at("2026-06-08 06:00"))
    zones = ("Europe/Paris", "America/New_York", "Indian/Reunion", "Europe/Paris", "Europe/London")
    for number, zone in enumerate(zones):
        billing = contact(email=f"billing@client-{number}.example")
        one = customer(f"C-{number}", contacts=(billing,), zone=zone)
        file_customer(cloud, tenant, one)
        late = invoice(f"F-{number}", customer_id=f"C-{number}", due_on=f"2026-06-0{number + 1}")
        file_invoice(cloud, tenant, late)

    for hour in range(4 * 24):
        cloud.run(at("2026-06-08 00:00") + timedelta(hours=hour + 6))

    firsts = {mail.to: mail.sent_at[:10] for mail in reversed(cloud.mailbox.messages())}
    assert len(firsts) == 5
    assert max(Counter(firsts.values()).values()) == 2
