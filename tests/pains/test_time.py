"""F. The wrong day, or the wrong hour."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.builders import account, at, day, rules, waits
from tests.cloud import Cloud
from tests.pains.shop import Shop, opened, plain


@pytest.mark.pain("F1", "invoiceninja/invoiceninja#792", "odoo/odoo#72027")
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Europe/Paris"])
def test_the_due_date_that_a_debtor_reads_is_not_off_by_one(shop: Shop, zone: str) -> None:
    shop.customer(zone=zone)
    shop.owes()
    for hour in range(0, 25, 6):
        shop.cloud.run(at("2026-06-08 00:00", zone) + timedelta(hours=10 + hour))
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
    ("due_on", "goes_on", "hour_utc"),
    [
        ("2026-03-24", "2026-03-27", 9),  # the Friday before the clocks go forward
        ("2026-03-26", "2026-03-30", 8),  # the Monday after
        ("2026-10-20", "2026-10-23", 8),
        ("2026-10-22", "2026-10-26", 9),
    ],
)
def test_daylight_saving_does_not_move_the_sending_hour(
    cloud: Cloud, due_on: str, goes_on: str, hour_utc: int
) -> None:
    cloud.clock.set(at("2026-03-20 08:00"))
    shop = opened(cloud)
    shop.owes(due_on=due_on, issued_on="2026-03-01")
    for hour in (7, 8, 9, 10, 11):
        cloud.run(datetime(*day(goes_on).timetuple()[:3], hour, tzinfo=UTC))
    (mail,) = shop.mails
    assert mail.sent_at[:13] == f"{goes_on}T{hour_utc:02d}"


@pytest.mark.pain("F3", "invoiceninja/invoiceninja#9538", "invoiceninja/invoiceninja#2359")
@pytest.mark.pain("F3", "invoiceninja/invoiceninja#6712", "getprobo/probo#1591")
def test_no_reminder_is_burnt_on_a_weekend_or_a_holiday(cloud: Cloud) -> None:
    """In May 2026 the first falls on Labour Day and the second on a holiday, both Fridays."""
    cloud.clock.set(at("2026-04-20 08:00"))
    shop = opened(cloud)
    shop.owes(issued_on="2026-04-01", due_on="2026-04-28")
    shop.days("2026-04-29", "2026-05-11")
    assert shop.said == ["05-04 first", "05-11 second"]
