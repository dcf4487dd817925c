"""R13, R17, R36, R47: what was down is over when it is back: everybody is written to, once.

The breaker's allowance is set so low that eight customers are what hundreds are to the real one:
counted twice they trip it.
"""

from collections import Counter
from datetime import timedelta

import pytest
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from relance.data import run_counts
from relance.domain.creditor.tenant import Tenant
from relance.domain.run import breaker
from tests.builders import at, contact, customer, day, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

MANY = 8
TUESDAY, WEDNESDAY = "2026-06-09", "2026-06-10"
ALL = ("dispatch", "evaluate", "send", "delivery")


@pytest.fixture(name="tenant")
def _tenant(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """Eight customers, whose first reminder is promised for Tuesday."""
    monkeypatch.setattr(breaker, "ALLOWANCE", 2)
    assert MANY + MANY > breaker.FACTOR * MANY + breaker.ALLOWANCE
    cloud.clock.set(at("2026-06-08 08:00"))
    tenant = live_tenant(cloud)
    for name in (f"C-{number}" for number in range(MANY)):
        billing = contact(email=f"{name.lower()}@client.example")
        file_customer(cloud, tenant, customer(name, contacts=(billing,)))
        file_invoice(cloud, tenant, invoice(f"F-{name}", customer_id=name, due_on="2026-06-05"))
    for hour in (9, 23):
        cloud.run(at(f"2026-06-08 {hour:02d}:00"))
    assert run_counts.load([("t-1", day(TUESDAY))])["t-1", day(TUESDAY)].promised == MANY
    return tenant


def pass_hours(cloud: Cloud, first: str, last: str, *, dead: tuple[str, ...] = ()) -> None:
    """The ticks come, and these functions do nothing."""
    now = at(first)
    while now <= at(last):
        cloud.clock.set(now)
        cloud.tick(now)
        cloud.pump(*(function for function in ALL if function not in dead))
        now += timedelta(hours=1)


def went(cloud: Cloud) -> dict[str, int]:
    """How many mails left in each hour, by UTC; nobody had two."""
    mails = cloud.mailbox.messages()
    assert max(Counter(mail.to for mail in mails).values(), default=1) == 1
    return dict(sorted(Counter(mail.sent_at[:13] for mail in mails).items()))


def tripped(on: str) -> bool:
    count = run_counts.load([("t-1", day(on))]).get(("t-1", day(on)))
    return count is not None and count.tripped


def asked(cloud: Cloud) -> int:
    """How many mails a person was asked about."""
    rows = cloud.rows("AccountsTable")
    return sum("outcome_unknown" in str(r["doc"]) for r in rows if r["sk"]["S"][:5] == "task#")


@pytest.mark.usefixtures("tenant")
@pytest.mark.parametrize("dead", [("evaluate",), ("evaluate", "send", "delivery")])
def test_workers_dead_until_the_next_morning_cost_a_day_and_nobody_more(
    cloud: Cloud, dead: tuple[str, ...]
) -> None:
    pass_hours(cloud, f"{TUESDAY} 10:00", f"{TUESDAY} 12:00", dead=dead)
    pass_hours(cloud, f"{TUESDAY} 22:00", f"{WEDNESDAY} 09:00", dead=dead)
    assert went(cloud) == {}
    assert not tripped(TUESDAY)

    pass_hours(cloud, f"{WEDNESDAY} 10:00", f"{WEDNESDAY} 11:00")
    assert went(cloud) == {f"{WEDNESDAY}T08": MANY}
    assert not tripped(WEDNESDAY)


@pytest.mark.usefixtures("tenant")
def test_workers_dead_for_two_hours_cost_two_hours(cloud: Cloud) -> None:
    pass_hours(cloud, f"{TUESDAY} 10:00", f"{TUESDAY} 11:00", dead=("evaluate",))
    pass_hours(cloud, f"{TUESDAY} 12:00", f"{TUESDAY} 13:00")
    assert went(cloud) == {f"{TUESDAY}T10": MANY}
    assert not tripped(TUESDAY)


@pytest.mark.usefixtures("tenant")
def test_ticks_that_come_together_late_doubled_and_in_any_order_are_one_run(cloud: Cloud) -> None:
    for hour in (13, 10, 10, 12, 11, 13):
        cloud.clock.set(at(f"{TUESDAY} 13:30"))
        cloud.tick(at(f"{TUESDAY} {hour:02d}:00"))
    cloud.pump("dispatch")
    cloud.pump()
    pass_hours(cloud, f"{TUESDAY} 14:00", f"{TUESDAY} 15:00")

    assert went(cloud) == {f"{TUESDAY}T11": MANY}
    assert not tripped(TUESDAY)


@pytest.mark.usefixtures("tenant")
def test_after_a_dead_dispatch_the_old_ticks_trip_nothing(cloud: Cloud) -> None:
    pass_hours(cloud, f"{TUESDAY} 10:00", f"{TUESDAY} 10:00")
    assert went(cloud) == {f"{TUESDAY}T08": MANY}
    pass_hours(cloud, f"{TUESDAY} 11:00", f"{WEDNESDAY} 11:00", dead=("dispatch",))
    cloud.clock.set(at(f"{WEDNESDAY} 11:30"))
    cloud.pump()
    pass_hours(cloud, f"{WEDNESDAY} 12:00", f"{WEDNESDAY} 13:00")

    assert went(cloud) == {f"{TUESDAY}T08": MANY}
    assert not tripped(WEDNESDAY)


@pytest.mark.usefixtures("tenant")
def test_a_day_without_ticks_is_caught_up_on_the_next_and_trips_nothing(cloud: Cloud) -> None:
    pass_hours(cloud, f"{WEDNESDAY} 12:00", f"{WEDNESDAY} 14:00")

    assert went(cloud) == {f"{WEDNESDAY}T10": MANY}
    assert not tripped(WEDNESDAY)


@pytest.mark.usefixtures("tenant")
def test_a_tick_from_the_future_sends_nothing(cloud: Cloud) -> None:
    cloud.clock.set(at(f"{TUESDAY} 08:00"))
    cloud.tick(at("2027-06-09 10:00"))
    cloud.pump("dispatch", until_quiet=False)
    cloud.pump("evaluate", "send")

    assert went(cloud) == {}
    assert "yet to come" in str(cloud.errors[0])
    cloud.errors.clear()


class Bad:
    """A tap: SES is bad in this way."""

    def __init__(self, cloud: Cloud, way: str | Exception) -> None:
        self._cloud, self._way = cloud, way

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Lets everything else pass."""
        if request.service == "sesv2":
            if isinstance(self._way, Exception):
                return None, self._way
            self._cloud.mailbox.fail_next("before", self._way)
        return proceed()


URL = "https://email.eu-west-3.amazonaws.com"
CERTAIN = [
    EndpointConnectionError(endpoint_url=URL),
    "LimitExceededException",
]
UNCLEAR = [ReadTimeoutError(endpoint_url=URL), "InternalServiceErrorException"]


def two_bad_hours(cloud: Cloud, way: str | Exception) -> None:
    bad = Bad(cloud, way)
    cloud.wire.taps.append(bad)
    pass_hours(cloud, f"{TUESDAY} 10:00", f"{TUESDAY} 11:00")
    assert went(cloud) == {}
    cloud.wire.taps.remove(bad)
    pass_hours(cloud, f"{TUESDAY} 12:00", f"{TUESDAY} 13:00")


@pytest.mark.usefixtures("tenant")
@pytest.mark.parametrize("way", CERTAIN)
def test_when_ses_is_back_all_go_at_the_next_tick_of_the_day(
    cloud: Cloud, way: str | Exception
) -> None:
    two_bad_hours(cloud, way)

    assert went(cloud) == {f"{TUESDAY}T10": MANY}
    assert not tripped(TUESDAY)


@pytest.mark.usefixtures("tenant")
@pytest.mark.parametrize("way", UNCLEAR)
def test_where_ses_did_not_answer_a_few_wait_for_the_morning_and_nobody_is_asked(
    cloud: Cloud, way: str | Exception
) -> None:
    two_bad_hours(cloud, way)

    lost = 3  # two until the sender saw that nothing is answered, and the one it tried at eleven
    assert went(cloud) == {f"{TUESDAY}T10": MANY - lost}
    pass_hours(cloud, f"{WEDNESDAY} 09:00", f"{WEDNESDAY} 12:00")
    assert went(cloud) == {f"{TUESDAY}T10": MANY - lost, f"{WEDNESDAY}T08": lost}
    assert asked(cloud) == 0
    assert not tripped(WEDNESDAY)


@pytest.mark.usefixtures("tenant")
def test_a_sender_that_is_faster_than_who_writes_the_decision_counts_nobody_twice(
    cloud: Cloud,
) -> None:
    """Its release makes the write of evaluate fail: the day is decided all the same."""
    bad = Bad(cloud, "LimitExceededException")

    def sent_before(request: Request, proceed: Proceed) -> Outcome:
        if (request.function, request.operation) == ("evaluate", "TransactWriteItems"):
            cloud.wire.taps.remove(sent_before)
            cloud.clock.advance(timedelta(seconds=1))
            cloud.pump("send")
        return proceed()

    cloud.wire.taps += [sent_before, bad]
    pass_hours(cloud, f"{TUESDAY} 10:00", f"{TUESDAY} 10:00")
    cloud.wire.taps.remove(bad)
    pass_hours(cloud, f"{TUESDAY} 11:00", f"{TUESDAY} 12:00")

    assert went(cloud) == {f"{TUESDAY}T09": MANY}
    count = run_counts.load([("t-1", day(TUESDAY))])["t-1", day(TUESDAY)]
    assert (count.enqueued, count.tripped) == (MANY, False)
