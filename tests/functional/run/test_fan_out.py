"""R13: where there are many tenants, or one is large, a tick goes on by messages of its own."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from relance.data import review_index, reviews, run_counts, set_aside
from relance.data.account_rows import AccountRow, hot
from relance.data.tenants import TenantRow
from relance.flows.run import dispatch, tally, tenant_run
from tests.builders import at, contact, customer, day, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

TEN = at("2026-06-09 10:00")
TUESDAY = day("2026-06-09")
FRIDAY = ("2026-06-05",)


@pytest.fixture(autouse=True)
def _small_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tenant is one of many, and three accounts are more than fit a page."""
    monkeypatch.setattr(dispatch, "FEW_TENANTS", 0)
    monkeypatch.setattr(tally, "PAGE", 2)


def filed(
    cloud: Cloud, tenant_id: str, accounts: int, due_on: tuple[str, ...] = FRIDAY, **changes: Any
) -> None:
    """A live tenant whose customers are due for a first reminder on Tuesday at ten."""
    cloud.clock.set(at("2026-06-08 06:00"))
    tenant = live_tenant(cloud, tenant_id=tenant_id, **changes)
    for number in range(accounts):
        name = f"C-{number}"
        billing = contact(email=f"{tenant_id}-{number}@client.example")
        file_customer(cloud, tenant, customer(name, contacts=(billing,)))
        bill = invoice(f"F-{number}", customer_id=name, due_on=due_on[number % len(due_on)])
        file_invoice(cloud, tenant, bill)


def written_to(cloud: Cloud) -> Counter[str]:
    """How many mails each address has."""
    return Counter(mail.to[0] for mail in cloud.mailbox.messages())


def everybody(*sizes: tuple[str, int]) -> Counter[str]:
    """Each customer of these tenants, once."""
    return Counter(f"{name}-{n}@client.example" for name, size in sizes for n in range(size))


def hours(cloud: Cloud, first: str, last: str) -> None:
    """The ticks of these hours come, and all work is done."""
    now = at(first)
    while now <= at(last):
        cloud.run(now)
        now += timedelta(hours=1)


@pytest.mark.parametrize("twice", [False, True])
def test_every_account_of_every_tenant_is_reminded_once_and_counted_once(
    cloud: Cloud, twice: bool
) -> None:
    sizes = ("t-1", 5), ("t-2", 1), ("t-3", 3)
    for name, size in sizes:
        filed(cloud, name, size)
    hours(cloud, "2026-06-08 08:00", "2026-06-08 09:00")
    promised = {n: run_counts.load([(n, TUESDAY)])[n, TUESDAY].promised for n, _ in sizes}
    assert promised == dict(sizes)
    cloud.twice = twice
    hours(cloud, "2026-06-09 08:00", "2026-06-09 12:00")
    assert written_to(cloud) == everybody(*sizes)
    for name, size in sizes:
        count = run_counts.load([(name, TUESDAY)])[name, TUESDAY]
        assert (count.enqueued, count.tripped) == (size, False)
    used = {request.function for request in cloud.requests}
    assert {"shards", "runs", "pages"} <= used


def test_a_cap_lets_the_oldest_debts_of_a_large_tenant_through(cloud: Cloud) -> None:
    due_on = ("2026-06-03", "2026-06-02", "2026-06-01")
    filed(cloud, "t-1", 6, due_on, daily_cap=2, live_since_at=at("2026-06-08 06:00"))
    oldest = Counter(f"t-1-{number}@client.example" for number in (2, 5))
    hours(cloud, "2026-06-08 09:00", "2026-06-08 15:00")
    assert written_to(cloud) == oldest
    hours(cloud, "2026-06-09 09:00", "2026-06-09 15:00")
    assert written_to(cloud) == oldest + Counter(f"t-1-{n}@client.example" for n in (1, 4))


@pytest.mark.parametrize("queue", ["shards", "runs", "pages"])
def test_what_is_lost_half_way_the_next_tick_finds(cloud: Cloud, queue: str) -> None:
    filed(cloud, "t-1", 3)
    filed(cloud, "t-2", 1)
    cloud.run(at("2026-06-09 08:00"))
    cloud.clock.set(TEN)
    cloud.tick(TEN)
    before = ["dispatch", "shards", "runs", "pages"]
    for function in before[: before.index(queue)]:
        cloud.pump(function)
    cloud.purge()
    cloud.pump()
    hours(cloud, "2026-06-09 11:00", "2026-06-09 12:00")
    assert written_to(cloud) == everybody(("t-1", 3), ("t-2", 1))


def test_a_tenant_that_fails_comes_again_alone_and_stops_no_other(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(cloud, "t-1", 1)
    filed(cloud, "t-2", 1)
    cloud.run(at("2026-06-09 08:00"))
    fails = ["once", "twice"]
    run = tenant_run._run

    def failing(tenant: Any, *rest: Any) -> bool:
        if tenant.tenant_id == "t-1" and fails:
            raise OSError(fails.pop())
        return run(tenant, *rest)

    monkeypatch.setattr(tenant_run, "_run", failing)
    cloud.run(TEN)
    assert fails == []
    assert written_to(cloud) == everybody(("t-1", 1), ("t-2", 1))
    assert not any(cloud.dead_letters().values())


@pytest.mark.parametrize("gone", ["settings", f"run#{TUESDAY}"])
def test_a_tenant_that_cannot_be_read_is_silent_and_stops_no_other(cloud: Cloud, gone: str) -> None:
    filed(cloud, "t-1", 3)
    filed(cloud, "t-2", 3)
    cloud.run(at("2026-06-08 08:00"))
    row = TenantRow.get("t-1", gone)
    spoilt = TenantRow(
        "t-1", gone, **({"doc": {"x": 1}} if gone == "settings" else {"counted_at": "x"})
    )
    spoilt.save()
    cloud.run(TEN)
    assert written_to(cloud) == everybody(("t-2", 3))
    assert [told.place for _, told in set_aside.all_of("t-1") if told]
    row.save()
    hours(cloud, "2026-06-09 11:00", "2026-06-09 12:00")
    assert written_to(cloud) == everybody(("t-1", 3), ("t-2", 3))
    assert [*set_aside.all_of("t-1")] == []


def test_who_has_nothing_to_do_for_two_days_gets_no_message(cloud: Cloud) -> None:
    filed(cloud, "t-1", 1)
    filed(cloud, "t-2", 1)
    head = AccountRow(hot("t-2", "C-0"), "head")
    head.update(actions=review_index.looked_at("t-2", "C-0", TEN + timedelta(days=3)))
    cloud.clock.set(TEN)
    cloud.tick(TEN)
    cloud.pump("dispatch")
    cloud.pump("shards")
    assert cloud.waiting() == {"relance-test-Runs": 1}


@pytest.mark.parametrize(
    "turn", ["t-1#9999-12-31T00:00:00#C-0", "t-0#2026-06-01#C-0", "nobody", "t-1#~", "t-1#2026"]
)
def test_a_head_that_stands_where_none_can_is_looked_at_now(cloud: Cloud, turn: str) -> None:
    """R46."""
    filed(cloud, "t-1", 2)
    head = AccountRow(hot("t-1", "C-0"), "head")
    shard = review_index.shard_of("t-1")
    head.update([AccountRow.review_turn.set(turn), AccountRow.review_shard.set(shard)])
    hours(cloud, "2026-06-09 10:00", "2026-06-09 11:00")
    assert written_to(cloud) == everybody(("t-1", 2))


def test_an_old_head_comes_into_the_index_when_all_are_asked_for(cloud: Cloud) -> None:
    filed(cloud, "t-1", 1)
    AccountRow(hot("t-1", "C-0"), "head").update([AccountRow.review_turn.remove()])
    hours(cloud, "2026-06-09 10:00", "2026-06-09 11:00")
    assert written_to(cloud) == Counter()
    assert reviews.bring_forward("t-1", ["C-0"], cloud.clock.now()) == 1
    assert reviews.bring_forward("t-1", ["C-0"], cloud.clock.now()) == 0
    cloud.run(at("2026-06-09 12:00"))
    assert written_to(cloud) == everybody(("t-1", 1))


def test_a_message_of_a_tick_that_is_long_past_is_dropped(cloud: Cloud) -> None:
    filed(cloud, "t-1", 3)
    cloud.clock.set(TEN)
    cloud.tick(TEN)
    cloud.pump("dispatch")
    cloud.clock.set(TEN + timedelta(hours=6))
    cloud.pump()
    assert written_to(cloud) == Counter()
    assert cloud.waiting() == {}
