"""Events of many mails that arrive together: one write for all, and each for itself in trouble."""

from datetime import timedelta

import pytest

from local.harness.template import physical
from relance.data import accounts
from relance.domain.account.message import MessageState
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

DAY = at("2026-06-05 10:00")
MANY = 8
EVERYBODY = {f"C-{number}" for number in range(MANY)}


@pytest.fixture
def told(cloud: Cloud) -> Cloud:
    """A first reminder left to each customer, and SES has said nothing of them yet."""
    tenant = live_tenant(cloud)
    for identity in sorted(EVERYBODY):
        file_customer(cloud, tenant, customer(identity, contacts=(contact(identity),)))
        file_invoice(cloud, tenant, invoice(f"F-{identity}", customer_id=identity))
    cloud.events_lost = True
    cloud.run(DAY)
    cloud.events_lost = False
    cloud.clock.advance(timedelta(minutes=1))
    cloud.requests.clear()
    return cloud


def states(cloud: Cloud) -> dict[str, MessageState]:
    found = {name: accounts.load("t-1", name) for name in EVERYBODY}
    return {name: one.messages[0].state for name, one in found.items() if one}


def say(cloud: Cloud, kind: str, *names: str, **more: object) -> None:
    """SES tells the same of these customers' mails, or of all; it arrives in batches."""
    for mail in cloud.mailbox.messages():
        name = mail.to[0].partition("@")[0]
        if not names or name in names:
            detail = {kind.lower(): {"recipients": [mail.to[0]], **more}}
            cloud.publish({"eventType": kind, **detail, "mail": mail.events[0]["mail"]})


def asked(cloud: Cloud, operation: str) -> list[Request]:
    mine = (request for request in cloud.requests if request.function == "delivery")
    return [request for request in mine if request.operation == operation]


def test_what_arrives_together_is_one_write(told: Cloud) -> None:
    say(told, "Delivery")
    told.pump()
    assert set(states(told).values()) == {MessageState.DELIVERED}
    assert len(asked(told, "TransactWriteItems")) == 1


def test_that_a_mail_left_is_known_and_costs_no_write(told: Cloud) -> None:
    before = {name: accounts.load("t-1", name) for name in EVERYBODY}
    say(told, "Send")
    told.pump()
    assert {name: accounts.load("t-1", name) for name in EVERYBODY} == before
    assert asked(told, "TransactWriteItems") == []
    assert len(asked(told, "BatchGetItem")) == 1


def test_a_mail_of_which_nobody_knows_is_settled_among_others(told: Cloud) -> None:
    told.aws("dynamodb").update_item(
        TableName=physical("AccountsTable"),
        Key={"pk": {"S": "t-1#C-3"}, "sk": _message_key("C-3")},
        UpdateExpression="SET #state = :unknown, #rank = :one",
        ExpressionAttributeNames={"#state": "state", "#rank": "rank"},
        ExpressionAttributeValues={":unknown": {"S": "unknown"}, ":one": {"N": "1"}},
    )
    say(told, "Send")
    told.pump()
    assert set(states(told).values()) == {MessageState.SENT}


def _message_key(name: str) -> dict[str, str]:
    account = accounts.load("t-1", name)
    assert account is not None
    return {"S": f"message#{account.messages[0].message_id}"}


def test_what_is_known_of_some_is_recorded_of_the_others(told: Cloud) -> None:
    say(told, "Delivery", "C-1", "C-2")
    told.pump()
    say(told, "Delivery")
    told.pump()
    assert set(states(told).values()) == {MessageState.DELIVERED}
    account = accounts.load("t-1", "C-1")
    assert account is not None
    assert _lines(told, "C-1") == _lines(told, "C-5")


def _lines(cloud: Cloud, name: str) -> int:
    """How much is written down about the mail of a customer."""
    rows = cloud.rows("AccountsTable")
    (row,) = (r for r in rows if r["pk"]["S"] == f"t-1#{name}" and r["sk"] == _message_key(name))
    return len(row["events"]["L"])


def test_a_head_that_takes_nothing_in_stops_only_its_own(told: Cloud) -> None:
    told.aws("dynamodb").update_item(
        TableName=physical("AccountsTable"),
        Key={"pk": {"S": "t-1#C-4"}, "sk": {"S": "head"}},
        UpdateExpression="SET version = :text",
        ExpressionAttributeValues={":text": {"S": "seven"}},
    )
    say(told, "Delivery")
    told.pump()
    rows = told.rows("AccountsTable")
    done = {r["pk"]["S"] for r in rows if r.get("state") == {"S": "delivered"}}
    assert done == {f"t-1#{name}" for name in EVERYBODY - {"C-4"}}
    assert told.waiting() == {}  # what is told of C-4 is kept until the row is mended (R46)


def test_of_a_bounce_among_good_news_the_account_is_due(told: Cloud) -> None:
    gone = {"bounceType": "Permanent", "bounceSubType": "General"}
    say(told, "Delivery", *(EVERYBODY - {"C-6"}))
    who = [{"emailAddress": "C-6@client.example"}]
    say(told, "Bounce", "C-6", **gone, bouncedRecipients=who)
    told.pump("delivery")
    assert states(told) == dict.fromkeys(EVERYBODY, MessageState.DELIVERED) | {
        "C-6": MessageState.BOUNCED
    }
    account = accounts.load("t-1", "C-6")
    assert account is not None
    assert account.review_at == told.clock.now()


def test_a_write_without_an_answer_is_made_again_and_counts_once(told: Cloud) -> None:
    lost: list[bool] = []

    def loses(request: Request, proceed: Proceed) -> Outcome:
        outcome = proceed()
        if (request.function, request.operation) == ("delivery", "TransactWriteItems") and not lost:
            lost.append(True)
            raise OSError("the line is cut")
        return outcome

    told.wire.taps.append(loses)
    say(told, "Delivery")
    told.pump()
    told.errors.clear()
    assert lost
    assert set(states(told).values()) == {MessageState.DELIVERED}
    assert {_lines(told, name) for name in EVERYBODY} == {_lines(told, "C-0")}
