"""R12: a change of rules is saved first, and the reviews of all open accounts follow in pages."""

from datetime import timedelta
from typing import Any

import pytest

from local.harness.template import physical
from relance.data import accounts, run_counts
from relance.data.account_rows import AccountRow, hot
from relance.data.manifest import kept
from relance.data.review_index import looked_at
from relance.domain.calendar import local_date
from relance.domain.creditor.tenant import Tenant
from relance.flows import moving
from relance.flows.tenant.keys import create_key
from tests.builders import at, contact, customer, day, invoice
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

NAMES = [f"C-{number:02d}" for number in range(11)]
ASKED = at("2026-06-08 14:20")
FAR_OFF = at("2026-07-30 10:00")


@pytest.fixture(name="tenant")
def _tenant(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Tenant:
    """A live tenant with eleven customers whose reviews are far off; pages hold three invoices."""
    monkeypatch.setattr(moving, "PAGE", 3)
    tenant = live_tenant(cloud)
    for number, name in enumerate(NAMES):
        email = contact(email=f"{name.lower()}@client.example")
        file_customer(cloud, tenant, customer(name, contacts=(email,)))
        due_on = f"2026-07-{number + 10:02d}"
        file_invoice(cloud, tenant, invoice(f"F-{name}", customer_id=name, due_on=due_on))
    cloud.run(at("2026-06-08 10:00"))
    put_off(tenant)
    cloud.clock.set(ASKED)
    return tenant


def new_key(tenant: Tenant) -> str:
    """A key of the tenant that may do everything."""
    return create_key(tenant.tenant_id, ("ledger", "admin"), None, ASKED)[1]


def put_off(tenant: Tenant) -> None:
    """The reviews of all lie weeks away."""
    for name in NAMES:
        moved = [AccountRow.version.add(1), *kept(), *looked_at(tenant.tenant_id, name, FAR_OFF)]
        AccountRow(hot(tenant.tenant_id, name), "head").update(actions=moved)


def far_off(tenant: Tenant) -> list[str]:
    """Whose review was not moved yet."""
    found = ((name, accounts.load(tenant.tenant_id, name)) for name in NAMES)
    return [name for name, file in found if file and file.review_at == FAR_OFF]


def changes(cloud: Cloud, tenant: Tenant, gap_days: int = 9) -> Any:
    """The answer to a change of the limits."""
    key = new_key(tenant)
    body = {"limits": {"gap_days": gap_days}}
    return cloud.http("PATCH", "/v1/settings", key=key, body=body)


def told(cloud: Cloud, tenant: Tenant) -> Any:
    return cloud.http("GET", "/v1/runs/today", key=new_key(tenant)).json["reviews"]


def test_the_answer_waits_for_a_page_and_the_queue_moves_the_rest(
    cloud: Cloud, tenant: Tenant
) -> None:
    assert told(cloud, tenant) is None
    assert changes(cloud, tenant).status == 200
    assert len(far_off(tenant)) == len(NAMES) - 3
    first = told(cloud, tenant)
    assert (first["moved"], first["done"]) == (3, False)

    cloud.pump("moves")
    assert far_off(tenant) == []
    after = told(cloud, tenant)
    assert (after["moved"], after["done"]) == (len(NAMES), True)
    assert after["asked_at"] == first["asked_at"]
    assert (cloud.waiting(), cloud.dead_letters()) == ({}, {})


def test_a_small_tenant_is_moved_with_the_answer(
    cloud: Cloud, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "PAGE", 500)
    changes(cloud, tenant)
    assert far_off(tenant) == []
    assert told(cloud, tenant)["done"] is True
    assert cloud.waiting() == {}


def test_a_purged_queue_delays_until_the_next_tick(cloud: Cloud, tenant: Tenant) -> None:
    changes(cloud, tenant)
    cloud.purge()
    assert far_off(tenant)
    cloud.run(at("2026-06-08 15:00"))
    assert far_off(tenant) == []
    assert told(cloud, tenant)["done"] is True
    cloud.tick(at("2026-06-08 16:00"))
    cloud.clock.set(at("2026-06-08 16:00"))
    cloud.pump("dispatch")
    assert not any("Moves" in queue for queue in cloud.waiting())  # what ended is not nudged


def test_a_second_change_while_the_first_is_walked_moves_all_again(
    cloud: Cloud, tenant: Tenant
) -> None:
    changes(cloud, tenant, 8)
    cloud.pump("moves", until_quiet=False)
    put_off(tenant)
    changes(cloud, tenant, 9)
    cloud.pump("moves")
    assert far_off(tenant) == []
    assert told(cloud, tenant)["moved"] == len(NAMES)


def test_a_doubled_and_a_late_message_move_nobody_twice(cloud: Cloud, tenant: Tenant) -> None:
    key = new_key(tenant)
    for paused in (True, False):
        cloud.http("POST", "/v1/pause", key=key, body={"paused": paused})
    cloud.twice = True
    cloud.pump("moves")
    cloud.twice = False
    counted = run_counts.load([(tenant.tenant_id, day("2026-06-08"))])
    assert counted[tenant.tenant_id, day("2026-06-08")].brought == len(NAMES)
    put_off(tenant)  # as if each had been decided about
    url = cloud.aws("sqs").get_queue_url(QueueName=physical("Moves"))["QueueUrl"]
    cloud.aws("sqs").send_message(QueueUrl=url, MessageBody=f'{{"tenant":"{tenant.tenant_id}"}}')
    cloud.pump("moves")
    assert far_off(tenant) == NAMES


def test_who_is_moved_in_the_last_hour_of_a_day_is_expected_on_the_next(
    cloud: Cloud, tenant: Tenant
) -> None:
    key = new_key(tenant)
    cloud.clock.set(at("2026-06-08 23:30"))
    for paused in (True, False):
        cloud.http("POST", "/v1/pause", key=key, body={"paused": paused})
    cloud.clock.set(at("2026-06-09 00:20"))  # the others, minutes later and on another day
    cloud.pump("moves")
    days = [(tenant.tenant_id, day("2026-06-09")), (tenant.tenant_id, day("2026-06-08"))]
    counted = run_counts.load(days)
    assert counted[days[0]].brought == len(NAMES)
    assert days[1] not in counted or counted[days[1]].brought == 0


def test_a_change_of_rules_moves_to_a_run_that_can_be_promised_when_it_is_moved(
    cloud: Cloud, tenant: Tenant
) -> None:
    changes(cloud, tenant)
    cloud.clock.set(at("2026-06-09 09:30"))  # the queue stood still for the night
    cloud.pump("moves")
    found = [accounts.load(tenant.tenant_id, name) for name in NAMES]
    days = [file.review_at.date() for file in found if file and file.review_at]
    assert days == [day("2026-06-09")] * 3 + [day("2026-06-10")] * 8


class Dies:
    """A tap: the function dies before, or after, its `number`-th call."""

    def __init__(self, function: str, number: int, after: bool) -> None:
        self.function, self.number, self.after = function, number, after
        self.seen, self.died = -1, False

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        if request.function != self.function or self.died:
            return proceed()
        self.seen += 1
        if self.seen < self.number:
            return proceed()
        self.died = True
        if self.after:
            proceed()
        raise Killed


@pytest.mark.parametrize("function", ["api", "moves"])
@pytest.mark.parametrize("after", [False, True])
def test_whoever_dies_at_any_call_loses_nobody_and_counts_nobody_twice(
    cloud: Cloud, tenant: Tenant, function: str, after: bool
) -> None:
    key, deaths = new_key(tenant), 0
    for number in range(200):
        cloud.http("POST", "/v1/pause", key=key, body={"paused": True})
        put_off(tenant)
        cloud.clock.set(ASKED + timedelta(days=number))
        dies = Dies(function, number, after)
        cloud.wire.taps.append(dies)
        cloud.http("POST", "/v1/pause", key=key, body={"paused": False})
        cloud.pump("moves")
        cloud.wire.taps.remove(dies)
        cloud.http("POST", "/v1/pause", key=key, body={"paused": False})  # who got no answer
        cloud.errors.clear()
        at_hour = cloud.clock.now().replace(minute=0) + timedelta(hours=1)
        cloud.clock.set(at_hour)
        cloud.tick(at_hour)
        cloud.pump("dispatch")
        cloud.pump("moves")
        assert far_off(tenant) == [], number
        on = local_date(at_hour, tenant.zone)
        assert run_counts.load([(tenant.tenant_id, on)])[tenant.tenant_id, on].brought == 11
        cloud.purge()
        if not dies.died:
            break
        deaths += 1
    assert deaths > 3


def test_a_damaged_row_of_a_walk_begins_anew_and_a_damaged_head_stops_no_other(
    cloud: Cloud, tenant: Tenant
) -> None:
    changes(cloud, tenant)
    damage(cloud, "InboxTable", f"{tenant.tenant_id}#moving", "next_run", "after", {"N": "7"})
    damage(cloud, "AccountsTable", f"{tenant.tenant_id}#C-07", "head", "version", {"S": "x"})
    cloud.pump("moves")
    cloud.clock.set(at("2026-06-08 15:00"))
    assert set(far_off_readable(cloud, tenant)) <= {"C-07"}
    assert (cloud.waiting(), cloud.dead_letters()) == ({}, {})


def damage(cloud: Cloud, table: str, pk: str, sk: str, name: str, value: dict[str, str]) -> None:
    cloud.aws("dynamodb").update_item(
        TableName=physical(table),
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression="SET #n = :v",
        ExpressionAttributeNames={"#n": name},
        ExpressionAttributeValues={":v": value},
    )


def far_off_readable(cloud: Cloud, tenant: Tenant) -> list[str]:
    heads = [row for row in cloud.rows("AccountsTable") if row["sk"]["S"] == "head"]
    late = [row for row in heads if row["review_at"]["S"].startswith("2026-07-30")]
    return [row["pk"]["S"].partition("#")[2] for row in late]


def many(cloud: Cloud, tenant: Tenant, number: int) -> None:
    """So many accounts, as rows: a head that is due far off, and an open invoice in the list."""
    client = cloud.aws("dynamodb")
    turn = {name: {"S": str(value)} for name, value in looked_at_values(tenant).items()}
    for start in range(0, number, 12):
        rows: list[dict[str, Any]] = []
        for each in range(start, min(start + 12, number)):
            pk = {"pk": {"S": f"{tenant.tenant_id}#N-{each:06d}"}}
            rows.append(pk | {"sk": {"S": "head"}, "version": {"N": "1"}} | turn)
            listed = {
                "listing": f"{tenant.tenant_id}#open",
                "listed_as": f"2026-07-01#N-{each:06d}",
            }
            rows.append(pk | {"sk": {"S": "invoice#1"}} | {n: {"S": v} for n, v in listed.items()})
        wanted = [{"PutRequest": {"Item": row}} for row in rows]
        client.batch_write_item(RequestItems={physical("AccountsTable"): wanted})


def looked_at_values(tenant: Tenant) -> dict[str, str]:
    """Where a head stands in the review index that is due far off."""
    row = AccountRow(hot(tenant.tenant_id, NAMES[0]), "head")
    row.refresh(consistent_read=True)
    return {n: getattr(row, n) for n in ("review_at", "review_turn", "review_shard")}


def test_each_account_costs_a_part_of_a_request_however_many_there_are(
    cloud: Cloud, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # pages as they are
    many(cloud, tenant, 1_200)
    before = len(cloud.requests)
    assert changes(cloud, tenant).status == 200
    with_the_answer = len(cloud.requests) - before
    cloud.pump("moves")
    of_moves = [r for r in cloud.requests[before:] if r.function == "moves"]
    assert told(cloud, tenant) == told(cloud, tenant) | {"moved": 1_211, "done": True}
    assert with_the_answer < 20
    assert len(of_moves) < 20
