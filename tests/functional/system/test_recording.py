"""Facts that meet: somebody else writes between reading and writing (R12, R15)."""

from dataclasses import replace

import pytest

from relance.data import accounts, tenants
from relance.domain.account.account import Account
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import StaleVersion
from relance.domain.fact import Fact
from relance.flows.recording import Change, fact_id, record
from relance.flows.redoing import MOST_TRIES
from relance.flows.tenant.settings import rewrite
from tests.actors.tool import fields, tool
from tests.builders import at, day
from tests.harness.cloud import Cloud, Outcome, Proceed, Request

NOW = at("2026-06-01 08:00")


def renamed(account: Account, name: str) -> Change:
    fact = Fact(fact_id(account), "customer_amended", NOW, day("2026-06-01"))
    return Change(replace(account, customer=replace(account.customer, name=name)), fact)


@pytest.mark.parametrize("overtaken", range(MOST_TRIES))
def test_a_fact_that_was_overtaken_is_computed_again(cloud: Cloud, overtaken: int) -> None:
    mine = tool(cloud)
    seen: list[str] = []

    def change(account: Account) -> Change:
        seen.append(account.customer.name)
        if len(seen) <= overtaken:
            mine.customer(name=f"Another {len(seen)}")
        return renamed(account, f"{account.customer.name}, renamed")

    kept = record(mine.tenant_id, "C-1", change)
    assert len(seen) == overtaken + 1
    assert kept.customer.name == f"{seen[-1]}, renamed"
    assert accounts.load(mine.tenant_id, "C-1") == replace(kept, review_at=NOW)


def test_a_fact_that_is_always_overtaken_is_refused(cloud: Cloud) -> None:
    mine = tool(cloud)
    count = 0

    def change(account: Account) -> Change:
        nonlocal count
        count += 1
        mine.customer(name=f"Another {count}")
        return renamed(account, "Mine")

    with pytest.raises(StaleVersion):
        record(mine.tenant_id, "C-1", change)
    assert count == MOST_TRIES


def test_two_tools_that_file_one_invoice_at_once_file_it_once(cloud: Cloud) -> None:
    """The pointer has one owner: who comes second reads again (R20)."""
    mine = tool(cloud)
    mine.customer("C-2")
    answers: list[int] = []

    def overtake(request: Request, proceed: Proceed) -> Outcome:
        if request.operation == "TransactWriteItems" and not answers:
            answers.append(0)
            answers[0] = mine.invoice(customer_id="C-2").status
        return proceed()

    cloud.wire.taps.append(overtake)
    late = mine.invoice()
    assert (answers, late.status, fields(late)) == ([201], 409, ["customer_id"])
    assert mine.get("/invoices/F-1")["customer_id"] == "C-2"


def test_the_api_says_that_nothing_was_changed_and_when_to_ask_again(cloud: Cloud) -> None:
    mine = tool(cloud)
    busy: list[str] = []

    def overtake(request: Request, proceed: Proceed) -> Outcome:
        if request.operation == "TransactWriteItems" and "now" not in busy:
            busy.append("now")
            mine.customer(notes=f"overtaken {len(busy)} times")
            busy[-1] = "before"
        return proceed()

    cloud.wire.taps.append(overtake)
    answer = mine.invoice()
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    cloud.wire.taps.clear()
    assert mine("GET", "/invoices/F-1").status == 404


def test_settings_that_were_overtaken_are_made_again(cloud: Cloud) -> None:
    mine = tool(cloud)
    tries = 0

    def change(tenant: Tenant) -> Tenant:
        nonlocal tries
        tries += 1
        if tries == 1:
            mine("POST", "/pause", {"paused": True})
        return replace(tenant, daily_cap=7)

    _, after = rewrite(mine.tenant_id, change)
    assert (after.mode, after.daily_cap, tries) == ("paused", 7, 2)


def test_settings_that_are_always_overtaken_are_refused(cloud: Cloud) -> None:
    mine = tool(cloud)
    paused = False

    def change(tenant: Tenant) -> Tenant:
        nonlocal paused
        paused = not paused
        mine("POST", "/pause", {"paused": paused})
        return replace(tenant, daily_cap=tenant.daily_cap + 1)

    with pytest.raises(StaleVersion):
        rewrite(mine.tenant_id, change)
    assert tenants.load(mine.tenant_id).daily_cap == 50
