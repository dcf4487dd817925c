"""R13: a tick that is doubled, or whose count was unheard, changes nothing the second time."""

import pytest

from relance.data import run_counts
from tests.builders import at, contact, customer, day, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant
from tests.once.accidents import UNHEARD, Accident
from tests.once.invariants import check
from tests.once.stage import Stage

MANY = 60  # more than the breaker's allowance, so that counting twice would trip it


@pytest.fixture
def crowd(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Sixty customers whose first reminder is due on 9 June, promised the day before."""
    stage = Stage(cloud, monkeypatch)
    cloud.clock.set(at("2026-06-07 20:00"))
    tenant = live_tenant(cloud, live_since_at=at("2026-05-01 10:00"))
    for number in range(MANY):
        person = contact(email=f"{number}@client.example")
        file_customer(cloud, tenant, customer(f"C-{number}", contacts=(person,)))
        bill = invoice(f"F-{number}", due_on="2026-06-05", customer_id=f"C-{number}")
        file_invoice(cloud, tenant, bill)
    for hour in ("2026-06-07 20:00", "2026-06-08 10:00", "2026-06-08 11:00"):
        stage.tick(at(hour))
        stage.work()
    stage.note_tick(at("2026-06-09 09:00"))
    return stage


def test_a_doubled_tick_and_the_checks_after_sending_do_not_trip_the_breaker(crowd: Stage) -> None:
    for _ in range(2):
        crowd.tick(at("2026-06-09 10:00"))
    crowd.work()
    for hour in crowd.hours(at("2026-06-09 20:00")):
        crowd.tick(hour)
        crowd.work()

    today = day("2026-06-09")
    count = run_counts.load([("t-1", today)])["t-1", today]
    assert (count.promised, count.enqueued, count.tripped) == (MANY, MANY, False)
    assert len(crowd.cloud.mailbox.messages()) == MANY
    check(crowd)


def test_a_run_whose_count_was_lost_and_sent_again_counts_once(crowd: Stage) -> None:
    def unheard(request: Request, proceed: Proceed) -> Outcome:
        return accident(request, proceed) if "counted_at" in str(request.parameters) else proceed()

    accident = Accident(0, UNHEARD)
    crowd.cloud.wire.taps.append(unheard)
    crowd.tick(at("2026-06-09 10:00"))
    crowd.work()
    crowd.cloud.errors.clear()

    today = day("2026-06-09")
    assert accident.victim is not None
    assert run_counts.load([("t-1", today)])["t-1", today].enqueued == MANY
