"""Customers over HTTP (A1)."""

from dataclasses import replace
from typing import Any

import pytest

from relance.data import accounts
from relance.domain.account.account import Account
from relance.domain.fact import Fact
from relance.flows.recording import Change, record
from tests.actors.tool import CUSTOMER, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud


def test_a_customer_is_created_read_and_changed(cloud: Cloud) -> None:
    mine = tool(cloud)
    assert mine.customer("C-2", language="en", siren="732 829 320").status == 201
    assert mine.get("/customers/C-2")["siren"] == "732829320"

    assert mine.customer("C-2", name="Client SAS").status == 200
    kept = mine.get("/customers/C-2")
    assert (kept["name"], kept["language"], kept["siren"]) == ("Client SAS", "en", "732829320")


def test_the_same_customer_again_writes_nothing(cloud: Cloud) -> None:
    mine = tool(cloud)
    before = accounts.load(mine.tenant_id, "C-1")
    assert mine.customer().status == 200
    assert accounts.load(mine.tenant_id, "C-1") == before


def test_an_address_that_bounced_stays_stopped_until_it_is_another_address(cloud: Cloud) -> None:
    mine = tool(cloud)
    record(mine.tenant_id, "C-1", _bounced)

    mine.customer(name="Client SAS")
    assert mine.get("/customers/C-1")["contacts"][0]["suppressed"] == "bounce"

    other = CUSTOMER["contacts"][0] | {"email": "compta@client.example"}  # type: ignore[operator]
    mine.customer(contacts=[other])
    assert mine.get("/customers/C-1")["contacts"][0]["suppressed"] is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "Client\r\nBcc: all@client.example"}, "name"),
        ({"type": "government"}, "type"),
        ({"language": "xx"}, "language"),
        ({"country": "France"}, "country"),
        ({"zone": "Europe/Lutetia"}, "zone"),
        ({"zone": "../../etc/passwd"}, "zone"),
        ({"siren": "732829321"}, "siren"),
        ({"colour": "red"}, "colour"),
        ({"contacts": [{"contact_id": "b", "email": "ada@client"}]}, "contacts.0.email"),
        ({"contacts": [{"contact_id": "b", "email": "a\nb@client.example"}]}, "contacts.0.email"),
        ({"contacts": [{"contact_id": "b", "suppressed": "bounce"}]}, "contacts.0.suppressed"),
        ({"contacts": [{"contact_id": "b"}, {"contact_id": "b"}]}, "body"),
    ],
)
def test_what_cannot_be_accepted_is_named(cloud: Cloud, change: dict[str, Any], field: str) -> None:
    answer = tool(cloud).customer("C-2", **change)
    assert answer.status == 422
    assert fields(answer) == [field]


@pytest.mark.parametrize("customer_id", [".", "..", "C%2F1", "C 1", "C" * 65, "C#1"])
def test_ids_that_a_path_cannot_carry_are_refused(cloud: Cloud, customer_id: str) -> None:
    """R19: the address is decoded before it is routed."""
    mine = tool(cloud)
    answer = mine("PUT", f"/customers/{customer_id.replace('#', '%23')}", CUSTOMER)
    assert answer.status in (404, 422)
    shown = mine.get("/customers/C-1")
    assert (shown.pop("overrides"), shown.pop("order_hold")) == ([], None)
    assert mine.get("/customers")["customers"] == [shown]


@pytest.mark.parametrize("customer_id", ["...", "~", "a.b-c_d~E9", "C" * 64])
def test_ids_of_the_invoicing_tool_are_kept_as_they_are(cloud: Cloud, customer_id: str) -> None:
    mine = tool(cloud)
    assert mine.customer(customer_id).status == 201
    assert mine.get(f"/customers/{customer_id}")["customer_id"] == customer_id


def test_an_unknown_customer_is_not_found(cloud: Cloud) -> None:
    answer = tool(cloud)("GET", "/customers/C-9")
    assert answer.status == 404
    assert "C-9" in answer.json["detail"]
    assert fields(answer) == []


def _bounced(account: Account) -> Change:
    contacts = tuple(replace(c, suppressed="bounce") for c in account.customer.contacts)
    fact = Fact("bounce", "suppressed", at("2026-06-01 08:00"), at("2026-06-01 08:00").date())
    return Change(replace(account, customer=replace(account.customer, contacts=contacts)), fact)
