"""J. Control: what people cannot see, cannot try, or cannot understand."""

import pytest

from tests.actors.tool import SETTINGS, newcomer
from tests.builders import account, at, invoice, message, outage, rules, says, walk
from tests.harness.cloud import Cloud
from tests.pains.shop import Shop, plain


@pytest.mark.pain("J1", "OCA/credit-control, README of account_invoice_overdue_reminder")
def test_nobody_has_to_configure_anything_but_who_writes(cloud: Cloud) -> None:
    mine = newcomer(cloud)
    assert mine("PUT", "/settings", SETTINGS).status == 200
    assert mine("POST", "/go-live", {"confirm": True}).status == 200
    mine.customer()
    mine.invoice()
    for number in (2, 3, 4, 5):
        cloud.run(at(f"2026-06-{number:02d} 10:00"))
    assert len(cloud.mailbox.messages()) == 1


@pytest.mark.pain("J2", "OCA/credit-control#35")
def test_a_level_is_never_skipped_without_saying_which_and_why() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    greeted = account(messages=(message("courtesy", "2026-05-26"),))
    send = says(greeted, "2026-06-10 10:00", dark)
    assert [(one.kind, one.reason) for one in send.skipped] == [("first", "missed_run")]


@pytest.mark.pain("J2", "OCA/credit-control#35")
def test_a_customer_very_late_on_arrival_is_neither_threatened_nor_greeted_as_new(
    shop: Shop,
) -> None:
    """A backlog without history begins with a statement of account."""
    shop.cloud.clock.set(at("2026-06-29 08:00"))
    shop.owes().days("2026-06-29")
    assert shop.said == ["06-29 first"]
    assert "relevé" in (shop.mails[0].subject + plain(shop.mails[0])).lower()
    assert shop.message(shop.mails[0]).consequence is None


@pytest.mark.pain("J4", "invoiceninja/invoiceninja#10263")
def test_what_a_person_did_by_hand_is_not_ignored(shop: Shop) -> None:
    """A call that reached the debtor is the step, counts as a contact, and is in the history."""
    phone = {"contact_id": "billing", "email": "b@client.example", "phone": "+33 1 40 00 00 00"}
    shop.customer(contacts=[phone])
    shop.owes(total_minor=4_000_00).days("2026-06-01", "2026-06-12")
    (call,) = [task for task in shop.get("/tasks")["tasks"] if task["kind"] == "call"]
    path = f"/customers/C-1/tasks/{call['task_id']}/attempts"
    shop.cloud.clock.set(at("2026-06-12 15:00"))
    shop.does("POST", path, {"outcome": "reached"})
    mails = len(shop.mails)
    shop.days("2026-06-13", "2026-06-15")
    assert len(shop.mails) == mails
    assert "second" not in [line.split()[1] for line in shop.said]
    (told,) = [t for t in shop.get("/customers/C-1/tasks")["tasks"] if t["kind"] == "call"]
    assert told["outcome"] == "reached"


@pytest.mark.pain("J5", "Dolibarr/dolibarr#14695", "everii-Group/mocoapp-api-docs#398")
def test_after_the_last_level_a_debt_is_not_left_without_a_state() -> None:
    """Nothing more goes by itself, and a person is asked what is to become of it."""
    story = walk(account(invoice(total_minor=900_00)), days=120)
    last = story.sends[-1][0]
    assert story.sends[-1][1].key.kind == "final"
    (asked,) = [on for on, task in story.tasks if task.kind == "decision"]
    assert (asked - last).days >= 8
    assert story.reason("2026-09-01") == "decision_pending"


@pytest.mark.pain("J6", "ministryofjustice/correspondence_tool_staff#2562")
@pytest.mark.pain("J6", "adempiere/adempiere#2369")
def test_a_dry_run_sends_nothing_and_shows_nothing_else_than_what_is_sent(cloud: Cloud) -> None:
    mine = newcomer(cloud)
    mine("PUT", "/settings", SETTINGS)
    for number in (1, 2, 3):
        contacts = [{"contact_id": "b", "email": f"b@client-{number}.example"}]
        mine.customer(f"C-{number}", contacts=contacts)
        mine.invoice(f"F-{number}", customer_id=f"C-{number}", due_on=f"2026-06-0{2 * number - 1}")
    cloud.clock.set(at("2026-06-05 08:00"))
    assert mine("POST", "/go-live", {"confirm": False}).json["messages"]
    cloud.run(at("2026-06-05 10:00"))
    assert cloud.mailbox.messages() == []
    cloud.clock.set(at("2026-06-08 08:00"))
    shown = mine("POST", "/go-live", {"confirm": False}).json["messages"]
    assert [one["customer_id"] for one in shown] == ["C-1", "C-2"]
    mine("POST", "/go-live", {"confirm": True})
    cloud.run(at("2026-06-08 10:00"))
    went = {mail.to[0] for mail in cloud.mailbox.messages()}
    assert went == {f"b@client-{one['customer_id'][-1]}.example" for one in shown}


@pytest.mark.pain("J6", "adempiere/adempiere#2369")
def test_trying_a_policy_changes_nothing_and_hides_nobody_whom_it_would_change(shop: Shop) -> None:
    shop.owes("F-1")
    policy = shop.get("/policies/classic")
    policy = {name: policy[name] for name in policy if name not in ("policy_id", "version")}
    policy["steps"][2] |= {"days_after_due": 1, "float_bank_days": 0}
    rows = shop.cloud.rows("AccountsTable")
    found = shop.does("POST", "/policies/diff", {"policy": policy, "days": 10})
    assert [one["customer_id"] for one in found["customers"]] == ["C-1"]
    assert shop.cloud.rows("AccountsTable") == rows
    shop.days("2026-06-02", "2026-06-05")
    assert shop.said == ["06-05 first"]


@pytest.mark.pain("J7", "invoiceninja/invoiceninja#322", "simpleinvoices/simpleinvoices#94")
def test_a_payment_entered_by_hand_does_not_go_unacknowledged(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.cloud.clock.set(at("2026-06-08 09:00"))
    shop.pays("F-1", 300_00).days("2026-06-08", "2026-06-10")
    assert shop.said == ["06-05 first", "06-08 receipt"]
    assert "300,00 €" in plain(shop.mails[-1])
