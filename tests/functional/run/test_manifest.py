"""Many accounts are read at once, by the rows that their heads name; in doubt each by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from local.harness.template import physical
from relance.data import accounts
from relance.data.account_rows import AccountRow
from relance.data.codec import encode
from relance.data.transaction import commit
from relance.domain.account.on_file import Stop
from relance.domain.fact import Fact
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant

DAY = at("2026-06-05 10:00")
MANY = 12


@pytest.fixture
def owing(cloud: Cloud) -> Cloud:
    """A live tenant, and customers who each are in time for a first reminder."""
    tenant = live_tenant(cloud)
    for number in range(MANY):
        identity = f"C-{number}"
        file_customer(cloud, tenant, customer(identity, contacts=(contact(identity),)))
        file_invoice(cloud, tenant, invoice(f"F-{number}", customer_id=identity))
    return cloud


def places(cloud: Cloud) -> list[tuple[str, str]]:
    heads = (row["pk"]["S"] for row in cloud.rows("AccountsTable") if row["sk"]["S"] == "head")
    return sorted((pk.split("#")[0], pk.split("#")[1]) for pk in heads)


def written_to(cloud: Cloud) -> list[str]:
    return sorted(mail.to[0].partition("@")[0] for mail in cloud.mailbox.messages())


def everybody_but(*account_ids: str) -> list[str]:
    return sorted({f"C-{number}" for number in range(MANY)} - {*account_ids})


def asked(cloud: Cloud, function: str, operation: str) -> list[Request]:
    return [r for r in cloud.requests if (r.function, r.operation) == (function, operation)]


def with_head(cloud: Cloud, account_id: str, expression: str, **values: Any) -> None:
    """Does to a head what no writer of this version does."""
    cloud.aws("dynamodb").update_item(
        TableName=physical("AccountsTable"),
        Key={"pk": {"S": f"t-1#{account_id}"}, "sk": {"S": "head"}},
        UpdateExpression=expression,
        **({"ExpressionAttributeNames": {"#rows": "rows"}} if "#rows" in expression else {}),
        **({"ExpressionAttributeValues": values} if values else {}),
    )


def test_what_a_batch_reads_is_what_each_read_gives(owing: Cloud) -> None:
    owing.run(DAY)
    together = accounts.load_many(places(owing))
    assert together == {place: accounts.load(*place) for place in places(owing)}
    assert len(together) == MANY


def test_a_run_reads_ten_accounts_in_two_requests(owing: Cloud) -> None:
    owing.run(DAY)
    assert written_to(owing) == everybody_but()
    hot = [r for r in asked(owing, "send", "Query") if "Accounts" in r.parameters["TableName"]]
    assert len(hot) == 2  # the second batch has two accounts, for whom it would be no fewer


@pytest.mark.parametrize("invoices", [1, 10, 100, 2_000])
def test_an_account_of_any_size_is_read_whole(owing: Cloud, invoices: int) -> None:
    with AccountRow.batch_write() as batch:
        for number in range(1, invoices):
            one = invoice(f"G-{number}", customer_id="C-0")
            batch.save(AccountRow("t-1#C-0", f"invoice#{one.invoice_id}", doc=encode(one)))
    _held(owing, "C-0")
    _held(owing, "C-0", no_more=True)
    read = accounts.load_many(places(owing))
    assert ("t-1", "C-0") in read if invoices == 1 else ("t-1", "C-0") not in read
    owing.run(DAY)
    assert len(written_to(owing)) == MANY


@pytest.mark.parametrize(
    "damage",
    [
        ("REMOVE #rows", {}),
        ("REMOVE rows_version", {}),
        ("ADD #rows :more", {":more": {"SS": ["hold#h-9"]}}),
        ("DELETE #rows :less", {":less": {"SS": ["customer"]}}),
        ("SET #rows = :text", {":text": {"S": "customer"}}),
    ],
    ids=["missing", "of an older version", "too long", "begun late", "no set"],
)
def test_a_head_that_does_not_tell_all_rows_has_its_account_read_by_a_query(
    owing: Cloud, damage: tuple[str, dict[str, Any]]
) -> None:
    expression, values = damage
    with_head(owing, "C-3", expression, **values)
    assert ("t-1", "C-3") not in accounts.load_many(places(owing))
    owing.run(DAY)
    assert "C-3" in written_to(owing)


def test_what_an_older_version_wrote_is_seen(owing: Cloud) -> None:
    """It adds a row and moves the head on, and knows nothing of what the head tells."""
    stop = AccountRow("t-1#C-3", "hold#h-1", doc=encode(_stop(owing)))
    stop.save()
    with_head(owing, "C-3", "ADD version :one", **{":one": {"N": "1"}})
    owing.run(DAY)
    assert written_to(owing) == everybody_but("C-3")


def test_what_is_written_anew_tells_all_rows_again(owing: Cloud) -> None:
    with_head(owing, "C-3", "REMOVE #rows")
    file_invoice(owing, TENANT, invoice("F-99", customer_id="C-3"))
    assert ("t-1", "C-3") in accounts.load_many(places(owing))


def test_what_is_recorded_after_the_batch_was_read_stops_the_mail(owing: Cloud) -> None:
    at_the_first_reservation(owing, lambda: _held(owing, "C-7"))
    owing.run(DAY)
    assert written_to(owing) == everybody_but("C-7")


def test_a_no_is_only_said_to_who_was_read_right_now(owing: Cloud) -> None:
    """A stop that ended between the batch's read and the turn of its account delays nobody."""
    owing.clock.set(DAY)
    owing.tick(DAY)
    owing.pump("dispatch", "evaluate")
    _held(owing, "C-5")
    at_the_first_reservation(owing, lambda: _held(owing, "C-5", no_more=True))
    owing.pump("send")
    assert written_to(owing) == everybody_but()


def at_the_first_reservation(cloud: Cloud, happens: Callable[[], None]) -> None:
    """Something happens when the batch was read and its first mail is about to be reserved."""
    done: list[bool] = []

    def tap(request: Request, proceed: Proceed) -> Outcome:
        if (request.function, request.operation) == ("send", "TransactWriteItems") and not done:
            done.append(True)
            happens()
        return proceed()

    cloud.wire.taps.append(tap)


def _held(cloud: Cloud, account_id: str, no_more: bool = False) -> None:
    before = accounts.load("t-1", account_id)
    assert before is not None
    after = replace(before, holds=() if no_more else (_stop(cloud),))
    now = cloud.clock.now()
    fact = Fact(f"v{before.version + 1:08d}", "hold", now, now.date())
    commit(accounts.changes(before, after, fact))


def _stop(cloud: Cloud) -> Stop:
    return Stop("h-1", "strike", "Claire", cloud.clock.now())


def test_a_read_that_is_answered_in_part_is_asked_on(owing: Cloud) -> None:
    cut: list[int] = []

    def parts(request: Request, proceed: Proceed) -> Outcome:
        outcome = proceed()
        answer = outcome[0]
        if request.function == "send" and request.operation == "BatchGetItem" and answer:
            parsed = answer[1]
            for table, items in parsed["Responses"].items():
                if "Accounts" in table and len(items) > 1 and not parsed["UnprocessedKeys"]:
                    left, parsed["Responses"][table] = items[1:], items[:1]
                    keys = [{"pk": item["pk"], "sk": item["sk"]} for item in left]
                    parsed["UnprocessedKeys"] = {table: {"Keys": keys, "ConsistentRead": True}}
                    cut.append(len(left))
        return outcome

    owing.wire.taps.append(parts)
    owing.run(DAY)
    assert cut
    assert len(written_to(owing)) == MANY
