"""G. Holds that other systems do not have."""

import pytest

from tests.builders import at
from tests.pains.shop import Shop, plain

PROMISE = {"promise_on": "2026-06-10"}


@pytest.mark.pain("G1", "invoiceninja/invoiceninja#1578")
def test_a_customer_on_hold_is_not_reminded_until_the_hold_is_lifted(shop: Shop) -> None:
    shop.owes()
    hold = shop.does("POST", "/customers/C-1/holds", {"reason": "on_request"})
    shop.days("2026-06-04", "2026-06-09")
    assert shop.said == []
    shop.does("DELETE", f"/customers/C-1/holds/{hold['hold_id']}")
    shop.days("2026-06-10")
    assert shop.said == ["06-10 first"]


@pytest.mark.pain("G1", "invoiceninja/invoiceninja#4293")
def test_holding_one_invoice_does_not_hold_the_others(shop: Shop) -> None:
    shop.owes("F-1").owes("F-2")
    shop.does("POST", "/invoices/F-1/holds", {"reason": "on_request", "until_on": "2026-06-08"})
    shop.days("2026-06-04", "2026-06-09")
    first, second = (plain(mail) for mail in shop.mails)
    assert ("F-1" in first, "F-2" in first) == (False, True)
    assert ("F-1" in second, "F-2" in second) == (True, True)  # a hold ends by itself


@pytest.mark.pain("G2", "Invoiced, suggestion 362217")
def test_a_promise_is_not_chased_and_a_broken_one_does_not_stay_silent(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.cloud.clock.set(at("2026-06-06 11:00"))
    shop.answers(shop.mails[0], "promise", **PROMISE)
    shop.days("2026-06-07", "2026-06-16")
    chased = [line for line in shop.said if "confirmation" not in line]
    # Two bank days of grace after Wednesday 10, two days in which a person may stop the second.
    assert chased == ["06-05 first", "06-16 second"]
    assert "10 juin 2026" in plain(shop.mails[-1])


@pytest.mark.pain("G2", "Invoiced, suggestion 362217")
def test_a_promise_that_was_kept_is_not_followed_by_a_reminder(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.cloud.clock.set(at("2026-06-06 11:00"))
    shop.answers(shop.mails[0], "promise", **PROMISE)
    shop.days("2026-06-10")
    shop.pays("F-1", 300_00).days("2026-06-11", "2026-06-15")
    assert {line.split()[1] for line in shop.said} == {"first", "confirmation", "receipt"}


@pytest.mark.pain("G3", "DoiT uservoice 50972542", "ColoredCow/portal#1534")
def test_what_is_disputed_is_not_hidden_from_those_who_collect(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    shop.answers(shop.mails[0], "problem", reason="price", text="Le prix n'est pas celui du devis.")
    (dispute,) = shop.get("/customers/C-1/disputes")["disputes"]
    assert (dispute["invoice_id"], dispute["reason"], dispute["state"]) == ("F-1", "price", "open")
    assert shop.get("/invoices/F-1")["items"][0]["paused"] == "dispute"
    assert shop.tasks() == ["dispute"]


@pytest.mark.pain("G4", "invoiceninja/invoiceninja#925")
def test_one_cadence_is_not_forced_upon_every_kind_of_customer(shop: Shop) -> None:
    for number, category in ((2, "fragile"), (3, None)):
        contacts = [{"contact_id": "b", "email": f"{number}@client.example"}]
        shop.customer(f"C-{number}", category=category, contacts=contacts)
    shop.settings(signatory="Claire Lefort", policies={"fragile": "gentle"})
    for number in (2, 3):
        shop.owes(f"F-{number}", customer_id=f"C-{number}")
    shop.days("2026-06-03", "2026-06-09")
    days = {mail.to[0][0]: mail.sent_at[5:10] for mail in reversed(shop.mails)}
    assert days == {"2": "06-09", "3": "06-05"}
