"""R13: what somebody lets go on during a day is expected of it; a flood still trips the breaker.

On Saturday 30 May to Monday 1 June nothing runs, so that nobody promised anything for Tuesday:
what the index held from Monday stands in for it.
"""

from collections.abc import Callable

import pytest

from relance.domain.run.breaker import ALLOWANCE
from tests.actors.tool import CUSTOMER
from tests.builders import at
from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, opened

HELD, FEW, FLOOD = ALLOWANCE + 5, 3, 46
type Deed = Callable[[Shop], object]


def owing(shop: Shop, name: str, count: int, due_on: str) -> None:
    """So many customers, each with an invoice."""
    for number in range(count):
        who = f"{name}-{number}"
        person = {"contact_id": "billing", "name": "Ada", "email": f"ada@{who}.example".lower()}
        shop.customer(who, **(CUSTOMER | {"contacts": [person]}))
        shop.owes(f"F-{who}", customer_id=who, due_on=due_on, issued_on="2026-05-04")


@pytest.fixture(name="shop")
def _shop(cloud: Cloud) -> Shop:
    """Past the cap of a fresh start; 25 reminders are due on Monday, on which nothing runs."""
    cloud.clock.set(at("2026-05-25 08:00"))
    shop = opened(cloud)
    shop.owes("F-first", due_on="2026-06-01")  # announced on the 26th: the start is over
    shop.customer("C-2")  # what is overdue in all hardly grows
    shop.owes("F-large", customer_id="C-2", due_on="2026-05-20", total_minor=9_000_000_00)
    shop.days("2026-05-25", "2026-05-28")
    assert shop.said == ["05-26 courtesy"]
    cloud.clock.set(at("2026-05-29 12:00"))
    owing(shop, "held", HELD, "2026-05-25")
    owing(shop, "few", FEW, "2026-06-01")
    shop.hours("2026-05-29", (13, 23))
    return shop


def resumed(shop: Shop) -> None:
    shop.does("POST", "/pause", {"paused": True})
    shop.does("POST", "/pause", {"paused": False})


def booked(shop: Shop) -> None:
    shop.does("PUT", "/feed", {"cash_through_on": "2026-05-26"})
    shop.does("PUT", "/feed", {"cash_through_on": "2026-06-01"})


def ended(shop: Shop) -> None:
    shop.does("PUT", "/feed", {"cash_through_on": "2026-05-26"})
    shop.does("DELETE", "/feed")


def run_of_tuesday(shop: Shop) -> tuple[bool, int]:
    """Whether the breaker tripped, and how many mails went."""
    before = len(shop.mails)
    shop.cloud.run(at("2026-06-02 10:00"))
    return shop.get("/runs/today")["tripped"], len(shop.mails) - before


@pytest.mark.parametrize("lets_go", [resumed, booked, ended])
def test_who_lets_a_few_go_on_after_a_dead_day_trips_nothing(shop: Shop, lets_go: Deed) -> None:
    shop.cloud.clock.set(at("2026-06-02 08:30"))
    lets_go(shop)
    brought = shop.get("/runs/today")["promised"]
    assert FEW <= brought <= FEW + 2
    # Were they taken for all that was expected, what Monday held would be a surprise.
    assert HELD + FEW > 1.5 * FEW + ALLOWANCE

    tripped, mails = run_of_tuesday(shop)
    assert not tripped
    assert mails >= HELD


@pytest.mark.parametrize("lets_go", [resumed])
def test_a_flood_still_trips_it(shop: Shop, lets_go: Deed) -> None:
    shop.cloud.clock.set(at("2026-06-02 08:30"))
    lets_go(shop)
    shop.cloud.clock.set(at("2026-06-02 09:00"))
    owing(shop, "flood", FLOOD, "2026-05-22")

    assert run_of_tuesday(shop) == (True, 0)
    assert shop.get("/runs/today")["why"] == "too_many"
    shop.does("POST", "/runs/release", {"confirm": True})
    shop.cloud.run(at("2026-06-02 11:00"))
    assert len(shop.mails) > HELD
