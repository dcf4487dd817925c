"""F. The wrong day, or the wrong hour."""

from datetime import datetime

import pytest

from tests.builders import account, at, rules, waits
from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, opened, plain


@pytest.mark.pain("F1", "invoiceninja/invoiceninja#792", "odoo/odoo#72027")
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_the_due_date_that_a_debtor_reads_is_not_off_by_one(shop: Shop, zone: str) -> None:
    shop.customer(zone=zone)
    shop.owes()
    shop.cloud.run(at("2026-06-08 10:00", zone))
    shop.cloud.run(at("2026-06-09 10:00", zone))
    text = plain(shop.mails[0])
    assert "2 juin 2026" in text
    assert "1 juin 2026" not in text
    assert "3 juin 2026" not in text


@pytest.mark.pain("F1", "kirillDR01/Grins_irrigation_platform#169")
@pytest.mark.parametrize(
    ("zone", "when", "overdue_minor"),
    [
        ("America/Chicago", "2026-06-02 23:00", 0),  # in UTC it is the 3rd
        ("Pacific/Kiritimati", "2026-06-03 10:00", 300_00),  # in UTC it is the 2nd
    ],
)
def test_an_invoice_is_not_overdue_because_the_day_has_changed_elsewhere(
    zone: str, when: str, overdue_minor: int
) -> None:
    by = rules(zone=zone, debtor_zone=zone)
    assert waits(account(), when, by, zone).figures.overdue_minor == overdue_minor


@pytest.mark.pain("F2", "invoiceninja/invoiceninja#8974", "invoiceninja/invoiceninja#12158")
@pytest.mark.parametrize(
    ("start", "due_on", "sent"),
    [
        # The Friday before the clocks go forward, and the Monday after.
        ("2026-03-20", ("2026-03-24", "2026-03-26"), ["2026-03-27T09", "2026-03-30T08"]),
        ("2026-10-16", ("2026-10-20", "2026-10-22"), ["2026-10-23T08", "2026-10-26T09"]),
    ],
)
def test_daylight_saving_does_not_move_the_sending_hour(
    cloud: Cloud, start: str, due_on: tuple[str, str], sent: list[str]
) -> None:
    cloud.clock.set(at(f"{start} 08:00"))
    shop = opened(cloud)
    for number, due in enumerate(due_on):
        contacts = [{"contact_id": "b", "email": f"b@client-{number}.example"}]
        shop.customer(f"C-{number}", contacts=contacts)
        shop.owes(f"F-{number}", customer_id=f"C-{number}", due_on=due, issued_on="2026-03-01")
    for stamp in sent:
        for hour in (7, 8, 9):
            cloud.run(datetime.fromisoformat(f"{stamp[:10]}T{hour:02d}:00+00:00"))
    assert sorted(mail.sent_at[:13] for mail in shop.mails) == sent


@pytest.mark.pain("F3", "invoiceninja/invoiceninja#9538", "invoiceninja/invoiceninja#2359")
@pytest.mark.pain("F3", "invoiceninja/invoiceninja#6712", "getprobo/probo#1591")
def test_no_reminder_is_burnt_on_a_weekend_or_a_holiday(cloud: Cloud) -> None:
    """In May 2026 the first falls on Labour Day and the second on a holiday, both Fridays."""
    cloud.clock.set(at("2026-04-20 08:00"))
    shop = opened(cloud)
    shop.owes(issued_on="2026-04-01", due_on="2026-04-28")
    shop.days("2026-04-30", "2026-05-11")
    assert shop.said == ["05-04 first", "05-11 second"]
