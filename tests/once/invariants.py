"""What must be true whatever went wrong."""

import json
from collections import Counter, defaultdict
from typing import Any

from relance.adapters.mail import parse_key
from relance.data import accounts
from relance.data.account_rows import AccountRow
from relance.data.codec import decode
from relance.data.message_rows import message_from
from relance.domain.account.message import RANK, UNSETTLED, MessageState
from relance.domain.ledger.invoices import Invoice
from relance.domain.ledger.payments import Payment
from relance.domain.tasks.asking import task_id
from tests.once.moment import Moment
from tests.once.stage import Stage

_LEFT = frozenset(MessageState) - UNSETTLED - {MessageState.REFUSED}


def said(moment: Moment) -> Counter[tuple[str, ...]]:
    """What went out: how often which customer's contact was told what."""
    kinds = {}
    for row in moment.rows["AccountsTable"].values():
        if row["sk"]["S"].startswith("message#"):
            key = message_from(AccountRow.from_raw_data({**row})).key
            kinds[key.message_id] = (key.account_id, key.kind, key.occasion)
    keys = [(parse_key(mail.tags["relance_key"]), mail.to) for mail in moment.mails]
    return Counter((*kinds[key[2]], *to) for key, to in keys if key)


def states(moment: Moment, customer_id: str) -> dict[str, str]:
    """The state of each message of a customer, by its row."""
    return {
        row["sk"]["S"]: row["state"]["S"]
        for (pk, sk), row in moment.rows["AccountsTable"].items()
        if pk == f"t-1#{customer_id}" and sk.startswith("message#")
    }


def tasks(moment: Moment, customer_id: str) -> list[str]:
    """The kind of each task about a customer."""
    rows = moment.rows["AccountsTable"].items()
    return [
        json.loads(row["doc"]["S"])["kind"]
        for (pk, sk), row in rows
        if pk == f"t-1#{customer_id}" and sk.startswith("task#")
    ]


def check(stage: Stage) -> None:
    """Fails with what is wrong."""
    _nothing_twice(stage)
    _nothing_waits(stage)
    rows = stage.tables.rows("AccountsTable")
    _messages_agree_with_the_sink(stage, rows)
    _heads_agree_with_their_accounts(rows)
    _manifests_agree_with_partitions(rows)
    _pointers_agree_with_invoices(rows)
    _money_is_there_once(stage, rows)
    _facts_are_there_once(rows)


def _manifests_agree_with_partitions(rows: list[dict[str, Any]]) -> None:
    """Each head names exactly the rows that a Query of its account finds (R12)."""
    heads = [row for row in rows if row["sk"]["S"] == "head"]
    assert heads
    for head in heads:
        there = {row["sk"]["S"] for row in rows if row["pk"] == head["pk"]} - {"head"}
        named = {key for name in ("rows", "messages") for key in head.get(name, {"SS": []})["SS"]}
        assert named == there, head["pk"]
        assert head["rows_version"] == head["version"], head["pk"]


def _nothing_twice(stage: Stage) -> None:
    sunk = Counter(mail.tags["relance_key"] for mail in stage.cloud.mailbox.messages())
    assert [key for key, count in sunk.items() if count > 1] == []


def _nothing_waits(stage: Stage) -> None:
    assert stage.cloud.waiting() == {}
    assert stage.cloud.dead_letters() == {}
    waiting = [row["sk"] for row in stage.tables.rows("InboxTable") if "waiting" in row]
    assert waiting == []
    now = stage.cloud.clock.now().isoformat()
    late = [
        (row["pk"]["S"], row["review_at"]["S"])
        for row in stage.tables.rows("AccountsTable")
        if row.get("review_at", {"S": "z"})["S"] <= now
    ]
    assert late == []  # nor is anything set aside, which has such an instant too


def _messages_agree_with_the_sink(stage: Stage, rows: list[dict[str, Any]]) -> None:
    sunk = {parse_key(m.tags["relance_key"]) for m in stage.cloud.mailbox.messages()}
    asked = {row["sk"]["S"] for row in rows if row["sk"]["S"].startswith("task#")}
    told = set()
    for row in rows:
        kind, _, message_id = row["sk"]["S"].partition("#")
        if kind != "message":
            continue
        tenant_id, account_id = row["pk"]["S"].split("#")[:2]
        state, key = MessageState(row["state"]["S"]), (tenant_id, account_id, message_id)
        told.add(key)
        assert int(row["rank"]["N"]) == RANK[state]
        if state in _LEFT:
            assert key in sunk, f"{state} but nothing left: {key}"
        elif state is MessageState.REFUSED:
            assert key not in sunk
        else:
            task = f"task#{task_id('outcome_unknown', message_id)}"
            assert task in asked, f"{state} without an outcome: {key}"
    assert sunk <= told


def _heads_agree_with_their_accounts(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        if row["sk"]["S"] != "head":
            continue
        account = accounts.load(*row["pk"]["S"].split("#"))
        assert account is not None
        totals: dict[str, int] = defaultdict(int)
        for item in account.items:
            totals[item.currency] += item.open_minor
        assert json.loads(row["open_minor"]["S"]) == totals
        oldest = account.items[0].due_on.isoformat() if account.items else "none"
        assert row["oldest_due_on"]["S"] == oldest


def _invoices(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], Invoice]:
    """Tenant, account and state of each invoice row."""
    found = {}
    for row in rows:
        if row["sk"]["S"].startswith("invoice#"):
            tenant_id, account_id, *archived = row["pk"]["S"].split("#")
            invoice = decode(Invoice, json.loads(row["doc"]["S"]))
            key = (tenant_id, account_id, invoice.invoice_id)
            assert key not in found, f"in two places: {key}"
            assert (row["state"]["S"] == "closed") == bool(archived)
            found[key] = invoice
    return found


def _pointers_agree_with_invoices(rows: list[dict[str, Any]]) -> None:
    states = {
        (*row["pk"]["S"].split("#")[:2], row["sk"]["S"].partition("#")[2]): row["state"]["S"]
        for row in rows
        if row["sk"]["S"].startswith("invoice#")
    }
    pointers = {}
    for row in rows:
        tenant_id, kind, *rest = row["pk"]["S"].split("#")
        if kind == "invoice" and row["sk"]["S"] == "pointer":
            account_id = json.loads(row["doc"]["S"])["account_id"]
            pointers[tenant_id, account_id, rest[0]] = row["state"]["S"]
    assert pointers == states


def _money_is_there_once(stage: Stage, rows: list[dict[str, Any]]) -> None:
    held: Counter[str] = Counter()
    for invoice in _invoices(rows).values():
        for entry in invoice.allocations:
            held[entry.payment_id] += entry.net_minor
    for row in rows:
        if row["sk"]["S"].startswith("receipt#"):
            receipt = json.loads(row["doc"]["S"])
            held[receipt["payment_id"]] += receipt["unallocated_minor"]
    announced = {}
    for row in stage.tables.rows("InboxTable"):
        if row["sk"]["S"] == "payment":
            payment = decode(Payment, json.loads(row["doc"]["S"]))
            announced[payment.payment_id] = payment.amount_minor - payment.reversed_minor
    assert held == announced


def _facts_are_there_once(rows: list[dict[str, Any]]) -> None:
    facts = Counter(
        (row["pk"]["S"], json.loads(row["doc"]["S"])["fact_id"])
        for row in rows
        if row["sk"]["S"].startswith("fact#")
    )
    assert [fact for fact, count in facts.items() if count > 1] == []
