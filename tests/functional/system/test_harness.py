"""The harness itself: what the stories stand on."""

from datetime import UTC, datetime

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError

from local.harness.functions import running
from relance import config
from relance.adapters.clients import client
from relance.data import tenants
from relance.data.account_rows import AccountRow
from relance.data.transaction import Required, check, commit, put
from relance.domain.errors import AccountMoved, Refused
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request

NOW = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["cloud", "cloud"])
def either(request: pytest.FixtureRequest) -> Cloud:
    found: Cloud = request.getfixturevalue(request.param)
    return found


def test_rows_written_by_models_are_found_in_the_tables_of_the_template(either: Cloud) -> None:
    row = AccountRow("t-1#C-1", "head", review_shard="review#1", review_turn="t-1#2026")
    commit([put(row)])
    assert [found.pk for found in AccountRow.review_index.query("review#1")] == ["t-1#C-1"]
    assert len(either.rows("AccountsTable")) == 1


def test_a_refused_transaction_writes_nothing(either: Cloud) -> None:
    there = Required(AccountRow.pk.exists(), AccountMoved("t-1", "C-2"))
    absent = check(AccountRow("t-1#C-2", "head"), there)
    with pytest.raises(Refused):
        commit([put(AccountRow("t-1#C-1", "head")), absent])
    assert either.rows("AccountsTable") == []


def test_each_test_begins_with_an_empty_deployment(either: Cloud) -> None:
    assert either.rows("AccountsTable") == []
    assert either.waiting() == {}
    assert either.mailbox.messages() == []


def test_a_mail_comes_back_as_events_on_the_queue(cloud: Cloud) -> None:
    with running("send"):
        _send(config.configuration_set())
    cloud.mailbox.settle()
    assert [mail.to for mail in cloud.mailbox.messages()] == [("ada@client.example",)]
    assert cloud.waiting() == {"relance-test-Events": 2}  # Send and Delivery


def test_ses_refuses_a_configuration_set_that_does_not_exist(cloud: Cloud) -> None:
    with pytest.raises(ClientError, match="NotFoundException"):
        _send("another")


def test_a_function_does_not_see_what_the_template_does_not_give_it(cloud: Cloud) -> None:
    with running("authorizer"), pytest.raises(KeyError):
        config.payments_queue_url()


def test_only_calls_of_functions_are_counted(cloud: Cloud) -> None:
    tenants.load_with_system({"t-1"})
    assert cloud.requests == []
    with running("delivery"):
        tenants.record_mail_event(NOW)
    assert [str(one) for one in cloud.requests] == ["delivery dynamodb:UpdateItem"]


def test_a_lost_answer_is_retried_and_each_attempt_is_counted(either: Cloud) -> None:
    def lose_the_first(request: Request, proceed: Proceed) -> Outcome:
        outcome = proceed()
        if len(either.requests) == 1:
            return None, ConnectionClosedError(endpoint_url="lost")
        return outcome

    either.wire.taps.append(lose_the_first)
    with running("delivery"):
        tenants.load_with_system({"t-1"})
    assert [one.error for one in either.requests] == ["ConnectionClosedError", ""]


def test_a_killed_function_reaches_aws_no_more(cloud: Cloud) -> None:
    def kill(request: Request, proceed: Proceed) -> Outcome:
        raise Killed

    cloud.wire.taps.append(kill)
    with running("delivery"):
        with pytest.raises(Killed):
            tenants.record_mail_event(NOW)
        cloud.wire.taps.clear()
        with pytest.raises(Killed):
            tenants.record_mail_event(NOW)
    assert cloud.rows("TenantsTable") == []


def _send(configuration_set: str) -> None:
    client("sesv2").send_email(
        FromEmailAddress="billing@relance.example",
        Destination={"ToAddresses": ["ada@client.example"]},
        ConfigurationSetName=configuration_set,
        Content={"Simple": {"Subject": {"Data": "Rappel"}, "Body": {"Text": {"Data": "…"}}}},
    )
