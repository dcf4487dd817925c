"""What providers report about nothing of ours: a task of the tenant, once by its object (R40)."""

import json
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from relance.data import tenant_money
from relance.flows.money.payments import get_payment, list_unmatched
from relance.flows.tenant.keys import create_key
from relance.telemetry import logger
from tests.actors.payments import Ledger, intent, ledger, refunded
from tests.actors.tool import Tool
from tests.builders import invoice
from tests.harness.cloud import Cloud


@pytest.fixture(name="books")
def _books(cloud: Cloud) -> Ledger:
    return ledger(cloud).has(invoice())


@pytest.fixture(name="mine")
def _mine(books: Ledger) -> Tool:
    _, key = create_key(books.tenant_id, ("ledger", "admin"), "clerk", books.now)
    return Tool(books.cloud, books.tenant_id, key)


def payout(amount: int = 5000_00, payout_id: str = "po_1", **changes: Any) -> dict[str, Any]:
    return {"id": payout_id, "object": "payout", "amount": amount, "currency": "eur"} | changes


def told(books: Ledger, kind: str, thing: dict[str, Any], status: int = 202) -> None:
    """One event later than the ones before it, and what follows from it."""
    books.cloud.clock.set(books.now + timedelta(seconds=1))
    assert books.stripe(kind, thing).status == status, kind
    books.settle()


def tasks(mine: Tool) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = mine.get("/tasks")["tasks"]
    return [task for task in found if task["report"]]


def reported(mine: Tool) -> list[tuple[str, str, int | None, str | None]]:
    """Kind, object and money of the reports that wait."""
    names = ("kind", "object_id", "amount_minor", "currency")
    return [tuple(task["report"][name] for name in names) for task in tasks(mine)]


def test_a_payout_that_failed_is_a_task_of_the_tenant(books: Ledger, mine: Tool) -> None:
    told(books, "payout.failed", payout())
    (task,) = tasks(mine)
    assert (task["kind"], task["customer_id"], task["urgent"]) == (
        "check_provider_event", None, True,
    )  # fmt: skip
    assert task["report"] | {"occurred_at": ""} == {
        "provider": "stripe",
        "object_id": "po_1",
        "event_type": "payout.failed",
        "kind": "payout_failed",
        "said": "un virement vers notre banque a échoué, l’argent y est revenu",
        "amount_minor": 5000_00,
        "currency": "EUR",
        "occurred_at": "",
    }
    mine("PATCH", "/settings", {"language": "en"})
    assert tasks(mine)[0]["report"]["said"].startswith("a payout to our bank failed")


@pytest.mark.parametrize(
    ("kind", "thing", "as_"),
    [
        ("payout.canceled", payout(), ("payout_canceled", "po_1", 5000_00, "EUR")),
        (
            "transfer.reversed",
            {"id": "tr_1", "amount": 90_00, "amount_reversed": 40_00, "currency": "eur"},
            ("transfer_reversed", "tr_1", 40_00, "EUR"),
        ),
        (
            "topup.failed",
            {"id": "tu_1", "amount": 7, "currency": "eur"},
            ("topup_failed", "tu_1", 7, "EUR"),
        ),
        (
            "treasury.received_credit.succeeded",
            {"id": "rc_1", "amount": 300_00, "currency": "usd"},
            ("money_arrived", "rc_1", 300_00, "USD"),
        ),
        ("charge.refunded", refunded("pi_9"), ("unknown_refunded", "ch_pi_9", 300_00, "EUR")),
        (
            "charge.dispute.created",
            {"id": "dp_9", "amount": 5_00, "currency": "eur", "charge": "ch_9", "status": "lost"},
            ("unknown_disputed", "dp_9", 5_00, "EUR"),
        ),
        (
            "charge.dispute.created",
            {"id": "dp_9", "amount": 5_00, "currency": "eur", "charge": "ch_9",
             "status": "warning_needs_response"},
            ("unknown_disputed", "dp_9", 5_00, "EUR"),
        ),
        (
            "refund.created",
            {"id": "re_9", "amount": 5_00, "currency": "eur", "status": "succeeded"},
            ("unknown_refunded", "re_9", 5_00, "EUR"),
        ),
        (
            "cash_balance.funds_available",
            {"object": "cash_balance", "customer": "cus_1", "available": {"eur": 300_00}},
            ("funds_wait", "cash_balance cus_1 EUR", 300_00, "EUR"),
        ),
        (
            "cash_balance.funds_available",
            {"object": "cash_balance", "customer": "cus_1", "available": {"eur": 1, "usd": 1}},
            ("funds_wait", "cash_balance cus_1", None, None),
        ),
        ("payout.failed", {"id": "po_1"}, ("payout_failed", "po_1", None, None)),
        ("payout.failed", payout(currency="xxx"), ("payout_failed", "po_1", None, None)),
        ("payout.failed", payout(amount=10**30), ("payout_failed", "po_1", None, None)),
    ],
)  # fmt: skip
def test_each_is_told_once_whatever_repeats(
    books: Ledger, mine: Tool, kind: str, thing: dict[str, Any], as_: tuple[Any, ...]
) -> None:
    for _ in range(2):
        told(books, kind, thing)
    assert reported(mine) == [as_]
    assert not any(books.cloud.dead_letters().values())
    assert not tenant_money.load(books.tenant_id, books.now + timedelta(days=1)).waits


@pytest.mark.parametrize("order", [*permutations(range(3))])
def test_a_payout_paid_after_it_failed_ends_the_question_in_any_order(
    books: Ledger, mine: Tool, order: tuple[int, ...]
) -> None:
    start = books.now
    events = ("payout.failed", "payout.updated", "payout.paid")
    for index in order:
        books.cloud.clock.set(start + timedelta(seconds=index))
        books.stripe(events[index], payout())
    assert reported(mine) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_payout_that_fails_after_it_was_paid_is_asked_about_in_any_order(
    books: Ledger, mine: Tool, order: tuple[int, ...]
) -> None:
    start = books.now
    events = ("payout.paid", "payout.failed")
    for index in order:
        books.cloud.clock.set(start + timedelta(seconds=index))
        books.stripe(events[index], payout())
    assert [one[0] for one in reported(mine)] == ["payout_failed"]


def movement(amount: int, left: int, number: int) -> dict[str, Any]:
    return {
        "id": f"ccsbtxn_{number}", "customer": "cus_1", "currency": "eur",
        "net_amount": amount, "ending_balance": left,
    }  # fmt: skip


def test_funds_that_are_applied_wait_no_more_and_are_booked_once(books: Ledger, mine: Tool) -> None:
    kind = "customer_cash_balance_transaction.created"
    told(books, kind, movement(300_00, 300_00, 1))
    assert reported(mine) == [("funds_wait", "cash_balance cus_1 EUR", 300_00, "EUR")]
    told(books, kind, movement(-100_00, 200_00, 2))
    assert reported(mine)[0][2] == 200_00
    told(books, kind, movement(-200_00, 0, 3))
    assert reported(mine) == []
    told(books, "payment_intent.succeeded", intent())
    assert books.open() == {}
    assert [*list_unmatched(books.tenant_id)] == []


def test_funded_and_applied_in_one_second_leave_nothing_in_any_order(
    books: Ledger, mine: Tool
) -> None:
    kind = "customer_cash_balance_transaction.created"
    for movements in ((1, 0), (0, 1)):
        for index in movements:
            books.stripe(kind, (movement(300_00, 300_00, 1), movement(-300_00, 0, 2))[index])
        assert reported(mine) == []


def test_money_that_waits_at_the_provider_keeps_its_like_silent(cloud: Cloud) -> None:
    """To the cent what C-1 owes: nobody is chased for it while people find out (R31)."""
    books = ledger(cloud, zone="Europe/Paris").has(invoice())
    cloud.run(books.now)
    thing = {"object": "cash_balance", "customer": "cus_1", "available": {"eur": 300_00}}
    cloud.clock.set(invoice_day(books))
    books.stripe("cash_balance.funds_available", thing)
    cloud.run(books.now)
    assert cloud.mailbox.messages() == []
    kinds = {task.kind for task in books.account().tasks if not task.closed_at}
    assert "match_unknown_money" in kinds


def invoice_day(books: Ledger) -> Any:
    """The morning on which the first reminder of F-1 would go."""
    return books.now.replace(month=6, day=5, hour=8, minute=0)


def test_more_money_that_waits_after_a_person_closed_it_is_asked_about_again(
    books: Ledger, mine: Tool
) -> None:
    kind = "customer_cash_balance_transaction.created"
    told(books, kind, movement(300_00, 300_00, 1))
    (task,) = tasks(mine)
    assert close(mine, task).status == 200
    told(books, kind, movement(300_00, 300_00, 2))
    assert len(reported(mine)) == 1


def close(mine: Tool, task: dict[str, Any], outcome: str = "done") -> Any:
    return mine("POST", f"/tasks/{task['task_id']}/close", {"outcome": outcome, "note": "seen"})


def test_a_person_closes_it_once_and_no_repeat_opens_it(books: Ledger, mine: Tool) -> None:
    told(books, "payout.failed", payout())
    (task,) = tasks(mine)
    for _ in range(2):
        answer = close(mine, task)
        assert (answer.status, answer.json["state"], answer.json["outcome"]) == (
            200, "closed", "done",
        )  # fmt: skip
    assert close(mine, task, "other").status == 409
    told(books, "payout.failed", payout())
    assert reported(mine) == []
    told(books, "payout.failed", payout(amount=1))
    assert len(reported(mine)) == 1


def test_nothing_else_without_a_customer_can_be_closed(mine: Tool) -> None:
    assert close(mine, {"task_id": "0" * 20}).status == 404


def test_a_refund_told_before_its_payment_is_settled_by_it(books: Ledger, mine: Tool) -> None:
    refund = {"id": "re_1", "amount": 100_00, "currency": "eur", "payment_intent": "pi_1"}
    told(books, "refund.created", refund)
    told(books, "refund.created", refund | {"id": "re_2"})
    assert reported(mine) == [("unknown_refunded", "re_2", 200_00, "EUR")]
    told(books, "payment_intent.succeeded", intent())
    assert reported(mine) == []
    assert get_payment(books.tenant_id, "stripe:pi_1").refunded_minor == 200_00


def test_a_payment_recorded_by_a_call_ends_the_question_as_well(books: Ledger, mine: Tool) -> None:
    data = {"payment_id": "BANK-1", "amount_minor": 300_00, "currency": "EUR"}
    assert books.standard("payment.returned", **data, value_on="2026-06-01").status == 202
    books.settle()
    assert [one[0] for one in reported(mine)] == ["unknown_disputed"]
    mine.pay()
    assert reported(mine) == []


def test_a_refund_of_nobody_that_failed_ends_the_question(books: Ledger, mine: Tool) -> None:
    refund = {"id": "re_1", "amount": 100_00, "currency": "eur", "payment_intent": "pi_8"}
    told(books, "refund.created", refund)
    told(books, "refund.failed", refund | {"status": "failed"})
    assert reported(mine) == []


def test_a_dispute_of_nobody_that_was_won_ends_the_question(books: Ledger, mine: Tool) -> None:
    dispute = {"id": "dp_1", "amount": 100_00, "currency": "eur", "payment_intent": "pi_8"}
    told(books, "charge.dispute.funds_withdrawn", dispute | {"status": "needs_response"})
    assert len(reported(mine)) == 1
    told(books, "charge.dispute.closed", dispute | {"status": "won"})
    assert reported(mine) == []


def test_a_type_that_nobody_knows_is_one_task_a_day(books: Ledger, mine: Tool) -> None:
    for number in range(5):
        thing = {"id": f"x_{number}", "amount": 5, "currency": "eur"}
        told(books, "crypto.moved", thing)
        told(books, "crypto.moved", thing | {"charge": f"ch_{number}"})
    (one,) = reported(mine)
    assert (one[0], one[1].split()[0]) == ("other", "crypto.moved")
    books.cloud.clock.set(books.now + timedelta(days=1))
    told(books, "crypto.moved", {"id": "x_9", "amount": 5, "currency": "eur"})
    assert len(reported(mine)) == 2
    told(books, "crypto.seen", {"id": "x_9", "currency": "eur"}, status=200)


@pytest.mark.parametrize(
    ("kind", "thing"),
    [
        ("payment_intent.payment_failed", intent("pi_5", invoice_id=None)),
        ("charge.failed", {"id": "ch_5", "amount": 3, "currency": "eur"}),
        ("plan.created", {"id": "plan_1", "amount": 3, "currency": "eur"}),
        ("payout.created", payout()),
        ("invoice.paid", {"id": "in_1", "amount_paid": 3, "currency": "eur"}),
    ],
)
def test_what_moves_no_money_of_a_debtor_asks_nobody(
    books: Ledger, mine: Tool, kind: str, thing: dict[str, Any]
) -> None:
    books.stripe(kind, thing)
    books.settle()
    assert reported(mine) == []


@pytest.mark.parametrize("paid", [{"charge": "ch_7"}, {"payment_record": "prec_7"}])
def test_an_invoice_at_stripe_paid_without_an_intent_is_unmatched_money(
    books: Ledger, mine: Tool, paid: dict[str, str]
) -> None:
    thing = {"id": "inpay_1", "amount_paid": 77_00, "currency": "eur", "payment": paid}
    for _ in range(2):
        told(books, "invoice_payment.paid", thing)
    (waits,), (one,) = list_unmatched(books.tenant_id), paid.values()
    assert (waits.payment_id, waits.amount_minor) == (f"stripe:{one}", 77_00)
    assert reported(mine) == []


def test_what_a_bank_feed_says_of_nothing_ours_is_told(books: Ledger, mine: Tool) -> None:
    for _ in range(2):
        said = books.standard("account.debited", amount_minor=9_00, currency="EUR")
        assert said.status == 202
        unknown = {"payment_id": "P-404", "amount_minor": 5, "currency": "EUR"}
        assert books.standard("payment.odd", **unknown).status == 202
        named = {"invoice_id": "F-404", "amount_minor": 5, "currency": "EUR"}
        assert books.standard("invoice.odd", **named).status == 202
        books.settle()
    assert sorted(one[1].split()[0] for one in reported(mine)) == [
        "account.debited", "invoice.odd", "payment.odd",
    ]  # fmt: skip
    assert books.standard("account.seen", colour="blue").status == 200


def test_a_bank_feed_that_names_an_invoice_of_ours_asks_its_account(
    books: Ledger, mine: Tool
) -> None:
    books.standard("invoice.odd", invoice_id="F-1", amount_minor=5, currency="EUR")
    books.settle()
    assert reported(mine) == []
    assert [task.kind for task in books.account().tasks] == ["check_provider_event"]


def test_the_log_names_no_more_than_kind_and_object(
    books: Ledger, mine: Tool, caplog: pytest.LogCaptureFixture
) -> None:
    told(books, "payout.failed", payout(description="Ada Martin", destination="ba_secret"))
    texts = [logger.registered_formatter.format(record) for record in caplog.records]
    lines = [json.loads(one) for one in texts]
    (line,) = [one for one in lines if one.get("message") == "report"]
    assert (line["kind"], line["object"], line["state"]) == ("payout_failed", "po_1", "open")
    assert "Ada" not in json.dumps(lines)


def test_a_flood_of_one_tenant_holds_nobody(books: Ledger, mine: Tool) -> None:
    other = ledger(books.cloud, tenant_id="t-2").has(invoice())
    for number in range(60):
        books.stripe("payout.failed", payout(payout_id=f"po_{number}"))
    assert books.cloud.waiting() == {}
    assert len(tasks(mine)) == 50
    page = mine.get("/tasks")
    rest = mine.get(f"/tasks?cursor={page['cursor']}")
    assert len([*page["tasks"], *rest["tasks"]]) == 60
    for one in (books, other):
        assert not tenant_money.load(one.tenant_id, one.now + timedelta(days=1)).waits
