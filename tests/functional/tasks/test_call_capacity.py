"""D8: nobody gets more calls than he can make in a day; the others are written to instead."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from relance.data import accounts, policies, tenants
from relance.data.call_counts import counted
from relance.data.transaction import commit
from relance.domain.account.on_file import OpenTask
from relance.domain.creditor.rules import Limits
from relance.domain.creditor.tenant import Tenant
from relance.flows.redoing import MOST_TRIES
from tests.builders import PLAIN, at, contact, customer, invoice
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant
from tests.harness.races import Races

CAPACITY, LATE = 3, 8
FIRST = PLAIN.step("first")
# The classic days, in which the first reminder of a large amount is a call.
CALLING = replace(
    PLAIN,
    policy_id="classic",
    steps=tuple(replace(s, call_from_units=1_000) if s is FIRST else s for s in PLAIN.steps),
)


@pytest.fixture
def busy(cloud: Cloud) -> Tenant:
    """Eight large debts whose first reminder falls on Tuesday 9 June; three calls a day."""
    cloud.clock.set(at("2026-06-08 08:00"))
    tenant = live_tenant(cloud, limits=Limits(call_capacity=CAPACITY), task_owner="Karim")
    policies.save("t-1", policies.Current(), CALLING, cloud.clock.now(), "test")
    for number in range(LATE):
        name = f"C-{number}"
        person = contact(email=f"{number}@client.example", phone="+33 1 84 60 12 34")
        file_customer(cloud, tenant, customer(name, contacts=(person,)))
        bill = invoice(f"F-{number}", total_minor=5_000_00, customer_id=name, due_on="2026-06-05")
        file_invoice(cloud, tenant, bill)
    cloud.run(at("2026-06-08 10:00"))
    return tenant


def calls(tenant: Tenant) -> list[OpenTask]:
    files = [accounts.load(tenant.tenant_id, f"C-{number}") for number in range(LATE)]
    return [task for file in files if file for task in file.tasks if task.kind == "call"]


def written(cloud: Cloud) -> Counter[str]:
    return Counter(mail.to[0] for mail in cloud.mailbox.messages())


def test_the_calls_of_a_day_are_limited_and_the_rest_is_written(cloud: Cloud, busy: Tenant) -> None:
    cloud.twice = True
    for _ in range(2):
        cloud.run(at("2026-06-09 10:00"))

    assert len(calls(busy)) == CAPACITY
    assert sorted(written(cloud).values()) == [1] * (LATE - CAPACITY)
    assert tenants.load(busy.tenant_id).calls.by_owner == {"Karim": CAPACITY}


def test_two_batches_at_once_cannot_ask_for_more_than_there_is_time(
    cloud: Cloud, busy: Tenant
) -> None:
    done: list[Request] = []

    def another_batch_is_faster(request: Request, proceed: Proceed) -> Outcome:
        if request.function == "evaluate" and request.operation == "TransactWriteItems":
            if not done:
                done.append(request)
                mine = tenants.load(busy.tenant_id)
                seen = mine.calls.plus("Karim", 2, at("2026-06-09 10:00").date())
                commit([counted(busy.tenant_id, mine.calls, seen)])
        return proceed()

    cloud.wire.taps.append(another_batch_is_faster)
    cloud.run(at("2026-06-09 10:00"))

    assert done
    assert len(calls(busy)) == 1
    assert tenants.load(busy.tenant_id).calls.by_owner == {"Karim": CAPACITY}
    assert len(written(cloud)) == LATE - 1


def test_a_call_that_loses_nine_races_for_its_time_is_reviewed_again_and_asked_for_once(
    cloud: Cloud,
) -> None:
    cloud.clock.set(at("2026-06-08 08:00"))
    tenant = live_tenant(cloud, limits=Limits(call_capacity=CAPACITY), task_owner="Karim")
    policies.save("t-1", policies.Current(), CALLING, cloud.clock.now(), "test")
    person = contact(email="0@client.example", phone="+33 1 84 60 12 34")
    file_customer(cloud, tenant, customer("C-0", contacts=(person,)))
    bill = invoice("F-0", total_minor=5_000_00, customer_id="C-0", due_on="2026-06-05")
    file_invoice(cloud, tenant, bill)
    cloud.run(at("2026-06-08 10:00"))

    def others_are_counted() -> None:
        seen = tenants.load(tenant.tenant_id).calls
        commit([counted(tenant.tenant_id, seen, seen)])

    races = Races("evaluate", MOST_TRIES + 1, others_are_counted)
    cloud.wire.taps.append(races)
    cloud.clock.set(at("2026-06-09 10:00"))
    cloud.tick(at("2026-06-09 10:00"))
    cloud.pump("dispatch")
    cloud.pump("evaluate", until_quiet=False)
    file = accounts.load(tenant.tenant_id, "C-0")
    assert file
    assert (races.lost, file.tasks) == (MOST_TRIES, ())
    assert cloud.waiting()

    cloud.pump()
    file = accounts.load(tenant.tenant_id, "C-0")
    assert file
    assert (races.lost, [task.kind for task in file.tasks]) == (MOST_TRIES + 1, ["call"])
    assert tenants.load(tenant.tenant_id).calls.by_owner == {"Karim": 1}


def test_a_crash_before_or_after_the_write_asks_for_no_call_twice(
    cloud: Cloud, busy: Tenant
) -> None:
    killed: list[Request] = []

    def kill(request: Request, proceed: Proceed) -> Outcome:
        if request.function == "evaluate" and request.operation == "TransactWriteItems":
            if len(killed) < 2:
                killed.append(request)
                if len(killed) == 2:
                    proceed()
                raise Killed
        return proceed()

    cloud.wire.taps.append(kill)
    for hour in range(3):
        cloud.run(at("2026-06-09 10:00") + timedelta(hours=hour))
    cloud.errors.clear()

    assert len(killed) == 2
    assert len(calls(busy)) == CAPACITY
    assert tenants.load(busy.tenant_id).calls.by_owner == {"Karim": CAPACITY}
    assert set(written(cloud).values()) == {1}


def test_the_next_day_has_time_again(cloud: Cloud, busy: Tenant) -> None:
    cloud.run(at("2026-06-09 10:00"))

    assert tenants.load(busy.tenant_id).calls.made("Karim", at("2026-06-10 10:00").date()) == 0
