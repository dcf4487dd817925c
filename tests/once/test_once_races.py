"""Single moments that the story does not have (R8, R11 to R16)."""

from botocore.exceptions import ConnectionClosedError

from relance.data import accounts, suppressions
from relance.data.transaction import commit
from tests.builders import at, contact, invoice
from tests.harness.cloud import Outcome, Proceed, Request
from tests.harness.portfolio import TENANT, file_invoice
from tests.once.accidents import KILLED_AFTER, Accident
from tests.once.invariants import check, said
from tests.once.stage import Stage
from tests.once.telling import Telling


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
    commit(suppressions.stop("t-1", digest, "bounced", at_))
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
