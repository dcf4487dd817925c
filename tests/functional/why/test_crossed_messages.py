"""R14: a fact before the reservation prevents a mail, a later one crosses it, and is told so."""

from collections.abc import Callable
from typing import Any

import pytest

from relance.domain.creditor.api_key import SCOPES
from relance.flows.tenant.keys import create_key
from tests.actors.tool import Tool
from tests.builders import CUSTOMER, at, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

type Deed = Callable[[Tool], Any]


@pytest.fixture(name="tool")
def _tool(cloud: Cloud) -> Tool:
    """A clerk of a tenant whose customer owes F-1 since 2 June: reminded at ten on the 5th."""
    cloud.clock.set(at("2026-06-04 09:30"))
    tenant = live_tenant(cloud, language="en")
    file_customer(cloud, tenant, customer())
    file_invoice(cloud, tenant, invoice(due_on="2026-06-02"))
    _, key = create_key(tenant.tenant_id, SCOPES, "clerk", cloud.clock.now())
    return Tool(cloud, tenant.tenant_id, key)


def reminded(tool: Tool) -> None:
    tool.cloud.run(at("2026-06-05 10:00"))
    assert [mail.sent_at[:10] for mail in tool.cloud.mailbox.messages()] == ["2026-06-05"]
    tool.cloud.clock.set(at("2026-06-05 16:00"))


def pays(tool: Tool, value_on: str, amount_minor: int = 300_00, **changes: Any) -> None:
    """Money is recorded now, which the bank had on its value day."""
    shares = [{"invoice_id": changes.pop("invoice_id", "F-1"), "amount_minor": amount_minor}]
    body = {"amount_minor": amount_minor, "value_on": value_on, "allocations": shares}
    answer = tool.pay(**(body | changes))
    assert answer.status == 201, answer.text


def told(tool: Tool, kind: str = "first", invoice_id: str = "F-1") -> dict[str, Any]:
    """The entry of the message."""
    entries = tool.get(f"/invoices/{invoice_id}/timeline")["entries"]
    found: list[dict[str, Any]] = [
        one for one in entries if (one["kind"], one["name"]) == ("message", kind)
    ]
    assert len(found) == 1
    return found[0]


def crossed_by(tool: Tool, **which: str) -> list[str]:
    figures = told(tool, **which)["figures"]
    kinds = [one["kind"] for one in figures["crossed_by"]]
    assert figures["crossed"] is bool(kinds)
    return kinds


def test_money_that_the_bank_had_before_the_mail_crossed_it(tool: Tool) -> None:
    reminded(tool)
    assert crossed_by(tool) == []
    pays(tool, "2026-06-04")

    entry = told(tool)
    assert entry["figures"]["crossed_by"] == [
        {
            "kind": "payment",
            "recorded_at": "2026-06-05T14:00:00Z",
            "effective_on": "2026-06-04",
            "amount_minor": 300_00,
        }
    ]
    assert entry["summary"] == (
        "First reminder to contact billing: delivered."
        " It crossed what was recorded only after it: the payment."
    )


def test_the_history_of_a_task_about_the_invoice_tells_it_as_well(tool: Tool) -> None:
    reminded(tool)
    replies(tool)
    tool.cloud.run(at("2026-06-10 10:00"))
    (task,) = tool.get(f"/customers/{CUSTOMER}/tasks")["tasks"]
    pays(tool, "2026-06-04")

    shown = tool.get(f"/customers/{CUSTOMER}/tasks/{task['task_id']}")
    assert len([line for line in shown["history"] if "It crossed" in line["summary"]]) == 1


def test_money_of_a_later_day_answers_the_mail_and_crosses_nothing(tool: Tool) -> None:
    reminded(tool)
    pays(tool, "2026-06-06")
    assert crossed_by(tool) == []


def test_a_part_of_the_money_leaves_the_mail_right_and_all_of_it_does_not(tool: Tool) -> None:
    reminded(tool)
    pays(tool, "2026-06-04", 100_00)
    assert crossed_by(tool) == []
    pays(tool, "2026-06-03", 200_00, payment_id="BANK-2")
    assert crossed_by(tool) == ["payment", "payment"]


def test_money_for_another_invoice_crosses_nothing_of_this_one(tool: Tool) -> None:
    body = {"number": "F-2", "customer_id": CUSTOMER, "due_on": "2026-06-20"}
    assert tool.invoice("F-2", **body).status == 201
    reminded(tool)
    pays(tool, "2026-06-04", invoice_id="F-2")
    assert crossed_by(tool) == []


def test_money_that_went_back_was_no_payment(tool: Tool) -> None:
    reminded(tool)
    pays(tool, "2026-06-04")
    assert crossed_by(tool) == ["payment"]
    answer = tool("POST", "/payments/BANK-1/reversal", {"reason": "AM04"})
    assert answer.status == 200, answer.text
    assert crossed_by(tool) == []


def test_money_that_is_moved_to_another_invoice_did_not_cross_after_all(tool: Tool) -> None:
    reminded(tool)
    pays(tool, "2026-06-04")
    answer = tool("PUT", "/payments/BANK-1/allocations", {"allocations": []})
    assert answer.status == 200, answer.text
    assert crossed_by(tool) == []


def test_money_that_was_here_and_named_no_invoice_did_not_cross(tool: Tool) -> None:
    """The mail took it off what it demanded, and asked how to apply it."""
    assert tool.invoice("F-2", number="F-2", due_on="2026-06-02").status == 201
    body = {"customer_id": CUSTOMER, "value_on": "2026-06-03", "allocations": []}
    assert tool.pay(**body).status == 201
    reminded(tool)
    share = {"invoice_id": "F-1", "amount_minor": 300_00}
    answer = tool("POST", "/payments/BANK-1/allocate", {"allocations": [share]})
    assert answer.status == 200, answer.text
    assert tool.get("/invoices/F-1")["open_minor"] == 0
    assert crossed_by(tool) == []


def test_a_credit_note_of_an_earlier_day_crossed_and_one_of_today_answers(tool: Tool) -> None:
    reminded(tool)
    note = {"document_type": "credit_note", "corrects": "F-1", "due_on": None}
    answer = tool.invoice("N-1", number="N-1", issued_on="2026-06-04", **note)
    assert answer.status == 201, answer.text
    assert crossed_by(tool) == ["credit_note"]


def test_a_credit_note_of_the_day_itself_is_an_answer_to_the_mail(tool: Tool) -> None:
    reminded(tool)
    note = {"document_type": "credit_note", "corrects": "F-1", "due_on": None}
    assert tool.invoice("N-1", number="N-1", issued_on="2026-06-05", **note).status == 201
    assert crossed_by(tool) == []


# --- Both orders of a fact and a reservation -----------------------------------------------------


def disputes(tool: Tool) -> None:
    body = {"invoice_id": "F-1", "reason": "price"}
    assert tool("POST", f"/customers/{CUSTOMER}/disputes", body).status == 201


def holds(tool: Tool) -> None:
    assert tool("POST", f"/customers/{CUSTOMER}/holds", {"reason": "agreed"}).status == 201


def replies(tool: Tool) -> None:
    body = {"text": "Je regarde.", "from": "x@client.example"}
    assert tool("POST", f"/customers/{CUSTOMER}/replies", body).status == 201


def cancels(tool: Tool) -> None:
    assert tool("POST", "/invoices/F-1/cancel", {"reason": "error"}).status == 200


def pays_today(tool: Tool) -> None:
    pays(tool, "2026-06-05")


DEEDS = [
    pytest.param(pays_today, "payment", id="paid"),
    pytest.param(disputes, "dispute", id="disputed"),
    pytest.param(holds, "hold", id="held"),
    pytest.param(replies, "reply", id="replied"),
    pytest.param(cancels, "cancellation", id="cancelled"),
]


def when(tool: Tool, deed: Deed, service: str, action: str = "") -> None:
    """Has a deed done right before the sender's first call of a service."""
    done: list[Request] = []

    def tap(request: Request, proceed: Proceed) -> Outcome:
        mine = "SendFunction" in str(request) or str(request).startswith("send ")
        if mine and request.service == service and not done and action in request.action:
            done.append(request)
            deed(tool)
        return proceed()

    tool.cloud.wire.taps.append(tap)
    tool.cloud.run(at("2026-06-05 10:00"))
    tool.cloud.wire.taps.remove(tap)
    assert done


@pytest.mark.parametrize(("deed", "kind"), DEEDS)
def test_what_comes_before_the_reservation_prevents_the_mail(
    tool: Tool, deed: Deed, kind: str
) -> None:
    when(tool, deed, "dynamodb", "TransactWriteItems")

    assert "SendEmail" not in str([r for r in tool.cloud.requests if r.service == "sesv2"])
    names = [one["name"] for one in tool.get("/invoices/F-1/timeline")["entries"]]
    assert "first" not in names


@pytest.mark.parametrize(("deed", "kind"), DEEDS)
def test_what_comes_between_reservation_and_ses_crosses_the_mail(
    tool: Tool, deed: Deed, kind: str
) -> None:
    when(tool, deed, "sesv2")

    assert len([m for m in tool.cloud.mailbox.messages() if "F-1" in m.subject]) >= 1
    assert crossed_by(tool) == [kind]


@pytest.mark.parametrize(("deed", "kind"), DEEDS[1:])
def test_what_is_said_after_the_mail_on_the_same_day_answers_it(
    tool: Tool, deed: Deed, kind: str
) -> None:
    reminded(tool)
    deed(tool)
    assert crossed_by(tool) == []


def test_a_message_by_hand_is_crossed_as_well(tool: Tool) -> None:
    words = {"message_id": "n-1", "subject": "Our call", "text": "As agreed.", "by": "Ada"}
    assert tool("POST", f"/customers/{CUSTOMER}/messages", words).status == 201
    tool.cloud.pump()
    tool.cloud.clock.set(at("2026-06-05 09:00"))
    pays(tool, "2026-06-03")

    assert crossed_by(tool, kind="manual") == ["payment"]


def test_an_answer_to_the_debtor_is_never_crossed(tool: Tool) -> None:
    reminded(tool)
    pays(tool, "2026-06-04")
    tool.cloud.run(at("2026-06-08 10:00"))

    assert crossed_by(tool, kind="receipt") == []


def test_the_backtest_and_the_timeline_say_the_same(tool: Tool) -> None:
    reminded(tool)
    pays(tool, "2026-06-04")
    tool.cloud.clock.set(at("2026-06-08 16:00"))
    classic = {"policy_id": "classic", "version": 1}
    asked = {"kept": classic, "from_on": "2026-06-01", "to_on": "2026-06-06"}
    answer = tool("POST", "/policies/backtest", asked)

    assert answer.status == 200, answer.text
    first = next(step for step in answer.json["steps"] if step["kind"] == "first")
    assert (first["did"], first["did_cross"]) == (1, 1)
    assert crossed_by(tool) == ["payment"]
