"""Single moments that the story does not have (R8, R11 to R16)."""

import pytest
from botocore.exceptions import ConnectionClosedError

from relance.data import accounts, run_counts, suppressions
from relance.data.transaction import commit
from tests.builders import at, contact, customer, day, invoice
from tests.cloud import Cloud, Outcome, Proceed, Request
from tests.once.accidents import KILLED_AFTER, UNHEARD, Accident
from tests.once.invariants import check, said
from tests.once.stage import Stage
from tests.once.telling import Telling
from tests.portfolio import TENANT, file_customer, file_invoice, live_tenant

MANY = 60  # more than the breaker's allowance, so that counting twice would trip it


@pytest.fixture
def crowd(durable_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Sixty customers whose first reminder is due on 9 June, promised the day before."""
    stage = Stage(durable_cloud, monkeypatch)
    durable_cloud.clock.set(at("2026-06-07 20:00"))
    tenant = live_tenant(durable_cloud, live_since_at=at("2026-05-01 10:00"))
    for number in range(MANY):
        person = contact(email=f"{number}@client.example")
        file_customer(durable_cloud, tenant, customer(f"C-{number}", contacts=(person,)))
        bill = invoice(f"F-{number}", due_on="2026-06-05", customer_id=f"C-{number}")
        file_invoice(durable_cloud, tenant, bill)
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


def test_a_reminder_that_waited_in_the_queue_until_the_evening_is_not_sent(
    telling: Telling,
) -> None:
    stage = telling.stage
    sends, *_ = telling.acts_of("send")
    stage.set_back(telling.moments[sends])
    stage.cloud.clock.set(at("2026-06-09 17:00"))
    telling.story.acts[sends]()

    assert stage.cloud.mailbox.messages() == []
    end = telling.go_on(telling.the_night)
    check(stage)
    assert end is not telling.end
    assert ("C-1", "first", "0", "C-1@client.example") in said(end)


def test_a_review_that_a_fact_asked_for_is_not_postponed_by_a_mail(telling: Telling) -> None:
    stage = telling.stage
    sends, *_ = telling.acts_of("send")
    stage.set_back(telling.moments[sends])
    stage.cloud.clock.set(at("2026-06-09 10:05"))
    bill = invoice("F-7", due_on="2026-07-05", customer_id="C-1")
    file_invoice(stage.cloud, TENANT, bill)
    stage.cloud.clock.set(at("2026-06-09 10:10"))
    telling.story.acts[sends]()

    after = accounts.load("t-1", "C-1")
    assert after is not None
    assert [message.state.value for message in after.messages] == ["sent"]
    assert after.review_at == at("2026-06-09 10:05")


def test_an_address_that_stopped_for_another_customer_is_found_out_when_sending(
    telling: Telling,
) -> None:
    stage = telling.stage
    sends, *_ = telling.acts_of("send")
    stage.set_back(telling.moments[sends])
    digest = contact(email="dead@bounces.example").digest
    at_ = stage.cloud.clock.now()
    commit([suppressions.stop("t-1", digest, "bounced", at_)])
    telling.story.acts[sends]()

    to = [mail.to[0] for mail in stage.cloud.mailbox.messages()]
    assert "C-5@client.example" in to
    assert "dead@bounces.example" not in to
    account = accounts.load("t-1", "C-5")
    assert account is not None
    assert [c.suppressed for c in account.customer.contacts] == ["suppressed", None]
    rows = stage.cloud.rows("AccountsTable")
    (listed,) = (row for row in rows if row["sk"]["S"] == "suppression")
    assert "bounced" in listed["doc"]["S"]


def test_the_event_of_a_mail_that_could_not_be_recorded_does_not_prove_that_it_never_left(
    telling: Telling,
) -> None:
    stage = telling.stage
    sends, *_ = telling.acts_of("send")
    deaf = _Deaf()
    telling.tell_from(sends, Accident(_ses_call(telling, sends), KILLED_AFTER), until=sends + 1)
    stage.cloud.wire.taps.append(deaf)
    stage.cloud.pump("delivery", until_quiet=False)
    stage.cloud.wire.taps.remove(deaf)
    stage.queues.purge()
    assert deaf.refused > 0

    assert "mail_event_at" not in _system(stage)


class _Deaf:
    """A tap: nothing that SES tells can be recorded."""

    def __init__(self) -> None:
        self.refused = 0

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        if request.operation != "TransactWriteItems":
            return proceed()
        self.refused += 1
        return None, ConnectionClosedError(endpoint_url="test")


def _ses_call(telling: Telling, act: int) -> int:
    return next(n for n, call in enumerate(telling.calls[act]) if "SendEmail" in call)


def _system(stage: Stage) -> dict[str, object]:
    rows = stage.cloud.rows("TenantsTable")
    return next(row for row in rows if row["pk"]["S"] == "#system")
