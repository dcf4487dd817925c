"""B3: what a person looks after before anything is due."""

from dataclasses import replace

from relance.domain.booking.booking import settled
from relance.domain.decide import decide
from relance.domain.deciding.review import next_review_at
from relance.domain.ledger.invoices import PaymentMethod
from relance.domain.policies.shipped import KEY_ACCOUNT
from tests.builders import (
    account,
    asks,
    at,
    contact,
    customer,
    day,
    invoice,
    message,
    paid,
    part,
    rules,
    walk,
)

PHONE = customer(contacts=(contact(phone="+33100000000"),), account_owner="sonia")
KEY = rules(policy=KEY_ACCOUNT)


def test_a_new_customers_first_large_invoice_is_a_friendly_call_five_days_after_issue() -> None:
    file = account(invoice(total_minor=1_000_00, issued_on="2026-05-04"), customer=PHONE)

    assert asks(file, "2026-05-08 10:00") == []
    (task,) = asks(file, "2026-05-09 10:00")
    assert (task.kind, task.reason, task.owner) == ("call", "satisfaction", "sonia")
    assert asks(file, "2026-05-15 10:00") == []  # after ten days it is no welcome any more


def test_the_welcome_stops_no_mail_and_is_asked_once() -> None:
    file = account(invoice(total_minor=1_000_00, issued_on="2026-05-04"), customer=PHONE)
    story = walk(file, start="2026-05-05", days=20)

    assert story.asked == ["05-09 call"]


def test_no_welcome_for_who_is_known_for_little_or_for_no_number() -> None:
    first = invoice(total_minor=1_000_00, issued_on="2026-05-04")
    little = invoice(total_minor=999_00, issued_on="2026-05-04")
    for file in (
        account(first, invoice("F-2"), customer=PHONE),
        account(first, customer=PHONE, messages=(message("first", "2026-03-02", ("F-0/1",)),)),
        account(little, customer=PHONE),
        account(first),
    ):
        assert asks(file, "2026-05-09 10:00") == []


def test_who_has_paid_an_invoice_before_is_no_new_customer() -> None:
    file = account(invoice("F-0", issued_on="2026-02-01", due_on="2026-03-02"), customer=PHONE)
    known = settled(paid(file, "2026-03-01", "F-0"), at("2026-03-01 12:00"))
    large = invoice(total_minor=1_000_00, issued_on="2026-05-04")

    assert asks(replace(known, invoices=(large,)), "2026-05-09 10:00") == []


def test_an_invoice_in_parts_is_asked_about_once() -> None:
    parts = (part("a", 600_00, "2026-06-02"), part("b", 600_00, "2026-07-02"))
    file = account(invoice(parts=parts, issued_on="2026-05-04"), customer=PHONE)
    tasks = asks(file, "2026-05-11 10:00", KEY)

    assert sorted((task.kind, task.item_ids) for task in tasks) == [("portal", ("F-1/a",))]


def test_a_portal_is_looked_at_for_every_amount() -> None:
    portal = invoice(payment_method=PaymentMethod.PORTAL, issued_on="2026-05-04")
    other = invoice("F-2", issued_on="2026-05-04")
    file = account(portal, other)

    (task,) = asks(file, "2026-05-11 10:00", KEY)
    assert (task.kind, task.item_ids) == ("portal", ("F-1/1",))
    assert asks(file, "2026-05-22 10:00", KEY) == []


def test_the_day_of_a_check_is_a_day_to_look_at_the_account() -> None:
    file = account(invoice(total_minor=6_000_00, issued_on="2026-05-04"))
    now = at("2026-05-05 10:00")

    assert next_review_at(file, decide(file, KEY, now), KEY, now) == at("2026-05-11 10:00")


def test_a_colleague_calls_before_a_large_invoice_of_a_key_account_falls_due() -> None:
    file = account(
        invoice(total_minor=6_000_00, issued_on="2026-04-01"),
        invoice("F-2", issued_on="2026-04-01", due_on="2026-09-01"),
        customer=PHONE,
    )

    (task,) = [t for t in asks(file, "2026-05-27 10:00", KEY) if t.kind == "call"]
    assert (task.step, task.level, task.due_on) == ("courtesy", 0, day("2026-05-27"))
    asked = walk(file, KEY, start="2026-05-26", days=6).asked
    assert [text for text in asked if text.endswith("call")] == ["05-27 call"]


def test_below_the_amount_for_a_call_the_list_goes_once_it_is_approved() -> None:
    file = account(invoice(total_minor=400_00), customer=PHONE)

    (task,) = [t for t in asks(file, "2026-05-27 10:00", KEY) if t.kind == "approval"]
    assert (task.step, task.level) == ("courtesy", 0)
