"""Bodies and decisions end; nothing that has ended was still needed (E5, R6, R10)."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from relance.adapters import clock
from relance.data import accounts, journal, reports
from relance.data.account_rows import AccountRow
from relance.data.bodies import kept_body
from relance.data.expiry import ends_at, gone
from relance.data.transaction import Kind
from relance.domain.ledger.reports import Report, ReportKind
from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud

FIRST_ON = "2026-06-05"
LATER = at("2031-06-10 10:00")  # five years and some days


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    cloud.clock.set(at("2026-05-20 09:00"))
    made = tool(cloud)
    made.settings(language="en")
    made("POST", "/go-live", {"confirm": True})
    made.invoice()
    cloud.run(at("2026-05-26 10:00"))
    cloud.run(at(f"{FIRST_ON} 10:00"))
    assert len(cloud.mailbox.messages()) == 2
    return made


def _ending(cloud: Cloud) -> dict[str, int]:
    rows = cloud.rows("AccountsTable")
    return {row["sk"]["S"]: int(row["ttl"]["N"]) for row in rows if "ttl" in row}


def test_bodies_and_decisions_end_and_nothing_that_guards_does(mine: Tool, cloud: Cloud) -> None:
    ending = _ending(cloud)
    assert {name.partition("#")[0] for name in ending} == {"body", "decision"}
    wanted = ends_at(at(f"{FIRST_ON} 10:00"), 1_827)
    assert ending[max(name for name in ending if name.startswith("decision"))] == wanted


@pytest.mark.parametrize("deleted", [False, True])
def test_a_row_that_has_ended_is_gone_whether_deleted_or_not(
    mine: Tool, cloud: Cloud, deleted: bool
) -> None:
    account = accounts.load(mine.tenant_id, "C-1")
    assert account
    message = account.messages[0]
    cloud.clock.set(LATER)
    assert not deleted or cloud.sweep() == 4
    assert [*journal.runs(mine.tenant_id, "C-1", clock.now())] == []
    assert kept_body(account, message.message_id, message.attempt, clock.now()) is None


@pytest.mark.parametrize("deleted", [False, True])
def test_who_asks_about_a_day_that_is_gone_is_told_so(
    mine: Tool, cloud: Cloud, deleted: bool
) -> None:
    cloud.clock.set(LATER)
    if deleted:
        cloud.sweep()
    day = mine.get(f"/customers/C-1/decisions?on={FIRST_ON}")
    assert day["notes"][0] == (
        "What was decided on that day is not kept any more; this is what the facts make of it"
        " once more."
    )
    assert [d["reason"] for d in day["decisions"]] == ["first_due"]
    lines = mine.get("/invoices/F-1/timeline")["entries"]
    (line,) = (one for one in lines if one["kind"] == "not_kept")
    assert line["summary"] == "What was decided up to 9 June 2026 is not kept any more."
    assert not [one for one in lines if one["kind"] == "decision"]
    told = [one["name"] for one in lines if one["kind"] == "message"]
    assert told == ["courtesy", "first"]  # that it went, and what became of it, stays


def test_a_day_that_is_kept_is_told_as_it_was(mine: Tool, cloud: Cloud) -> None:
    cloud.clock.set(LATER - timedelta(days=10))
    cloud.sweep()
    day = mine.get(f"/customers/C-1/decisions?on={FIRST_ON}")
    assert day["ran_at"] == "2026-06-05T08:00:00Z"
    lines = mine.get("/invoices/F-1/timeline")["entries"]
    assert [one["at"][:10] for one in lines if one["kind"] == "decision"] == [FIRST_ON]
    (line,) = (one for one in lines if one["kind"] == "not_kept")
    assert line["summary"] == "What was decided up to 30 May 2026 is not kept any more."


def _send_again(cloud: Cloud, mine: Tool) -> None:
    """The orders of five years ago, once more."""
    account = accounts.load(mine.tenant_id, "C-1")
    assert account
    for message in account.messages:
        order = {
            "tenant": mine.tenant_id,
            "account": "C-1",
            "message": message.message_id,
            "at": at(f"{FIRST_ON} 10:00").isoformat(),
        }
        record = {"messageId": "1", "body": json.dumps(order)}
        assert cloud.invoke("send", {"Records": [record]}) == {"batchItemFailures": []}


def test_nothing_that_has_ended_was_still_needed(cloud: Cloud, mine: Tool) -> None:
    cloud.clock.set(LATER)
    assert cloud.sweep() > 0
    _send_again(cloud, mine)
    assert len(cloud.mailbox.messages()) == 2
    for days in range(3):
        cloud.run(LATER + timedelta(days=days))
        cloud.run(LATER + timedelta(days=days))
    said = cloud.mailbox.messages()
    assert len({mail.tags["relance_key"] for mail in said}) == len(said)
    rows = [row["sk"]["S"] for row in cloud.rows("AccountsTable")]
    assert len([name for name in rows if name.startswith("message#")]) == len(said)


def test_a_tenant_says_how_long(mine: Tool, cloud: Cloud) -> None:
    limits = mine.get("/settings")["limits"]
    assert (limits["keep_bodies_days"], limits["keep_decisions_days"]) == (1_827, 1_827)
    answer = mine(
        "PATCH", "/settings", {"limits": {"keep_bodies_days": 400, "keep_decisions_days": 500}}
    )
    assert answer.status == 200
    sent = len(cloud.mailbox.messages())
    for day in range(8, 20):
        cloud.run(at(f"2026-06-{day:02d} 10:00"))
    assert len(cloud.mailbox.messages()) > sent
    ending = _ending(cloud)
    decided = max(name for name in ending if name.startswith("decision#"))
    assert ending[decided] == ends_at(at(f"{decided[9:19]} 10:00"), 500)
    assert min(ending.values()) < ends_at(at("2026-06-20 10:00"), 400)


@pytest.mark.parametrize("days", [399, 0, -1, 4_000])
def test_less_than_what_may_be_needed_is_refused(mine: Tool, days: int) -> None:
    answer = mine("PATCH", "/settings", {"limits": {"keep_decisions_days": days}})
    assert answer.status == 422
    assert "keep_decisions_days" in answer.text


def test_the_second_of_its_end_is_the_first_at_which_a_row_is_gone() -> None:
    row = AccountRow("t#C-1#archive", "body#m#1", ttl=ends_at(at("2026-06-05 10:00"), 400))
    assert not gone(row, at("2027-07-10 09:59"))
    assert gone(row, at("2027-07-10 10:00"))
    assert not gone(AccountRow("t#C-1#archive", "fact#1"), at("2099-01-01 00:00"))


def test_a_report_of_a_provider_ends_ten_years_after_it_was_closed_and_not_before() -> None:
    told = Report("r-1", "stripe", "po_1", "payout.failed", at("2026-06-05 10:00"))
    open_report = replace(told, kind=ReportKind.OTHER, occurred_at=at("2026-06-05 10:00"))
    closed = replace(open_report, closed_at=at("2026-06-08 10:00"))
    ends = {
        write.row.attribute_values["sk"]: write.row.attribute_values.get("ttl")
        for report in (open_report, closed)
        for write in reports.changes("t", None, report)
        if write.kind is Kind.PUT
    }
    assert ends == {"open#r-1": None, "shut#r-1": ends_at(at("2026-06-08 10:00"), 3_653)}
