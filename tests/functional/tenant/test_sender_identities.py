"""R49: a tenant sends as itself and as nobody else, from the asking to the mail."""

from dataclasses import replace
from typing import Any

import pytest

from local.harness.cloud import Cloud as Harness
from relance.data import accounts, tenants
from relance.flows.tasks.worklist import TaskFilter, list_tasks
from relance.flows.tenant.onboarding import new_tenant
from relance.flows.tenant.senders import bind, drop
from tests.actors.tool import Tool, fields, newcomer
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request, Response
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

NOON, MORNING = at("2026-06-08 12:00"), at("2026-06-09 10:00")


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    """The first tenant, to whom relance.example is bound."""
    return newcomer(cloud)


@pytest.fixture(name="theirs")
def _theirs(cloud: Cloud, mine: Tool) -> Tool:
    """A second tenant of the same installation, to whom nothing is bound."""
    tenant, key = new_tenant("Atelier Perrin EURL", cloud.clock.now())
    return Tool(cloud, tenant.tenant_id, key)


def asked(who: Tool, name: str) -> dict[str, str]:
    """The record that a tenant is to publish for a name."""
    answer = who("POST", "/sender-identities", {"name": name})
    assert answer.status == 201, answer.text
    record: dict[str, str] = answer.json["record"]
    return record


def publish(who: Tool, record: dict[str, str]) -> None:
    """The owner of the domain publishes it."""
    who.cloud.names.publish({record["name"]: record["value"]})


def verified(who: Tool, name: str) -> Response:
    """The answer to a request to look now."""
    return who("POST", f"/sender-identities/{name}/verify")


def bound(who: Tool) -> dict[str, bool]:
    """What a tenant asked for, and whether it has it."""
    return {one["name"]: one["bound"] for one in who.get("/sender-identities")["identities"]}


def test_a_domain_is_proven_by_its_record_and_then_sent_from(theirs: Tool) -> None:
    assert fields(theirs.settings(from_email="compta@lumen.example")) == ["from_email"]
    record = asked(theirs, "Lumen.example.")
    assert record["name"] == "_relance-sender.lumen.example"
    assert asked(theirs, "lumen.EXAMPLE") == record
    assert verified(theirs, "lumen.example").status == 409
    publish(theirs, record)
    answer = verified(theirs, "lumen.example")
    assert (answer.status, answer.json["bound_by"]) == (200, "dns")
    assert verified(theirs, "lumen.example").json == answer.json

    assert theirs.settings(from_email="compta@lumen.example").status == 200
    assert theirs.settings(from_email="Compta@billing.LUMEN.example").status == 200
    shown = theirs.get("/sender-identities")
    assert (shown["usable"], shown["bound"]) == (True, True)


@pytest.mark.parametrize(
    "address",
    ["compta@relance.example", "COMPTA@Relance.Example", "x@deep.below.relance.example"],
)
def test_nobody_writes_as_another_tenant(mine: Tool, theirs: Tool, address: str) -> None:
    assert mine.settings().status == 200
    before = theirs.get("/settings")
    for method in ("PUT", "PATCH"):
        answer = theirs(method, "/settings", {"legal_name": "Atelier", "from_email": address})
        assert (answer.status, fields(answer)) == (422, ["from_email"])
    assert theirs.get("/settings") == before


@pytest.mark.parametrize("name", ["relance.example", "b.relance.example", "me@relance.example"])
def test_what_is_anothers_cannot_be_proven(mine: Tool, theirs: Tool, name: str) -> None:
    publish(theirs, asked(theirs, name))
    answer = verified(theirs, name)
    assert (answer.status, fields(answer)) == (409, ["name"])
    assert bound(theirs) == {name: False}
    assert mine.settings().status == 200


def test_what_another_has_bound_meanwhile_can_be_given_up(mine: Tool, theirs: Tool) -> None:
    asked(theirs, "lost.example")
    publish(mine, asked(mine, "lost.example"))
    assert verified(mine, "lost.example").status == 200
    assert theirs("DELETE", "/sender-identities/lost.example").status == 204
    assert bound(theirs) == {}
    assert bound(mine)["lost.example"]


def test_the_record_of_another_tenant_proves_nothing(mine: Tool, theirs: Tool) -> None:
    publish(mine, asked(mine, "shared.example"))
    asked(theirs, "shared.example")
    assert verified(theirs, "shared.example").status == 409
    assert verified(mine, "shared.example").status == 200


def test_a_name_above_what_is_anothers_leaves_it_to_him(mine: Tool, theirs: Tool) -> None:
    publish(mine, asked(mine, "billing.group.example"))
    assert verified(mine, "billing.group.example").status == 200
    publish(theirs, asked(theirs, "group.example"))
    assert verified(theirs, "group.example").status == 200

    assert theirs.settings(from_email="a@group.example").status == 200
    assert theirs.settings(from_email="a@billing.group.example").status == 422
    assert mine.settings(from_email="a@billing.group.example").status == 200


def test_two_tenants_may_each_have_an_address_of_one_domain(mine: Tool, theirs: Tool) -> None:
    for who, address in ((mine, "one@bureau.example"), (theirs, "two@bureau.example")):
        publish(who, asked(who, address))
        assert verified(who, address).status == 200
        assert who.settings(from_email=address).status == 200
    assert mine.settings(from_email="two@bureau.example").status == 422


def test_an_alias_and_a_record_elsewhere_prove_nothing(theirs: Tool) -> None:
    record = asked(theirs, "alias.example")
    theirs.cloud.names.aliases[record["name"]] = "stranger.example"
    theirs.cloud.names.publish({"stranger.example": record["value"]})
    theirs.cloud.names.publish({"alias.example": record["value"]})
    assert verified(theirs, "alias.example").status == 409
    theirs.cloud.names.publish({record["name"].replace("_relance-sender", "_other"): "x"})
    assert verified(theirs, "alias.example").status == 409


def test_while_no_name_server_answers_nothing_is_said(
    theirs: Tool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("relance.adapters.dns._LIFETIME_SECONDS", 0.2)
    asked(theirs, "silent.example")
    theirs.cloud.names.silent = True
    assert verified(theirs, "silent.example").status == 503
    assert bound(theirs) == {"silent.example": False}


@pytest.mark.parametrize(
    "name",
    [
        "co.uk",
        "gmail.com",
        "example",
        "a..b",
        "x" * 64 + ".fr",
        "fa\N{LATIN SMALL LETTER SHARP S}.de",
    ],
)
def test_what_nobody_can_own_is_not_asked_for(theirs: Tool, name: str) -> None:
    answer = theirs("POST", "/sender-identities", {"name": name})
    assert (answer.status, fields(answer)) == (422, ["name"])


def test_identities_are_asked_for_with_an_admin_key(theirs: Tool) -> None:
    record = asked(theirs, "lumen.example")
    clerk = theirs.with_key("ledger")
    assert clerk("POST", "/sender-identities", {"name": "b.example"}).status == 403
    assert verified(clerk, "lumen.example").status == 403
    assert clerk("DELETE", "/sender-identities/lumen.example").status == 403
    assert clerk.get("/sender-identities")["identities"][0]["record"] == record


def test_nobody_sees_verifies_or_deletes_anothers(mine: Tool, theirs: Tool) -> None:
    assert theirs.get("/sender-identities")["identities"] == []
    assert verified(theirs, "relance.example").status == 404
    assert theirs("DELETE", "/sender-identities/relance.example").status == 404
    assert mine.settings().status == 200


def test_there_is_an_end_to_what_one_tenant_asks_for(theirs: Tool) -> None:
    for number in range(50):
        asked(theirs, f"n{number}.example")
    assert theirs("POST", "/sender-identities", {"name": "more.example"}).status == 409
    asked(theirs, "n7.example")
    assert theirs("DELETE", "/sender-identities/n7.example").status == 204
    asked(theirs, "more.example")


@pytest.mark.parametrize(
    "name", ["compta@relance.example", "Dupont <compta\N{FULLWIDTH COMMERCIAL AT}relance.example>"]
)
def test_a_name_does_not_hold_the_address_of_another(theirs: Tool, name: str) -> None:
    bind(theirs.tenant_id, "lumen.example", NOON)
    said = {"from_email": "a@lumen.example"}
    answer = theirs.settings(**said, from_name=name)
    assert (answer.status, fields(answer)) == (422, ["from_name"])
    assert fields(theirs.settings(**said, legal_name=name)) == ["legal_name"]
    assert theirs.settings(**said, from_name="a@lumen.example").status == 200
    assert theirs.settings(**said, from_name="Atelier @ Lyon").status == 200


# -- before each send


def owes(cloud: Harness, tenant: Any, *names: str) -> None:
    """Customers with an invoice that is first spoken of on 9 June."""
    for name in names:
        email = contact(email=f"{name.lower()}@{tenant.tenant_id}.example")
        file_customer(cloud, tenant, customer(name, contacts=(email,)))
        file_invoice(cloud, tenant, invoice(f"F-{name}", customer_id=name, due_on="2026-06-05"))


def tasks_of(cloud: Cloud, tenant_id: str) -> list[str]:
    """The kinds of what a tenant's people are told."""
    page = list_tasks(tenant_id, TaskFilter(), None, 50, cloud.clock.now())
    return [listed.task.kind for _, listed in page.values]


def test_a_sender_that_is_withdrawn_stops_its_tenant_and_nobody_else(cloud: Cloud) -> None:
    first = live_tenant(cloud, from_email="a@first.example", from_email_bound=True)
    second = live_tenant(
        cloud, tenant_id="t-2", from_email="a@second.example", from_email_bound=True
    )
    for tenant, domain in ((first, "first.example"), (second, "second.example")):
        cloud.mailbox.verify(domain)
        bind(tenant.tenant_id, domain, NOON)
        owes(cloud, tenant, "C-1", "C-2")
    drop("t-1", "first.example")
    cloud.run(MORNING)
    assert {mail.sender.partition("@")[2] for mail in cloud.mailbox.messages()} == {
        "second.example>"
    }
    assert (tasks_of(cloud, "t-1"), tasks_of(cloud, "t-2")) == (["sender_withdrawn"], [])

    cloud.clock.set(at("2026-06-09 10:30"))
    bind("t-1", "first.example", at("2026-06-09 10:30"))
    cloud.run(at("2026-06-09 11:00"))
    assert len(cloud.mailbox.messages()) == 4
    assert tasks_of(cloud, "t-1") == []


def test_a_sender_that_is_withdrawn_in_the_middle_of_a_batch_stops_the_rest(cloud: Cloud) -> None:
    tenant = live_tenant(cloud, from_email="a@first.example", from_email_bound=True)
    cloud.mailbox.verify("first.example")
    bind("t-1", "first.example", NOON)
    owes(cloud, tenant, *(f"C-{n}" for n in range(1, 6)))
    pending = ["first.example"]

    def tap(request: Request, proceed: Proceed) -> Outcome:
        outcome = proceed()
        if request.service == "sesv2" and pending:
            drop("t-1", pending.pop())
        return outcome

    cloud.wire.taps.append(tap)
    cloud.run(MORNING)
    assert len(cloud.mailbox.messages()) == 1


def test_an_address_from_before_the_bindings_goes_on_until_somebody_proves_it(
    cloud: Cloud,
) -> None:
    old = live_tenant(cloud)
    owes(cloud, old, "C-1", "C-2")
    cloud.run(MORNING)
    assert len(cloud.mailbox.messages()) == 2

    live_tenant(cloud, tenant_id="t-9")
    bind("t-9", "relance.example", MORNING)
    owes(cloud, old, "C-3")
    cloud.run(at("2026-06-10 10:00"))
    assert len(cloud.mailbox.messages()) == 2
    assert tasks_of(cloud, "t-1") == ["sender_withdrawn"]
    account = accounts.load("t-1", "C-3")
    assert account
    assert account.messages == ()


def test_an_address_from_before_is_not_enough_to_go_live(cloud: Cloud, mine: Tool) -> None:
    assert mine.settings().status == 200
    known = tenants.load(mine.tenant_id)
    tenants.save(replace(known, from_email="a@elsewhere.example", from_email_bound=False))
    cloud.mailbox.verify("elsewhere.example")
    answer = mine("POST", "/go-live", {"confirm": True})
    assert (answer.status, fields(answer)) == (409, ["from_email"])


def test_what_ses_does_not_take_is_a_task_until_it_takes_it(cloud: Cloud) -> None:
    tenant = live_tenant(cloud, from_email="a@unverified.example")
    owes(cloud, tenant, "C-1")
    cloud.run(MORNING)
    assert tasks_of(cloud, "t-1") == ["sender_refused"]
    cloud.mailbox.verify("unverified.example")
    cloud.run(at("2026-06-09 11:00"))
    assert len(cloud.mailbox.messages()) == 1
    assert tasks_of(cloud, "t-1") == []
