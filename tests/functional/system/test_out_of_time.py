"""R13, R17: who has no time for a message gives it back as a new one, and no receive is used up."""

from collections import Counter
from typing import Any

import pytest

from relance import config
from relance.adapters import mail
from relance.data import accounts
from relance.domain.creditor.tenant import Tenant
from tests.actors.payments import intent, ledger
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.hurry import hurried
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

NAMES = [f"C-{number}" for number in range(12)]
ROUNDS = 10  # twice as often as a queue delivers a message before it gives it up
EARLIER = {
    "evaluate": ("dispatch",),
    "send": ("dispatch", "evaluate"),
    "delivery": ("dispatch", "evaluate", "send"),
}


@pytest.fixture(name="tenant")
def _tenant(cloud: Cloud) -> Tenant:
    """A live tenant whose twelve customers are reminded on the morning of 9 June."""
    tenant = live_tenant(cloud)
    for name in NAMES:
        email = contact(email=f"{name.lower()}@client.example")
        file_customer(cloud, tenant, customer(name, contacts=(email,)))
        file_invoice(cloud, tenant, invoice(f"F-{name}", customer_id=name, due_on="2026-06-05"))
    cloud.clock.set(at("2026-06-09 10:00"))
    cloud.tick(at("2026-06-09 10:00"))
    return tenant


def told(cloud: Cloud) -> Counter[str]:
    """How many mails each address got."""
    return Counter(one.to[0] for one in cloud.mailbox.messages())


EACH_ONCE = Counter(f"{name.lower()}@client.example" for name in NAMES)


@pytest.mark.parametrize("function", EARLIER)
def test_batches_that_end_by_time_before_anything_was_tried_become_no_dead_letters(
    cloud: Cloud, tenant: Tenant, function: str
) -> None:
    cloud.pump(*EARLIER[function])
    before = cloud.waiting()
    with hurried(tried=0):
        for _ in range(ROUNDS):
            cloud.pump(function, until_quiet=False)
            cloud.pump(function, until_quiet=False)
    assert cloud.dead_letters() == {}
    if function != "evaluate":  # of which the first is always tried
        assert cloud.waiting() == before

    cloud.pump()
    assert told(cloud) == EACH_ONCE
    assert states(tenant) == {"delivered"}
    assert (cloud.waiting(), cloud.dead_letters()) == ({}, {})


@pytest.mark.parametrize("function", EARLIER)
def test_batches_of_which_one_message_is_tried_are_all_done_in_the_end(
    cloud: Cloud, tenant: Tenant, function: str
) -> None:
    cloud.pump(*EARLIER[function])
    with hurried(tried=1):
        cloud.pump()
    assert told(cloud) == EACH_ONCE
    assert states(tenant) == {"delivered"}
    assert (cloud.waiting(), cloud.dead_letters()) == ({}, {})


def states(tenant: Tenant) -> set[str]:
    found = (accounts.load(tenant.tenant_id, name) for name in NAMES)
    return {message.state for one in found if one for message in one.messages}


def test_what_failed_uses_up_its_receives_and_what_was_not_tried_does_not(
    cloud: Cloud, tenant: Tenant
) -> None:
    cloud.pump(*EARLIER["send"])
    tried: Counter[str] = Counter()

    def broken(request: Request, proceed: Proceed) -> Outcome:
        if request.function == "send" and request.operation == "TransactWriteItems":
            tried[str(request.invocation)] += 1
            return None, RuntimeError("broken")
        return proceed()

    cloud.wire.taps.append(broken)
    with hurried(tried=1):
        cloud.pump("send")
    cloud.wire.taps.remove(broken)
    (dead,) = cloud.dead_letters().values()
    assert len(dead) == len(NAMES)
    assert len(tried) == 5 * len(NAMES)  # each of them as often as the queue says


class Throttled:
    """A tap: SES takes so many mails, and then is throttled for as long as this is in place."""

    def __init__(self, cloud: Cloud, takes: int) -> None:
        self._mailbox, self.left = cloud.mailbox, takes

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        if request.service == "sesv2":
            self.left -= 1
            if self.left < 0:
                self._mailbox.fail_next("before", "TooManyRequestsException")
        return proceed()


def test_throttled_until_the_time_is_over_a_batch_begins_anew_and_waits_for_no_tick(
    cloud: Cloud, tenant: Tenant, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.pump(*EARLIER["send"])
    throttled = Throttled(cloud, takes=3)
    cloud.wire.taps.append(throttled)
    for _ in range(ROUNDS):
        with hurried(tried=4):
            cloud.pump("send", until_quiet=False)
    cloud.wire.taps.remove(throttled)
    assert told(cloud).total() == 3
    assert cloud.dead_letters() == {}
    assert "SendingSuspended" not in capsys.readouterr().out  # nobody is woken for the send rate

    cloud.pump()
    assert told(cloud) == EACH_ONCE
    assert states(tenant) == {"delivered"}
    for hour in range(11, 19):
        cloud.run(at(f"2026-06-09 {hour}:00"))
    assert told(cloud) == EACH_ONCE


def test_a_sender_whose_turn_is_far_away_gives_back_what_it_holds(
    cloud: Cloud, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R48: where a thousand senders share ten mails a second, each sends one in 100 seconds."""
    cloud.pump(*EARLIER["send"])
    monkeypatch.setattr(config, "sender_concurrency", lambda: 1_000)
    monkeypatch.setattr(config, "ses_send_rate", lambda: 10.0)
    monkeypatch.setattr("relance.adapters.mail.time.sleep", lambda seconds: None)
    monkeypatch.setattr(mail, "_last_sent", [-1_000.0])
    for _ in range(ROUNDS):
        with hurried(tried=2):
            cloud.pump("send", until_quiet=False)
    assert told(cloud).total() == 1
    assert cloud.dead_letters() == {}

    monkeypatch.undo()
    cloud.pump()
    assert told(cloud) == EACH_ONCE


def test_money_for_which_no_time_was_left_is_recorded_and_never_given_up(cloud: Cloud) -> None:
    books = ledger(cloud).has(*(invoice(f"F-{number}") for number in range(12)))
    for number in range(12):
        books.stripe("payment_intent.succeeded", intent(f"pi_{number}", invoice_id=f"F-{number}"))
    with hurried(tried=0):
        for _ in range(ROUNDS):
            cloud.pump("payments", until_quiet=False)
            cloud.pump("payments", until_quiet=False)
    assert cloud.dead_letters() == {}
    with hurried(tried=1):
        cloud.pump()
    assert (books.open(), books.cash()) == ({}, 0)
    assert (cloud.waiting(), cloud.dead_letters()) == ({}, {})


class NotTaken:
    """A tap: SQS refuses what a function hands back, or every second of it, or says nothing."""

    def __init__(self, how: str) -> None:
        self._how, self.times = how, 0

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        if request.operation != "SendMessageBatch" or request.function != "send":
            return proceed()
        self.times += 1
        if self._how == "refused":
            return None, RuntimeError("not taken")
        answer, lost = proceed()
        return (None, RuntimeError("lost")) if self._how == "unheard" else (answer, lost)


@pytest.mark.parametrize("how", ["refused", "unheard"])
def test_what_sqs_does_not_take_back_comes_again_as_it_was(
    cloud: Cloud, tenant: Tenant, how: str
) -> None:
    cloud.pump(*EARLIER["send"])
    tap: Any = NotTaken(how)
    cloud.wire.taps.append(tap)
    with hurried(tried=2):
        cloud.pump("send", until_quiet=False)
    cloud.wire.taps.remove(tap)
    assert tap.times
    cloud.pump()
    assert told(cloud) == EACH_ONCE
    assert (cloud.waiting(), cloud.dead_letters()) == ({}, {})


def test_an_order_that_came_twice_goes_back_once(cloud: Cloud, tenant: Tenant) -> None:
    cloud.pump(*EARLIER["send"])
    (_, batch), *_ = cloud.receive("send")
    for message in batch:
        url = config.messages_queue_url()
        cloud.aws("sqs").send_message(QueueUrl=url, MessageBody=message["Body"])
        cloud.aws("sqs").send_message(QueueUrl=url, MessageBody=message["Body"])
    with hurried(tried=1):
        cloud.pump("send")  # it would never end if each of two came back as two
    cloud.pump()
    assert told(cloud) == EACH_ONCE
    assert cloud.dead_letters() == {}
