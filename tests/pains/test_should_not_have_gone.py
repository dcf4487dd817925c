"""A. A reminder that should not have gone out."""

from typing import Any

import pytest

from tests.actors.payments import intent, ledger
from tests.actors.tool import fields
from tests.builders import account, at, invoice, walk
from tests.pains.shop import LATENESS, Shop, plain


@pytest.mark.pain("A1", "akaunting/akaunting#259", "masslight/ottehr#8548")
def test_a_reminder_made_before_the_payment_is_not_sent_after_it(shop: Shop) -> None:
    shop.owes()
    shop.cloud.clock.set(at("2026-06-05 10:00"))
    shop.cloud.tick(at("2026-06-05 10:00"))
    shop.cloud.pump("dispatch", "evaluate")
    assert shop.cloud.waiting()
    shop.pays("F-1", 300_00)
    shop.cloud.pump()
    shop.days("2026-06-06", "2026-06-09")
    assert shop.mails == []


@pytest.mark.pain("A1", "fossasia/open-event-server#8158")
def test_what_was_cancelled_or_credited_is_not_reminded_of(shop: Shop) -> None:
    shop.owes("F-1").owes("F-2").owes("F-3", due_on="2026-06-01")
    shop.does("POST", "/invoices/F-1/cancel", {"reason": "order_cancelled"})
    shop.owes("A-2", document_type="credit_note", corrects="F-2", due_on=None)
    shop.days("2026-06-04", "2026-06-05")
    (mail,) = shop.mails
    assert "F-3" in plain(mail)
    assert "F-1" not in plain(mail)
    assert "F-2" not in plain(mail)


@pytest.mark.pain("A1", "odoo/documentation#4497")
def test_nothing_is_demanded_while_the_bank_of_yesterday_is_not_booked(shop: Shop) -> None:
    shop.owes()
    shop.does("PUT", "/feed", {"cash_through_on": "2026-05-29"})
    shop.days("2026-06-05")
    assert shop.said == []
    shop.cloud.clock.set(at("2026-06-08 08:00"))
    shop.does("PUT", "/feed", {"cash_through_on": "2026-06-05"})
    shop.days("2026-06-08")
    assert shop.said == ["06-08 first"]


@pytest.mark.pain("A2", "invoiceninja/invoiceninja#7840", "invoiceninja/invoiceninja#2379")
def test_nobody_is_asked_to_pay_what_we_collect_ourselves(shop: Shop) -> None:
    for number, method in enumerate(("direct_debit_core", "direct_debit_b2b", "lcr", "bor")):
        shop.owes(f"F-{number}", payment_method=method, total_minor=900_00)
    shop.days("2026-06-01", "2026-06-08")
    assert shop.said == []


@pytest.mark.pain("A2", "gameserverapp/Platform#1216")
def test_a_debit_that_is_under_way_is_not_taken_for_a_failed_one(shop: Shop) -> None:
    """The bank takes days; only what it sends back is owed again, and asked for in other words."""
    shop.owes(payment_method="direct_debit_core").days("2026-06-01", "2026-06-04")
    shop.pays("F-1", 300_00, means="direct_debit", payment_id="SDD-1")
    shop.days("2026-06-05", "2026-06-08")
    assert [line for line in shop.said if "receipt" not in line] == []
    shop.does("POST", "/payments/SDD-1/reversal", {"reason": "AM04"})
    shop.days("2026-06-09", "2026-06-10")
    assert shop.said[-1].endswith("first")
    assert "nous a été retourné par la banque" in plain(shop.mails[-1])


@pytest.mark.pain("A3", "invoiceninja/invoiceninja#4732", "OCA/credit-control#211")
@pytest.mark.parametrize("credit", ["cash", "credit_note"])
def test_a_customer_who_is_in_credit_gets_no_demand(shop: Shop, credit: str) -> None:
    shop.owes()
    if credit == "cash":
        money = {"payment_id": "B-1", "amount_minor": 300_00, "customer_id": "C-1"}
        shop.pay(**money, allocations=[])
    else:
        shop.owes("A-1", document_type="credit_note", total_minor=300_00, due_on=None)
    shop.days("2026-06-04", "2026-06-09")
    assert shop.said == []
    assert shop.tasks()


@pytest.mark.pain("A3", "OCA/credit-control#562")
def test_a_cancelled_credit_note_does_not_hide_a_debt(shop: Shop) -> None:
    shop.owes().owes("A-1", document_type="credit_note", total_minor=300_00, due_on=None)
    shop.does("POST", "/invoices/A-1/cancel", {"reason": "mistake"})
    shop.days("2026-06-04", "2026-06-05")
    assert shop.said == ["06-05 first"]
    assert "300,00 €" in plain(shop.mails[0])


@pytest.mark.pain("A4", "boxbilling/boxbilling#125")
def test_what_is_not_a_debt_yet_is_not_chased(shop: Shop) -> None:
    shop.owes("F-1", document_type="pro_forma").owes("F-2", document_type="order_confirmation")
    shop.owes("F-3", total_minor=40_00).days("2026-06-04", "2026-06-05")
    (mail,) = shop.mails
    assert "À régler : 40,00 €" in plain(mail)
    assert "F-1" not in plain(mail)
    assert "F-2" not in plain(mail)


@pytest.mark.pain("A4", "invoiceninja/invoiceninja#7465")
def test_an_invoice_without_a_due_date_cannot_be_late_because_it_is_refused(shop: Shop) -> None:
    answer = shop.invoice(due_on=None)
    assert (answer.status, fields(answer)) == (422, ["due_on"])
    assert shop("GET", "/invoices/F-1").status == 404


@pytest.mark.pain("A4", "invoiceninja/invoiceninja#9312")
def test_nothing_is_past_due_the_morning_after_the_invoice_was_sent(shop: Shop) -> None:
    shop.owes(issued_on="2026-06-02", due_on="2026-07-02", total_minor=900_00)
    shop.days("2026-06-03", "2026-06-10")
    assert shop.said == []
    assert shop.get("/customers/C-1/forecast")["lines"][0]["on"] > "2026-06-20"


@pytest.mark.pain("A5", "frappe/erpnext#45685", "diegosteiner/heimv#69", "odoo/odoo#13104")
def test_on_the_due_date_itself_nothing_is_called_late(shop: Shop) -> None:
    shop.owes(total_minor=900_00).days("2026-06-02")
    assert shop.said == ["06-02 due_today"]
    text = f"{shop.mails[0].subject} {plain(shop.mails[0])}".lower().replace("@relance", "")
    assert [word for word in LATENESS if word in text] == []
    # The same by the figures: overdue begins the day after, strictly.
    days = walk(account(), start="2026-06-02", days=2).decisions.values()
    assert [figures.figures.overdue_minor for (figures,) in days] == [0, 300_00]


@pytest.mark.pain("A6", "OCA/credit-control#170", "OCA/credit-control#460")
def test_taking_a_disputed_invoice_out_does_not_lose_the_others(shop: Shop) -> None:
    """Neither from this message nor from the later ones; and it comes back once answered."""
    shop.owes("F-1").owes("F-2").owes("F-3")
    dispute = {"invoice_id": "F-2", "reason": "price"}
    made = shop.does("POST", "/customers/C-1/disputes", dispute)
    shop.days("2026-06-04", "2026-06-08")
    done = {"outcome": "refused", "note": "Prix du devis."}
    shop.does("POST", f"/customers/C-1/disputes/{made['dispute_id']}/resolve", done)
    shop.days("2026-06-09", "2026-06-12")
    first, second = shop.mails
    assert shop.said == ["06-05 first", "06-11 second"]  # nobody had agreed to three (R44)
    assert ["F-1" in plain(first), "F-2" in plain(first), "F-3" in plain(first)] == [1, 0, 1]
    assert all(number in plain(second) for number in ("F-1", "F-2", "F-3"))


@pytest.mark.pain("A7", "killbill/killbill#472")
def test_money_that_is_known_and_not_yet_booked_stops_the_reminder(shop: Shop) -> None:
    """The provider told at 9:50; at ten the queue of payments had not been worked off."""
    books = ledger(shop.cloud).has(invoice("F-1"))
    shop.cloud.clock.set(at("2026-06-05 09:50"))
    books.stripe("payment_intent.succeeded", intent(invoice_id="F-1"))
    shop.cloud.clock.set(at("2026-06-05 10:00"))
    shop.cloud.tick(at("2026-06-05 10:00"))
    shop.cloud.pump("dispatch", "evaluate", "send", "delivery")
    assert shop.mails == []
    shop.cloud.pump()
    shop.days("2026-06-08")
    assert books.open() == {}
    assert shop.mails == []


@pytest.mark.pain("A8", "getlago/lago-api#3315")
def test_one_account_that_cannot_be_decided_does_not_stop_the_others(shop: Shop) -> None:
    for number in (1, 2, 3):
        contacts = [{"contact_id": "billing", "email": f"billing@client-{number}.example"}]
        shop.customer(f"C-{number}", contacts=contacts)
        shop.owes(f"F-{number}", customer_id=f"C-{number}")
    shop.cloud.wire.taps.append(_broken_for("C-2"))
    shop.days("2026-06-05")
    assert shop.cloud.dead_letters()
    assert {mail.to[0] for mail in shop.mails} == {
        "billing@client-1.example",
        "billing@client-3.example",
    }


def _broken_for(customer_id: str) -> Any:
    def broken(request: Any, proceed: Any) -> Any:
        wanted = f"#{customer_id}" in str(request.parameters)
        if request.function == "evaluate" and wanted:
            return None, ValueError("a row that nobody can read")
        return proceed()

    return broken


@pytest.mark.pain("A9", "tendenci/tendenci#1382")
def test_reminders_do_not_go_on_for_ever() -> None:
    story = walk(account(invoice(total_minor=900_00)), days=365)
    assert story.said == [
        "05-26 courtesy",
        "06-02 due_today",
        "06-08 first",
        "06-12 second",
        "06-23 final",  # two bank days after the day that the second named
    ]
    assert story.asked[-1].endswith("decision")
