"""Rows as versions before stored them are read, and what is stored now is small enough (R10).

`rows_of_november.json` is what a story of eleven days left behind on 28 November 2026, with what
the API said of it then: reminders, a mail that bounced, one by hand, an answer, a debt that was
paid and whose message is in the archive.
"""

import base64
import json
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from local.harness import stack
from local.harness.template import physical
from relance.data import accounts, bodies, journal
from relance.domain.creditor.api_key import SCOPES
from relance.flows.tenant.keys import create_key
from tests.actors.tool import Tool
from tests.bench.sizes import row_bytes
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant

T, STORED = TENANT.tenant_id, Path(__file__).with_name("rows_of_november.json")
AFTERWARDS = at("2026-06-15 18:00")
ONE_UNIT = 1_024  # of a row; a byte more is written at twice the price


@cache
def november() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(STORED.read_text("utf-8"))
    return found


def sizes(cloud: Cloud, prefix: str) -> list[int]:
    rows = (row for row in cloud.rows("AccountsTable") if row["sk"]["S"].startswith(prefix))
    return [row_bytes(row) for row in rows]


@pytest.fixture(name="before")
def _before(cloud: Cloud) -> Tool:
    """The deployment as the story left it."""
    for table, rows in november()["tables"].items():
        for row in rows:
            if "body" in row:
                row = {**row, "body": {"B": base64.b64decode(row["body"]["B"]["base64"])}}
            stack.aws("dynamodb").put_item(TableName=physical(table), Item=row)
    cloud.clock.set(AFTERWARDS)
    _, key = create_key(T, SCOPES, "clerk", AFTERWARDS)
    return Tool(cloud, T, key)


@pytest.mark.parametrize("path", november()["answers"])
def test_what_was_said_of_rows_of_before_is_said_today(before: Tool, path: str) -> None:
    assert before.get(path) == november()["answers"][path]


def test_bodies_of_before_are_opened(before: Tool) -> None:
    opened = 0
    for number in range(1, 5):
        account = accounts.load(T, f"C-{number}")
        assert account is not None
        for history in journal.histories(T, account.account_id):
            kept = bodies.kept_body(account, history.message.message_id, 1, AFTERWARDS)
            assert kept is not None
            subject, html, text = kept
            assert subject == (history.subject or subject)
            assert html.endswith("</html>")
            assert f"F-{number}" in text
            opened += 1
    assert opened == 10


def test_the_ladder_goes_on_where_it_stood_and_nothing_goes_twice(before: Tool) -> None:
    cloud = before.cloud
    for paused in (True, False):  # as after any upgrade from then: docs/deploying.md
        assert before("POST", "/pause", {"paused": paused}).status == 200
    sent = {
        row["sk"]["S"].removeprefix("message#")
        for row in november()["tables"]["AccountsTable"]
        if row["sk"]["S"].startswith("message#")
    }
    for day in range(16, 31):
        for _ in range(2):
            cloud.run(at(f"2026-06-{day} 10:00"))
    told = [m.message_id for c in range(1, 5) for m in messages(f"C-{c}")]
    assert sent < set(told)
    assert len(told) == len(set(told))
    assert len(cloud.mailbox.messages()) == len(set(told) - sent)
    assert ("dead@bounces.example",) not in [mail.to for mail in cloud.mailbox.messages()]


def messages(name: str) -> list[Any]:
    return [history.message for history in journal.histories(T, name)]


LONG = "8d3f2c1e-4b5a-4f60-9a7b-0c1d2e3f4a5b"  # as tools name their customers


def test_the_rows_of_an_ordinary_reminder_cost_one_unit_each(cloud: Cloud) -> None:
    cloud.clock.set(at("2026-06-04 09:30"))
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer(LONG, contacts=(contact(),)))
    for number in range(4):
        one = invoice(f"INV-2026-00{number}", customer_id=LONG, due_on="2026-06-02")
        file_invoice(cloud, tenant, one)
    for hours in range(11 * 24):
        cloud.run(at("2026-06-05 10:00") + timedelta(hours=hours))
    assert len(cloud.mailbox.messages()) == 2
    for prefix in ("message#", "decision#", "body#", "contacts", "pointer", "head"):
        assert max(sizes(cloud, prefix)) <= ONE_UNIT, (prefix, sorted(sizes(cloud, prefix)))
