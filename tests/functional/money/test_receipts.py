"""B12: the money of a day is answered once, at the sending hour, whatever brought it."""

from typing import Any

import pytest

from tests.actors.tool import SETTINGS, Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    """A tenant whose customer C-1 was reminded of three invoices on Friday 5 June."""
    made = tool(cloud)
    made("PUT", "/settings", SETTINGS)
    for number in (1, 2, 3):
        made.invoice(f"F-{number}", number=f"N-{number}")
    assert made("POST", "/go-live", {"confirm": True}).status == 200
    cloud.run(at("2026-06-05 10:00"))
    assert len(cloud.mailbox.messages()) == 1
    return made


def pays(mine: Tool, payment_id: str, amount_minor: int, on: str, **shares: int) -> None:
    body: dict[str, Any] = {
        "payment_id": payment_id,
        "amount_minor": amount_minor,
        "currency": "EUR",
        "value_on": on,
        "allocations": [
            {"invoice_id": name.replace("_", "-"), "amount_minor": share}
            for name, share in shares.items()
        ],
    }
    assert mine("POST", "/payments", body).status == 201


def receipts(cloud: Cloud) -> list[Any]:
    return [m for m in cloud.mailbox.messages() if "bien reçu" in m.subject]


def test_several_payments_and_events_of_a_day_are_one_receipt(mine: Tool, cloud: Cloud) -> None:
    cloud.twice = True
    cloud.clock.set(at("2026-06-08 11:00"))
    pays(mine, "B-1", 300_00, "2026-06-05", F_1=300_00)
    cloud.clock.set(at("2026-06-08 15:00"))
    pays(mine, "B-2", 400_00, "2026-06-08", F_2=300_00, F_3=100_00)
    for when in ("2026-06-08 16:00", "2026-06-08 18:00", "2026-06-09 09:00"):
        cloud.run(at(when))
    assert receipts(cloud) == []

    for when in ("2026-06-09 10:00", "2026-06-09 11:00", "2026-06-10 10:00"):
        cloud.run(at(when))
    (receipt,) = receipts(cloud)
    text = " ".join(receipt.text.split())
    assert "700,00 € au total (300,00 € le 5 juin 2026" in text
    assert "400,00 € le 8 juin 2026" in text
    assert all(number in text for number in ("N-1", "N-2", "N-3"))


def test_money_of_after_the_hour_is_answered_the_day_after(mine: Tool, cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-08 09:00"))
    pays(mine, "B-1", 300_00, "2026-06-05", F_1=300_00)
    cloud.run(at("2026-06-08 10:00"))
    assert len(receipts(cloud)) == 1
    cloud.clock.set(at("2026-06-08 10:30"))
    pays(mine, "B-2", 300_00, "2026-06-08", F_2=300_00)
    for when in ("2026-06-08 11:00", "2026-06-08 12:00"):
        cloud.run(at(when))
    assert len(receipts(cloud)) == 1

    cloud.run(at("2026-06-09 10:00"))
    assert len(receipts(cloud)) == 2


def test_money_that_went_back_before_the_hour_is_not_acknowledged(mine: Tool, cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-08 11:00"))
    pays(mine, "B-1", 300_00, "2026-06-05", F_1=300_00)
    pays(mine, "B-2", 100_00, "2026-06-08", F_2=100_00)
    assert mine("POST", "/payments/B-1/reversal", {"reason": "returned"}).status == 200
    cloud.run(at("2026-06-09 10:00"))

    (receipt,) = receipts(cloud)
    assert "100,00" in receipt.text
    assert "N-1" not in receipt.text
