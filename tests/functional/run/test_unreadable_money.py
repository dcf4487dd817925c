"""Rows of money, runs and lists that cannot be read: silence where they decide, no 500 (R46)."""

import json
import random
from collections import defaultdict
from datetime import timedelta
from typing import Any

import pytest

from local.harness import stack
from local.harness.routes import routes_of
from local.harness.template import deployed, physical
from relance.flows.money.webhooks import register_endpoint
from tests.actors.payments import STRIPE_SECRET, intent, stripe_signed
from tests.actors.tool import Tool
from tests.builders import at
from tests.functional.run.test_unreadable_rows import MONDAY, live, written_to
from tests.harness.cloud import Cloud

SUNDAY = at("2026-06-07 12:00")
type Item = dict[str, Any]


def stripe(cloud: Cloud, mine: Tool, kind: str, thing: dict[str, Any]) -> None:
    """An event of Stripe to the tenant of a tool; nothing is worked off."""
    endpoint = register_endpoint(mine.tenant_id, "stripe", (STRIPE_SECRET,))
    now = cloud.clock.now()
    event = {"id": f"evt_{kind}_{thing.get('id')}", "type": kind, "data": {"object": thing}}
    body = json.dumps(event | {"created": int(now.timestamp())})
    path = f"/v1/webhooks/stripe/{endpoint}"
    assert cloud.http("POST", path, body=body, headers=stripe_signed(body, now)).status == 202


def put(table: str, item: Item) -> None:
    """A row as somebody left it, past all our code."""
    stack.aws("dynamodb").put_item(TableName=physical(table), Item=item)


def row(cloud: Cloud, mine: Tool, table: str, pk: str, sk: str = "") -> Item:
    """The first row of the tenant whose key begins so."""
    begins = mine.tenant_id + pk
    found = (one for one in cloud.rows(table) if one["pk"]["S"].startswith(begins))
    return next(one for one in found if one["sk"]["S"].startswith(sk))


def tells(mine: Tool) -> list[str]:
    """The rows of the tenant that people are asked to have mended."""
    tasks = mine.get("/tasks")["tasks"]
    return [task["row"] for task in tasks if task["kind"] == "unreadable_row"]


NONSENSE: list[Item] = [
    {"S": '{"payment_id": 7}'},
    {"S": "no JSON"},
    {"N": "7"},
    {"S": "null"},
]


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    cloud.clock.set(SUNDAY)
    return live(cloud)


@pytest.mark.parametrize("doc", NONSENSE, ids=range(len(NONSENSE)))
def test_money_of_nobody_that_cannot_be_read_silences_its_tenant(
    cloud: Cloud, mine: Tool, doc: Item
) -> None:
    sound = live(cloud)
    mine.pay(payment_id="B-9", allocations=[], amount_minor=77_00)
    mine.pay(payment_id="B-8", allocations=[], amount_minor=78_00)
    item = row(cloud, mine, "InboxTable", "#waiting", "share##B-9")
    put("InboxTable", item | {"doc": doc})
    cloud.run(MONDAY)
    assert len(cloud.mailbox.messages()) == 2  # those of the other tenant
    assert not any(cloud.dead_letters().values())

    listed = mine.get("/unmatched-payments")
    assert [one["payment_id"] for one in listed["payments"]] == ["B-8"]
    assert listed["left_out"] == [{"customer_id": None, "row": f"unmatched {item['sk']['S']}"}]
    assert tells(mine) == [f"unmatched {item['sk']['S']}"]
    assert tells(sound) == []
    answer = mine("GET", "/customers/C-1/forecast")
    assert (answer.status, "share##B-9" in answer.json["detail"]) == (409, True)

    put("InboxTable", item)
    assert tells(mine) == []
    cloud.run(at("2026-06-09 10:00"))
    assert len(cloud.mailbox.messages()) == 4


@pytest.mark.parametrize("doc", NONSENSE, ids=range(len(NONSENSE)))
def test_a_payment_that_cannot_be_read_is_named_and_goes_on_once_it_can(
    cloud: Cloud, mine: Tool, doc: Item
) -> None:
    stripe(cloud, mine, "payment_intent.succeeded", intent(amount=123_45, invoice_id=None))
    cloud.pump("payments")
    item = row(cloud, mine, "InboxTable", "#payment#stripe:pi_1")
    put("InboxTable", item | {"doc": doc})
    for method, path, body in (
        ("GET", "/payments/stripe:pi_1", None),
        ("POST", "/payments/stripe:pi_1/allocate", {"customer_id": "C-1"}),
        ("POST", "/payments/stripe:pi_1/reversal", {"reason": "AM04"}),
    ):
        answer = mine(method, path, body)
        assert (answer.status, "payment#stripe:pi_1" in answer.json["detail"]) == (409, True), path
    assert tells(mine) == []  # nobody who sends or records has met it
    refund = {"id": "ch_1", "amount_refunded": 123_45, "payment_intent": "pi_1", "currency": "eur"}
    stripe(cloud, mine, "charge.refunded", refund)
    cloud.pump("payments")
    assert not any(cloud.dead_letters().values())
    assert tells(mine) == ["payment#stripe:pi_1"]
    cloud.run(MONDAY)
    assert cloud.mailbox.messages() == []

    put("InboxTable", item)
    cloud.run(MONDAY + timedelta(hours=1))
    assert tells(mine) == []
    assert mine.get("/payments/stripe:pi_1")["refunded_minor"] == 123_45
    cloud.run(at("2026-06-09 10:00"))
    assert written_to(cloud) == {"billing@client.example", "two@client.example"}


def test_an_event_that_cannot_be_read_silences_its_tenant_and_no_other(
    cloud: Cloud, mine: Tool
) -> None:
    live(cloud)
    stripe(cloud, mine, "payment_intent.succeeded", intent())
    item = row(cloud, mine, "InboxTable", "#waiting")
    put("InboxTable", item | {"doc": {"S": '{"kind": 1}'}})
    cloud.run(MONDAY)
    assert len(cloud.mailbox.messages()) == 2
    assert not any(cloud.dead_letters().values())
    assert tells(mine) == [f"pending {item['sk']['S']}"]
    put("InboxTable", item)
    cloud.run(MONDAY + timedelta(hours=1))
    assert tells(mine) == []
    assert mine.get("/payments/stripe:pi_1")["state"] == "recorded"


def test_a_report_that_cannot_be_read_is_left_out_and_named(cloud: Cloud, mine: Tool) -> None:
    stripe(cloud, mine, "payout.failed", {"id": "po_1", "amount": 5, "currency": "eur"})
    stripe(cloud, mine, "payout.failed", {"id": "po_2", "amount": 5, "currency": "eur"})
    item = row(cloud, mine, "InboxTable", "#waiting", "open#")
    put("InboxTable", item | {"doc": {"S": "{}"}})
    assert tells(mine) == [f"reports {item['sk']['S']}"]
    assert len([t for t in mine.get("/tasks")["tasks"] if t["report"]]) == 1
    task_id = item["sk"]["S"].partition("#")[2]
    assert mine("POST", f"/tasks/{task_id}/close", {"outcome": "done"}).status == 409
    cloud.run(MONDAY)
    assert cloud.mailbox.messages() == []


@pytest.mark.parametrize("attribute", ["promised", "enqueued", "counted_at", "tripped"])
def test_a_run_that_cannot_be_read_silences_its_tenant_and_no_other(
    cloud: Cloud, mine: Tool, attribute: str
) -> None:
    live(cloud)
    key = {"pk": {"S": mine.tenant_id}, "sk": {"S": "run#2026-06-08"}}
    put("TenantsTable", key | {attribute: {"S": "many"}})
    cloud.run(MONDAY)
    assert len(cloud.mailbox.messages()) == 2
    assert mine("GET", "/runs/today").status == 409
    assert tells(mine) == ["run#2026-06-08"]


def test_the_state_of_the_installation_that_cannot_be_read_stops_nobody(
    cloud: Cloud, mine: Tool
) -> None:
    key = {"pk": {"S": "#system"}, "sk": {"S": "state"}}
    put("TenantsTable", key | {"last_tick_at": {"S": "lately"}, "doc": {"S": "[]"}})
    cloud.run(MONDAY)
    assert len(cloud.mailbox.messages()) == 2


def test_lists_say_which_rows_they_left_out(cloud: Cloud, mine: Tool) -> None:
    spoilt = [("#C-1", "customer"), ("#C-1", "invoice#F-1")]
    for pk, sk in spoilt:
        put("AccountsTable", row(cloud, mine, "AccountsTable", pk, sk) | {"doc": {"S": "[]"}})
    customers, invoices = mine.get("/customers"), mine.get("/invoices")
    assert [one["customer_id"] for one in customers["customers"]] == ["C-2"]
    assert customers["left_out"] == [{"customer_id": "C-1", "row": "customer"}]
    assert [one["invoice_id"] for one in invoices["invoices"]] == ["F-2"]
    assert invoices["left_out"] == [{"customer_id": "C-1", "row": "invoice#F-1"}]
    assert mine.get("/tasks")["left_out"] == []


def test_a_closed_invoice_and_a_task_that_cannot_be_read_are_named_by_their_lists(
    cloud: Cloud, mine: Tool
) -> None:
    mine.pay()
    closed_row = row(cloud, mine, "AccountsTable", "#C-1#archive", "invoice#F-1")
    put("AccountsTable", closed_row | {"doc": {"S": "[]"}})
    for path in ("/invoices?status=closed", "/invoices?status=closed&customer_id=C-1"):
        closed = mine.get(path)
        assert closed["invoices"] == []
        assert closed["left_out"] == [{"customer_id": "C-1", "row": "invoice#F-1"}], path
    key = {"pk": {"S": f"{mine.tenant_id}#C-2"}, "sk": {"S": "task#1"}, "doc": {"S": "[]"}}
    listed = {"listing": {"S": f"{mine.tenant_id}#tasks"}, "listed_as": {"S": "13#x#1#C-2"}}
    put("AccountsTable", key | listed)
    assert mine.get("/tasks")["left_out"] == [{"customer_id": "C-2", "row": "task#1"}]


# --- Any attribute of any row ------------------------------------------------------------------

INDEXED = {"pk", "sk", "listing", "listed_as", "review_shard", "review_turn", "waiting", "retry_at"}
TABLES = ("AccountsTable", "InboxTable", "TenantsTable")


def busy(cloud: Cloud, mine: Tool) -> None:
    """Something of everything: closed, disputed, unmatched, pending, reported, written."""
    mine("PUT", "/customers/C-3", {"name": "Three", "contacts": []})
    mine.invoice("F-3", customer_id="C-3")
    mine.pay(payment_id="B-3", allocations=[{"invoice_id": "F-3", "amount_minor": 300_00}])
    mine.pay(payment_id="B-9", allocations=[], amount_minor=77_00)
    mine.pay(payment_id="B-7", allocations=[{"invoice_id": "F-404", "amount_minor": 300_00}])
    mine("POST", "/customers/C-3/disputes", {"invoice_id": "F-3", "reason": "price"})
    mine("POST", "/customers/C-3/holds", {"reason": "insolvency"})
    stripe(cloud, mine, "payout.failed", {"id": "po_1", "amount": 5, "currency": "eur"})


def broken(item: Item, chance: random.Random) -> tuple[str, Item]:
    """The row with one attribute that says something else than it should, or nothing."""
    name = chance.choice(sorted(item.keys() - INDEXED))
    value = item[name]
    if "S" in value and value["S"][:1] in "{[" and chance.random() < 0.8:
        document = json.loads(value["S"])
        if isinstance(document, dict) and document:
            inner = chance.choice(sorted(document))
            document[inner] = chance.choice([None, 7, "x", [], {}, [7], True, {"x": 1}])
            return f"{name}.{inner}", item | {name: {"S": json.dumps(document)}}
    other = chance.choice([{"S": "x"}, {"N": "7"}, {"L": [{"N": "1"}]}, {"BOOL": True}])
    return name, item | {name: other}


def asked_for(mine: Tool) -> None:
    """Every GET of the API: none is a 500."""
    values = {"customer_id": "C-1", "invoice_id": "F-1", "payment_id": "B-9", "task_id": "x"}
    values |= {"policy_id": "classic", "version": "1", "message_id": "m", "kind": "policy"}
    for route in routes_of(deployed()):
        if route.method != "GET" or route.authorizer is None or "openapi" in route.path:
            continue
        for customer_id, invoice_id in (("C-1", "F-1"), ("C-3", "F-3")):
            mine_too = values | {"customer_id": customer_id, "invoice_id": invoice_id}
            path = route.path.removeprefix("/v1").format_map(defaultdict(lambda: "1", mine_too))
            answer = mine("GET", path)
            assert answer.status < 500, (path, answer.text)


@pytest.mark.parametrize("seed", [*range(15), 126])
def test_whatever_attribute_goes_wrong_nobody_else_is_harmed(
    cloud: Cloud, mine: Tool, seed: int
) -> None:
    chance = random.Random(seed)
    sound = live(cloud)
    for number in (1, 2):
        contacts = [{"contact_id": "b", "email": f"sound{number}@client.example"}]
        sound("PUT", f"/customers/C-{number}", {"name": "Sound", "contacts": contacts})
    busy(cloud, mine)
    table = TABLES[seed % 3]
    items = [one for one in cloud.rows(table) if one["pk"]["S"].startswith(mine.tenant_id)]
    item = chance.choice([one for one in items if one.keys() - INDEXED])
    what, spoilt = broken(item, chance)
    put(table, spoilt)

    cloud.run(MONDAY)
    asked_for(mine)
    sent = cloud.mailbox.messages()
    theirs = [mail for mail in sent if mail.to[0].startswith("sound")]
    assert len(theirs) == 2, (item["pk"], item["sk"], what)
    assert not any(cloud.dead_letters().values()), (item["pk"], item["sk"], what)
    answer = mine("GET", "/tasks")
    tasks = answer.json["tasks"] if answer.status == 200 else [{"kind": "unreadable_row"}]
    unread = {t.get("customer_id") for t in tasks if t["kind"] == "unreadable_row"}
    if None in unread:
        assert len(sent) == 2, (item["pk"], item["sk"], what)
    if "C-1" in unread:
        assert all("billing@client.example" not in mail.to for mail in sent if mail not in theirs)
