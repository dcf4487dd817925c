"""A row that cannot be read silences its own account or tenant, and is shown until mended (R46)."""

from typing import Any

import pytest

from relance.data import tenants
from relance.data.account_rows import AccountRow, archive, hot
from relance.data.tenants import TenantRow
from relance.flows.tenant.senders import bind
from tests.actors.tool import CUSTOMER, SETTINGS, Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud

MONDAY = at("2026-06-08 10:00")


def live(cloud: Cloud) -> Tool:
    """A live tenant whose customers C-1 and C-2 are late, each at an address of his own."""
    ours = tool(cloud)
    domain = f"{ours.tenant_id}.example"  # of its own, as each tenant's (R49)
    cloud.mailbox.verify(domain)
    bind(ours.tenant_id, domain, cloud.clock.now())
    ours("PUT", "/settings", SETTINGS | {"from_email": f"compta@{domain}"})
    person: dict[str, Any] = {"contact_id": "b", "email": "two@client.example"}
    ours("PUT", "/customers/C-2", CUSTOMER | {"contacts": [person]})
    ours.invoice()
    ours.invoice("F-2", customer_id="C-2")
    assert ours("POST", "/go-live", {"confirm": True}).status == 200
    return ours


def spoil(mine: Tool, sk: str, **changes: Any) -> dict[str, Any]:
    """Makes a row of C-1 say what nobody can read; what it said before."""
    row = AccountRow.get(hot(mine.tenant_id, "C-1"), sk, consistent_read=True)
    before = dict(row.doc)
    row.doc = row.doc | changes
    row.save()
    return before


def mend(mine: Tool, sk: str, doc: dict[str, Any]) -> None:
    """Puts back what a row of C-1 said."""
    row = AccountRow.get(hot(mine.tenant_id, "C-1"), sk, consistent_read=True)
    row.doc = doc
    row.save()


def written_to(cloud: Cloud) -> set[str]:
    """The addresses that got a mail."""
    return {to for mail in cloud.mailbox.messages() for to in mail.to}


SPOILT = [
    ("invoice#F-1", {"document_type": "telegram"}),
    ("invoice#F-1", {"issued_on": "0001-01-01"}),
    ("invoice#F-1", {"parts": [{"part_id": "1", "amount_minor": 30000, "due_on": "9999-12-31"}]}),
    ("invoice#F-1", {"parts": 7}),
    ("invoice#F-1", {"recorded_at": "yesterday"}),
    ("customer", {"contacts": [{"role": "billing"}]}),
    ("customer", {"zone": "Mars/Olympus"}),
]


@pytest.mark.parametrize(("sk", "changes"), SPOILT, ids=range(len(SPOILT)))
def test_a_row_that_cannot_be_read_silences_its_own_account(
    cloud: Cloud, sk: str, changes: dict[str, Any]
) -> None:
    mine = live(cloud)
    before = spoil(mine, sk, **changes)
    cloud.run(MONDAY)
    assert written_to(cloud) == {"two@client.example"}
    assert not any(cloud.dead_letters().values())

    (task,) = [t for t in mine.get("/tasks")["tasks"] if t["kind"] == "unreadable_row"]
    assert task["customer_id"] == "C-1"
    for path in ("/customers/C-1/forecast", "/customers/C-1/profile"):
        answer = mine("GET", path)
        assert (answer.status, sk in answer.json["detail"]) == (409, True), path
    for path in ("/customers", "/invoices", "/forecast", "/customers/C-2/forecast"):
        assert mine("GET", path).status == 200, path
    assert mine("POST", "/go-live", {"confirm": False}).status == 200

    mend(mine, sk, before)
    assert [t for t in mine.get("/tasks")["tasks"] if t["kind"] == "unreadable_row"] == []
    cloud.run(at("2026-06-09 10:00"))
    assert "billing@client.example" in written_to(cloud)


def test_a_kind_of_row_of_a_newer_version_silences_its_account(cloud: Cloud) -> None:
    mine = live(cloud)
    AccountRow(hot(mine.tenant_id, "C-1"), "plan#1", doc={"plan_id": "1"}).save()
    cloud.run(MONDAY)
    assert written_to(cloud) == {"two@client.example"}
    assert mine("GET", "/customers/C-1/forecast").status == 409


@pytest.mark.parametrize(
    ("sk", "doc"),
    [
        ("settings", {"tenant_id": "t"}),
        ("settings", {"zone": "localtime/nowhere"}),
        ("settings", {"closed_on": ["9999-12-31"]}),
        ("policies", [{"policy_id": "own"}]),
    ],
)
def test_a_tenant_that_cannot_be_read_is_silent_and_harms_no_other(
    cloud: Cloud, sk: str, doc: Any
) -> None:
    broken, sound = live(cloud), live(cloud)
    row = TenantRow(broken.tenant_id, sk, doc=doc, version=9)
    if sk == "settings" and "tenant_id" not in doc:
        kept = TenantRow.get(broken.tenant_id, "settings")
        row = TenantRow(broken.tenant_id, sk, doc=kept.doc | doc, version=kept.version)
    row.save()
    cloud.run(MONDAY)
    found, _ = tenants.load_with_system({broken.tenant_id, sound.tenant_id})
    assert set(found) == {sound.tenant_id}
    assert len(cloud.mailbox.messages()) == 2
    assert mine_status(broken) == 409
    assert mine_status(sound) == 200


def mine_status(tool_: Tool) -> int:
    """How the settings are answered."""
    return tool_("GET", "/settings").status


def test_a_closed_invoice_that_cannot_be_read_is_left_out_of_lists(cloud: Cloud) -> None:
    mine = live(cloud)
    mine.pay()
    row = AccountRow.get(archive(mine.tenant_id, "C-1"), "invoice#F-1")
    row.doc = row.doc | {"document_type": "telegram"}
    row.save()
    assert mine.get("/invoices?status=closed")["invoices"] == []
    assert mine("GET", "/invoices/F-1").status == 409
    assert mine.get("/invoices")["invoices"][0]["invoice_id"] == "F-2"
