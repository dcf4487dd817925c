"""Shadow: everything is decided and recorded, nothing is sent and nobody is asked (R29, B10)."""

from relance.adapters import clock
from relance.data import accounts, journal
from relance.domain.decision import Send, Task
from relance.domain.policies.shipped import CLASSIC
from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud


def decided(mine: Tool, kind: type) -> set[str]:
    """The reasons of the decisions of one type that were recorded."""
    runs = journal.runs(mine.tenant_id, "C-1", clock.now())
    return {d.reason for run in runs for d in run.decisions if isinstance(d, kind)}


def test_shadow_records_messages_and_tasks_and_fills_nobodys_list(cloud: Cloud) -> None:
    mine = tool(cloud)
    mine.settings(signatory="Claire Lefort")
    mine.invoice(payment_method="direct_debit_core")
    mine.invoice("F-2")
    for day in range(1, 31):
        cloud.run(at(f"2026-06-{day:02d} 10:00"))
    assert decided(mine, Send)
    assert "collection_unconfirmed" in decided(mine, Task)
    assert cloud.mailbox.messages() == []
    assert mine.get("/tasks")["tasks"] == []
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    assert not account.messages
    assert not account.tasks


def test_what_shadow_would_have_asked_is_asked_once_the_tenant_is_live(cloud: Cloud) -> None:
    mine = tool(cloud)
    mine.settings()
    mine.invoice(payment_method="direct_debit_core")
    for day in range(3, 10):
        cloud.run(at(f"2026-06-{day:02d} 10:00"))
    assert mine.get("/tasks")["tasks"] == []
    mine("POST", "/go-live", {"confirm": True})
    cloud.run(at("2026-06-10 10:00"))
    assert [task["kind"] for task in mine.get("/tasks")["tasks"]] == ["check_collection"]


def test_a_decision_says_by_which_version_of_which_policy_it_was_made(cloud: Cloud) -> None:
    """R10."""
    mine = tool(cloud)
    mine.invoice()
    cloud.run(at("2026-06-03 10:00"))
    runs = [*journal.runs(mine.tenant_id, "C-1", clock.now())]
    assert {run.policy for run in runs} == {("classic", CLASSIC.version)}
