"""R8: what a person is told who writes to a debtor by hand. Nothing of it stops her."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask, Reply
from relance.domain.conversation.pauses import PAUSES
from relance.domain.creditor.rules import Mode
from relance.domain.guards.warnings import _PAUSES, ManualWarning, warnings_for
from relance.domain.ledger.invoices import Part, PartReason, PaymentMethod
from relance.domain.tasks.asking import task_id
from tests.builders import (
    account,
    at,
    claim,
    closed,
    day,
    dispute,
    hold,
    ids,
    invoice,
    message,
    paid,
    promise,
    receipt,
    rules,
)

ELEVEN = at("2026-06-04 11:00")


def codes(file: Account, *items: str, now: str = "2026-06-04 11:00", **limits: Any) -> list[str]:
    """The warnings about a message that lists these items, or F-1."""
    listed = ids(*(items or ("F-1/1",)))
    return [one.code.value for one in warnings_for(file, rules(**limits), at(now), listed, "EUR")]


def test_about_a_debt_that_is_overdue_there_is_nothing_to_say() -> None:
    assert codes(account()) == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        ({"mode": Mode.SHADOW}, "tenant_in_shadow"),
        ({"mode": Mode.PAUSED}, "tenant_paused"),
        ({"payments_backlog": True}, "payments_backlog"),
        ({"cash_through_on": day("2026-06-01")}, "feed_stale"),
        ({"cash_through_on": day("2026-06-03")}, None),
        ({"open_days": closed("2026-06-04")}, "closed_day"),
    ],
)
def test_of_the_tenant_and_the_day(limits: dict[str, Any], code: str | None) -> None:
    assert codes(account(), **limits) == ([code] if code else [])


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-06-04 09:59", ["outside_window"]),
        ("2026-06-04 10:00", []),
        ("2026-06-04 16:59", []),
        ("2026-06-04 17:00", ["outside_window"]),
        ("2026-06-04 03:00", ["outside_window"]),
    ],
)
def test_of_the_hour(now: str, expected: list[str]) -> None:
    assert codes(account(), now=now) == expected


def test_of_contacts_gap_cap_and_the_same_day() -> None:
    assert codes(account(messages=(message(on="2026-06-03"),))) == ["gap"]
    assert codes(account(messages=(message(on="2026-06-04"),))) == ["written_today", "gap"]
    many = tuple(message("first", f"2026-05-{on}", occasion=str(on)) for on in (22, 26, 30))
    assert codes(account(messages=many)) == ["cap"]
    unknown = message(on="2026-05-20", state="unknown")
    assert codes(account(messages=(unknown,))) == ["outcome_unknown"]
    assert codes(account(messages=(message("receipt", "2026-06-04", leader="f"),))) == []


def test_of_an_address_that_others_used_up() -> None:
    found = warnings_for(account(), rules(), ELEVEN, ids("F-1/1"), "EUR", [day("2026-06-03")])
    assert [one.code for one in found] == ["address_gap"]


def test_of_invoices_paid_not_due_and_covered() -> None:
    assert codes(paid(account(), "2026-06-03")) == ["paid"]
    assert codes(account(invoice(due_on="2026-06-04"))) == ["not_due"]
    assert codes(account(receipts=(receipt(300_00),))) == ["covered"]
    assert codes(account(receipts=(receipt(299_99),))) == []
    assert codes(account(receipts=(receipt(900_00, "USD"),))) == []


def test_of_what_keeps_an_invoice_out_of_the_conversation() -> None:
    parts = (Part("1", 100_00, day("2026-06-02"), PartReason.RETENTION),)
    reply = Reply("r", "person", day("2026-06-04"), ELEVEN)
    decided = OpenTask(
        "", "decision", ELEVEN, "EUR", ids("F-1/1"), closed_at=ELEVEN, outcome="done"
    )
    decided = replace(decided, task_id=task_id("decision", "F-1/1"))
    cases: dict[str, Account] = {
        "factored": account(invoice(assigned_to="Factor SA")),
        "disputed": account(disputes=(dispute("2026-06-03"),)),
        "retention": account(invoice(parts=parts)),
        "held": account(holds=(hold("agreed"),)),
        "collected": account(invoice(payment_method=PaymentMethod.DIRECT_DEBIT_CORE)),
        "decided": account(tasks=(decided,)),
        "reply_unread": account(replies=(reply,)),
        "claimed": account(claims=(claim("2026-06-03"),)),
        "promised": account(promises=(promise("2026-06-03", "2026-06-10"),)),
    }
    assert {name: codes(file) for name, file in cases.items()} == {name: [name] for name in cases}


def test_each_rule_that_keeps_an_item_out_has_its_warning() -> None:
    assert {rule.__name__ for rule in PAUSES} == _PAUSES.keys()


def test_of_many_invoices_the_first_hundred_are_named() -> None:
    many = [invoice(f"F-{number}", due_on="2026-07-02") for number in range(120)]
    listed = ids(*(f"F-{number}/1" for number in range(120)))
    (warned,) = warnings_for(account(*many), rules(), ELEVEN, listed, "EUR")
    assert (warned.code, len(warned.invoice_ids)) == ("not_due", 100)


def test_each_names_its_invoices_once_in_the_order_of_the_enum() -> None:
    file = account(
        invoice(
            "F-1", parts=(Part("a", 1_00, day("2026-07-02")), Part("b", 2_00, day("2026-07-09")))
        ),
        invoice("F-2"),
        holds=(hold("agreed", invoice_id="F-2"),),
    )
    listed = ids("F-1/a", "F-1/b", "F-2/1", "F-3/1")
    found = warnings_for(file, rules(), ELEVEN, listed, "EUR")
    assert [(one.code, one.invoice_ids) for one in found] == [
        ("paid", ("F-3",)),
        ("not_due", ("F-1",)),
        ("held", ("F-2",)),
    ]
    order = list(ManualWarning)
    assert sorted((one.code for one in found), key=order.index) == [one.code for one in found]
