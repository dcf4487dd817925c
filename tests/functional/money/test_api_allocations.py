"""Money without an invoice: who is held for it, and how a person allocates it (practice 1, R31)."""

from dataclasses import replace
from typing import Any

import pytest

from relance.data import accounts, journal
from relance.domain.account.account import Account
from relance.domain.ledger.payments import Payment, Share
from relance.flows.money.allocation import allocate_payment
from relance.flows.money.payments import record_payment
from tests.actors.tool import Tool, fields, tool
from tests.builders import at, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

ALLOCATE = "/payments/BANK-1/allocate"


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    made = tool(cloud)
    made.invoice()
    return made


def allocated(mine: Tool, **body: Any) -> Any:
    answer = mine("POST", ALLOCATE, body)
    assert answer.status == 200, answer.text
    return answer.json


def part(amount_minor: int, invoice_id: str = "F-1") -> dict[str, Any]:
    return {"invoice_id": invoice_id, "amount_minor": amount_minor}


def file_of(mine: Tool, customer_id: str = "C-1") -> Account:
    found = accounts.load(mine.tenant_id, customer_id)
    assert found
    return found


def test_money_of_the_pot_goes_to_the_invoice_that_a_person_names(mine: Tool) -> None:
    mine.pay(allocations=[])
    assert mine.get("/payments/BANK-1")["state"] == "unmatched"
    done = allocated(mine, allocations=[part(300_00)])
    assert (done["state"], done["waiting"]) == ("recorded", [])
    assert mine.get("/invoices/F-1")["status"] == "closed"
    assert mine.get("/unmatched-payments")["payments"] == []


def test_cash_of_a_customer_goes_to_an_invoice_of_another(mine: Tool) -> None:
    mine.customer("C-2")
    mine.invoice("F-2", customer_id="C-2")
    mine.pay(allocations=[], customer_id="C-1")
    assert [r.unallocated_minor for r in file_of(mine).receipts] == [300_00]
    allocated(mine, allocations=[part(100_00), part(150_00, "F-2")])
    assert [r.unallocated_minor for r in file_of(mine).receipts] == [50_00]
    assert mine.get("/invoices/F-1")["open_minor"] == 200_00
    assert mine.get("/invoices/F-2")["open_minor"] == 150_00


def test_what_is_left_of_the_pot_may_be_a_customers(mine: Tool) -> None:
    mine.pay(allocations=[])
    allocated(mine, allocations=[part(100_00)], customer_id="C-1")
    assert [r.unallocated_minor for r in file_of(mine).receipts] == [200_00]
    assert allocated(mine, customer_id="C-1")["waiting"] == []  # again: there is nothing left


def test_the_same_allocation_again_changes_nothing_while_money_is_free(mine: Tool) -> None:
    """A request repeated after a lost answer; more is asked for by the new amount in all."""
    mine.pay(allocations=[])
    for _ in range(3):
        allocated(mine, allocations=[part(100_00)])
        assert [r.unallocated_minor for r in file_of(mine).receipts] == [200_00]
    assert mine.get("/invoices/F-1")["open_minor"] == 200_00
    kinds = [fact.kind for fact in journal.facts(mine.tenant_id, "C-1")]
    assert kinds.count("payment") == 1
    allocated(mine, allocations=[part(150_00)])
    assert mine.get("/invoices/F-1")["open_minor"] == 150_00
    allocated(mine, allocations=[part(100_00)])
    assert mine.get("/invoices/F-1")["open_minor"] == 150_00


def test_the_allocation_that_closed_an_invoice_may_be_repeated(mine: Tool) -> None:
    mine.pay(amount_minor=400_00, allocations=[])
    for _ in range(2):
        allocated(mine, allocations=[part(100_00), part(200_00)])
    assert mine.get("/invoices/F-1")["status"] == "closed"
    assert [r.unallocated_minor for r in file_of(mine).receipts] == [100_00]


def test_money_that_waited_for_a_wrong_number_is_allocated_too(mine: Tool) -> None:
    mine.pay(allocations=[part(300_00, "F-9")])
    assert allocated(mine, allocations=[part(300_00)])["state"] == "recorded"


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"allocations": [part(300_01)]}, 409, "allocations"),
        ({"allocations": [part(1_00, "F-9")]}, 422, "allocations.0.invoice_id"),
        ({"allocations": [part(1_00, "F-USD")]}, 422, "allocations.0.invoice_id"),
        ({"customer_id": "C-9"}, 422, "customer_id"),
    ],
)
def test_what_cannot_be_allocated_names_its_field_and_changes_nothing(
    mine: Tool, body: dict[str, Any], status: int, field: str
) -> None:
    mine.invoice("F-USD", currency="USD")
    mine.pay(allocations=[])
    before = mine.get("/payments/BANK-1")
    answer = mine("POST", ALLOCATE, body)
    assert (answer.status, fields(answer)) == (status, [field])
    assert mine.get("/payments/BANK-1") == before


def test_a_payment_that_is_not_known_cannot_be_allocated(mine: Tool) -> None:
    assert mine("POST", ALLOCATE, {"allocations": [part(1_00)]}).status == 404


def test_money_of_nobody_known_holds_who_owes_as_much_until_a_person_has_matched_it(
    cloud: Cloud,
) -> None:
    tenant_id = _owes_since_tuesday(cloud, money_minor=300_00)
    assert cloud.mailbox.messages() == []
    file = accounts.load(tenant_id, "C-1")
    assert file
    assert [task.kind for task in file.tasks] == ["match_unknown_money"]
    allocate_payment(tenant_id, "BANK-1", (Share(300_00, "F-1"),), None, cloud.clock.now())
    file = accounts.load(tenant_id, "C-1")
    assert file
    assert file.items == ()
    assert all(task.closed_at for task in file.tasks)


def test_money_of_another_amount_holds_nobody(cloud: Cloud) -> None:
    _owes_since_tuesday(cloud, money_minor=299_00)
    assert len(cloud.mailbox.messages()) == 1


def _owes_since_tuesday(cloud: Cloud, money_minor: int) -> str:
    """A customer who owes 300.00, and money of nobody known of Friday, as of Monday's run."""
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer())
    file_invoice(cloud, tenant, invoice())
    cloud.clock.set(at("2026-06-05 17:00"))
    now = cloud.clock.now()
    money = Payment("BANK-1", money_minor, "EUR", now.date(), now)
    record_payment(tenant.tenant_id, money, now)
    cloud.run(at("2026-06-08 10:00"))
    return tenant.tenant_id


def test_once_money_is_one_customers_the_others_are_not_asked_about_it(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    for number in (1, 2):
        file_customer(cloud, tenant, customer(f"C-{number}"))
        owed = replace(invoice(f"F-{number}"), customer_id=f"C-{number}")
        file_invoice(cloud, tenant, owed)
    cloud.clock.set(at("2026-06-04 15:00"))
    day = cloud.clock.now().date()
    record_payment(
        tenant.tenant_id,
        Payment("BANK-1", 300_00, "EUR", day, cloud.clock.now()),
        cloud.clock.now(),
    )
    cloud.run(at("2026-06-05 10:00"))

    def asked() -> list[tuple[str, str | None]]:
        files = [accounts.load(tenant.tenant_id, one) for one in ("C-1", "C-2")]
        return [(task.kind, task.outcome) for file in files if file for task in file.tasks]

    assert asked() == [("match_unknown_money", None)] * 2
    allocate_payment(tenant.tenant_id, "BANK-1", (Share(300_00, "F-1"),), None, cloud.clock.now())
    cloud.run(at("2026-06-05 11:00"))
    assert asked() == [("match_unknown_money", "done"), ("match_unknown_money", "moot")]
