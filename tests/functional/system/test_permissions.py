"""Permissions as they are used: every call of a story against the policy of its function (R27)."""

import warnings
from collections.abc import Iterator
from fnmatch import fnmatchcase

import pytest

from local.harness.template import ROOT, deployed, physical
from relance.flows import moving
from relance.flows.run import dispatch, tally
from tests.builders import at
from tests.functional.system.story import SECRET, SETTINGS, STRIPE_SECRET, Business
from tests.harness.cloud import Cloud, Request
from tests.harness.permissions import (
    covers,
    granted,
    keys_allowed,
    needs_of,
    partition_key_of,
)

TEMPLATE = deployed()
REPORT = ROOT / "build" / "permissions.txt"


class Unused(UserWarning):
    """Permissions that the story never needed."""


def test_every_call_is_allowed_by_the_policy_of_its_function(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    _tell(cloud, monkeypatch)
    refused = {
        f"{request.function} may not {action} on {resource}"
        for request in cloud.requests
        for action, resource in needs_of(request)
        if not _allowed(request, action, resource)
    }
    assert sorted(refused) == []
    assert {request.function for request in cloud.requests} == set(TEMPLATE.functions())
    _report(cloud.requests)


def test_a_call_that_no_statement_allows_is_noticed() -> None:
    scan = Request("dynamodb", "Scan", "send", 1, {"TableName": "relance-test-AccountsTable"})
    ((action, resource),) = needs_of(scan)
    assert not _allowed(scan, action, resource)


@pytest.mark.parametrize(
    ("parameters", "index"),
    [({}, ""), ({"IndexName": "review"}, "/index/review")],
)
def test_an_index_is_a_resource_of_its_own(parameters: dict[str, str], index: str) -> None:
    asked = {"TableName": "relance-test-AccountsTable", **parameters}
    ((action, resource),) = needs_of(Request("dynamodb", "Query", "dispatch", 1, asked))
    assert action == "dynamodb:Query"
    assert resource == TEMPLATE.attribute("AccountsTable", "Arn") + index


def test_a_transaction_needs_the_permission_of_each_of_its_parts() -> None:
    table = {"TableName": "relance-test-AccountsTable"}
    parts = [{kind: table} for kind in ("Put", "Update", "Delete", "ConditionCheck")]
    asked = {"TransactItems": parts}
    needs = needs_of(Request("dynamodb", "TransactWriteItems", "send", 1, asked))
    assert [action.removeprefix("dynamodb:") for action, _ in needs] == [
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "ConditionCheckItem",
    ]


def test_a_grant_of_some_keys_is_none_of_another() -> None:
    asked = {"TableName": physical("ApiKeysTable"), "Key": {"key_id": {"S": "endpoint#abc"}}}
    ((action, resource),) = needs_of(Request("dynamodb", "GetItem", "webhooks", 1, asked))
    assert _allowed(Request("dynamodb", "GetItem", "webhooks", 1, asked), action, resource)
    other = asked | {"Key": {"key_id": {"S": "k-1"}}}
    assert not _allowed(Request("dynamodb", "GetItem", "webhooks", 1, other), action, resource)


def _allowed(request: Request, action: str, resource: str) -> bool:
    patterns = keys_allowed(TEMPLATE, request.function, (action, resource))
    if patterns is None:
        return True
    return bool(patterns) and any(fnmatchcase(partition_key_of(request), p) for p in patterns)


def _report(requests: list[Request]) -> None:
    """Writes what was granted and never needed, and shows it at the end of the test run."""
    unused = list(_unused(requests))
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text("".join(f"{line}\n" for line in unused), encoding="utf-8")
    if unused:
        warnings.warn("granted and never used:\n  " + "\n  ".join(unused), Unused, stacklevel=1)


def _unused(requests: list[Request]) -> Iterator[str]:
    used = {(r.function, need) for r in requests for need in needs_of(r)}
    for function in TEMPLATE.functions():
        mine = [need for one, need in used if one == function]
        for grant in granted(TEMPLATE, function):
            if not any(covers(grant, need) for need in mine):
                yield f"{function}: {grant[0]} on {grant[1].rpartition(':')[2]}"


def _tell(cloud: Cloud, patch: pytest.MonkeyPatch) -> None:
    cloud.cold = True  # or one function would find what another has cached
    cloud.clock.set(at("2026-05-20 09:00"))
    business = Business(cloud)
    _sets_up(business)
    _keeps_its_ledger(business)
    patch.setattr(moving, "PAGE", 2)  # more is open than goes with an answer
    _goes_live(business)
    business.goes_on("2026-05-21", "2026-06-06")
    _debtors_answer(business)
    patch.setattr(dispatch, "FEW_TENANTS", 0)  # from here on as where there are many
    patch.setattr(tally, "PAGE", 1)
    _money_comes(business)
    business.goes_on("2026-06-09", "2026-06-30")
    _people_work(business)
    _months_later(business)


def _sets_up(business: Business) -> None:
    business.asks("PUT", "/v1/settings", SETTINGS)
    business.asks("GET", "/v1/settings")
    made = business.asks("POST", "/v1/api-keys", {"scopes": ["ledger"]}, expect=201)
    business.asks("DELETE", f"/v1/api-keys/{made['key_id']}", expect=204)
    business.asks("PUT", "/v1/webhook-endpoints/standard", {"secrets": [SECRET]})
    assert business.cloud.http("GET", "/v1/openapi.json").status == 200


def _keeps_its_ledger(business: Business) -> None:
    for name in ("C-1", "C-2", "C-3", "C-4", "C-5", "C-6", "C-9"):
        business.has_customer(name, f"{name}@client.example".lower())
    business.has_customer("C-7", "c-7@bounces.example")
    business.has_customer("C-8", "c-8@complains.example")
    for number in range(1, 10):
        business.issues(f"F-{number}", f"C-{number}", "2026-06-02")
    business.issues("F-20", "C-2", "2026-06-03", payment_links=["https://pay.example.com/x"])
    business.issues("F-21", "C-2", "2026-06-04")
    business.issues("F-30", "C-3", "2026-06-05")
    business.asks("GET", "/v1/customers/C-1")
    business.asks("GET", "/v1/customers")
    business.asks("GET", "/v1/invoices/F-1")
    business.asks("GET", "/v1/invoices?status=open&limit=3")
    hold = business.asks("POST", "/v1/customers/C-3/holds", {"reason": "asked"}, expect=201)
    business.asks("DELETE", f"/v1/customers/C-3/holds/{hold['hold_id']}", expect=204)
    hold = business.asks("POST", "/v1/invoices/F-30/holds", {"reason": "asked"}, expect=201)
    business.asks("DELETE", f"/v1/invoices/F-30/holds/{hold['hold_id']}", expect=204)
    business.asks("POST", "/v1/invoices/F-30/cancel", {"reason": "entered_twice"})


def _goes_live(business: Business) -> None:
    business.asks("POST", "/v1/messages/preview", {"kind": "first"})
    business.asks("POST", "/v1/messages/preview", {"kind": "first", "customer_id": "C-1"})
    business.asks("POST", "/v1/go-live", {"confirm": False})
    business.asks("POST", "/v1/go-live", {"confirm": True})
    business.asks("POST", "/v1/pause", {"paused": True})
    business.asks("POST", "/v1/pause", {"paused": False})


def _debtors_answer(business: Business) -> None:
    business.cloud.clock.set(at("2026-06-08 11:00"))
    for action in ("", "pay", "paid", "promise", "problem", "copy"):
        assert business.debtor_opens("c-1", action).status == 200
    assert business.debtor_opens("c-1", method="HEAD").status == 200
    transfer = {"paid_on": "2026-06-05", "means": "transfer", "account_last4": "0189"}
    business.debtor_answers("c-1", "paid", transfer)
    business.debtor_answers("c-2", "promise", {"promise_on": "2026-06-12"})
    business.debtor_answers("c-3", "problem", {"reason": "price", "text": "Ève"})
    business.debtor_answers("c-4", "copy", {})
    business.debtor_writes("c-6", "left")
    business.cloud.pump()


def _money_comes(business: Business) -> None:
    told = business.asks("PUT", "/v1/webhook-endpoints/standard", {"secrets": [SECRET]})["path"]
    body = {"secrets": [STRIPE_SECRET]}
    stripe = business.asks("PUT", "/v1/webhook-endpoints/stripe", body)["path"]
    business.receives("B-1", 30_000, allocations=[{"invoice_id": "F-5", "amount_minor": 30_000}])
    business.receives("B-9", 30_000, allocations=[{"invoice_id": "F-9", "amount_minor": 30_000}])
    business.receives("B-2", 5_000, allocations=[{"invoice_id": "F-1", "amount_minor": 5_000}])
    business.receives("B-3", 40_000, customer_id="C-4")
    business.receives("B-4", 9_000, allocations=[{"invoice_id": "F-99", "amount_minor": 9_000}])
    business.asks("GET", "/v1/payments/B-1")
    business.asks("GET", "/v1/unmatched-payments")
    business.issues("F-99", "C-5", "2026-07-02")
    business.asks("POST", "/v1/payments/B-1/reversal", {"reason": "returned"})
    business.is_told(told, "W-1", invoice_id="F-6")
    business.cloud.pump()
    business.is_told(told, "W-1", "returned")
    business.is_told(told, "W-2", invoice_id="F-98")
    business.cloud.pump()
    business.issues("F-98", "C-6", "2026-07-02")
    intent = {"id": "pi_1", "amount_received": 30_000, "currency": "eur"}
    business.is_told_by_stripe(
        stripe, "payment_intent.succeeded", intent | {"metadata": {"invoice_id": "F-20"}}
    )
    business.cloud.pump()
    charge = {"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 10_000, "currency": "eur"}
    business.is_told_by_stripe(stripe, "charge.refunded", charge)
    business.cloud.pump()
    payout = {"id": "po_1", "amount": 5_000, "currency": "eur"}
    for kind in ("payout.failed", "payout.paid"):
        business.is_told_by_stripe(stripe, kind, payout)
    business.is_told_by_stripe(stripe, "payout.failed", payout | {"id": "po_2"})
    tasks = business.asks("GET", "/v1/tasks")["tasks"]
    report = next(task for task in tasks if task["report"])
    business.asks("POST", f"/v1/tasks/{report['task_id']}/close", {"outcome": "done"})
    unknown = {"id": "ch_9", "payment_intent": "pi_9", "amount_refunded": 1, "currency": "eur"}
    business.is_told_by_stripe(stripe, "charge.refunded", unknown)
    business.cloud.pump()
    known = {"id": "pi_9", "amount_received": 1, "currency": "eur"}
    business.is_told_by_stripe(stripe, "payment_intent.succeeded", known)
    business.cloud.pump()
    business.is_told(told, "W-4", invoice_id="F-97")  # never comes: tried again every day
    business.cloud.pump()
    business.is_told(told, "W-3", customer_id="C-2", amount_minor=1_000)
    business.cloud.purge()  # the nudge is lost: a tick finds what waits (R13)


# Another call answers what they ask, and theirs names it.
_ANSWERED_ELSEWHERE = ("dispute_waits", "dispute_overdue")


def _people_work(business: Business) -> None:
    words = {"message_id": "n-1", "subject": "Notre appel", "text": "Comme convenu."}
    business.asks("POST", "/v1/customers/C-1/messages", words, expect=201)
    business.asks("POST", "/v1/customers/C-1/messages", words)
    business.asks("PUT", "/v1/settings", SETTINGS | {"zone": "Europe/London"})
    business.asks("PUT", "/v1/feed", {"cash_through_on": "2026-06-29"})
    business.asks("POST", "/v1/runs/release", {"confirm": True})
    business.asks("GET", "/v1/invoices?status=closed")
    business.asks("GET", "/v1/invoices/F-30")
    business.asks("GET", "/v1/invoices/F-1/timeline")
    waiting = business.asks("GET", "/v1/tasks")["tasks"]
    for task in [one for one in waiting if one["kind"] not in _ANSWERED_ELSEWHERE][:2]:
        path = f"/v1/customers/{task['customer_id']}/tasks/{task['task_id']}"
        business.asks("GET", path)
        outcomes = {"call": "reached", "approval": "approved", "commitment": "withdrawn"}
        outcomes |= dict.fromkeys(("refunded", "refund_overdue"), "no_credit_note")
        outcome = outcomes.get(task["kind"], "done")
        business.asks("POST", f"{path}/close", {"outcome": outcome})
    business.asks("GET", "/v1/runs/today")
    business.cloud.pump()


def _months_later(business: Business) -> None:
    """An old customer buys again: what was said about paid invoices is filed away (R21)."""
    business.cloud.clock.set(at("2026-10-20 09:00"))
    business.issues("F-50", "C-9", "2026-11-02", issued_on="2026-10-19")
    business.goes_on("2026-10-20", "2026-10-21")
