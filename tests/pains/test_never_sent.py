"""C. Never sent, or never again."""

from datetime import date
from itertools import pairwise

import pytest

from relance.domain.policies.policy import Channel, Policy, Step
from tests.actors.tool import fields
from tests.builders import account, at, invoice, outage, paid, rules, walk
from tests.pains.shop import Shop


@pytest.mark.pain("C1", "invoiceninja/invoiceninja#2183", "invoiceninja/invoiceninja#637")
def test_a_run_that_did_not_happen_does_not_lose_the_step(shop: Shop) -> None:
    shop.owes().days("2026-06-02", "2026-06-04")
    # No run on Friday 5, on which the first falls.
    shop.days("2026-06-08", "2026-06-12")
    assert shop.said == ["06-08 first", "06-12 second"]


@pytest.mark.pain("C1", "invoiceninja/invoiceninja#2311")
def test_nobody_gets_the_second_reminder_without_the_first(shop: Shop) -> None:
    shop.owes().days("2026-06-02", "2026-06-04")
    shop.days("2026-06-22", "2026-06-26")
    assert shop.said == ["06-22 first", "06-26 second"]


@pytest.mark.pain("C2", "invoiceninja/invoiceninja#11854")
def test_an_outage_is_followed_neither_by_silence_nor_by_a_mail_a_day() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-29 08:00"))
    story = walk(account(), dark, start="2026-06-29", days=40)
    days = [on for on, _ in story.sends]
    assert days[0] == date(2026, 6, 29)
    assert len(days) >= 2
    assert all((b - a).days >= 4 for a, b in pairwise(days))
    assert story.asked[-1].endswith("decision")


@pytest.mark.pain("C2", "invoiceninja/invoiceninja#11854")
def test_old_invoices_of_an_import_are_not_passed_over_for_ever() -> None:
    old = invoice(due_on="2026-05-04", recorded_at=at("2026-06-01 08:00"))
    story = walk(account(old), start="2026-06-01", days=60)
    assert story.said[0].startswith("06-01")
    assert len(story.said) >= 2


def changed(shop: Shop, *steps: tuple[int, dict[str, int]]) -> None:
    """The classic policy is replaced, from now on, by one with other days."""
    policy = shop.get("/policies/classic") | {"listing_days_ahead": 20}
    policy.pop("policy_id")
    for place, change in steps:
        policy["steps"][place] |= change
    shop.does("PUT", "/policies/classic", policy)


@pytest.mark.pain("C3", "invoiceninja/invoiceninja#7466", "invoiceninja/invoiceninja#7437")
def test_a_change_of_policy_does_not_wait_for_the_day_of_the_former_one(shop: Shop) -> None:
    shop.owes(issued_on="2026-05-31", due_on="2026-06-30").days("2026-06-02")
    changed(shop, (0, {"days_after_due": -14}))
    shop.days("2026-06-15", "2026-06-17")
    assert shop.said == ["06-16 courtesy"]  # by the former one on the 23rd


@pytest.mark.pain("C3", "invoiceninja/invoiceninja#5458")
def test_a_change_of_policy_does_not_pass_by_who_was_reminded_before(shop: Shop) -> None:
    shop.owes().days("2026-06-04", "2026-06-05")
    changed(
        shop,
        (3, {"days_after_due": 8}),
        (4, {"days_after_due": 15}),
        (5, {"days_after_due": 23}),
    )
    shop.days("2026-06-08", "2026-06-10")
    assert shop.said == ["06-05 first", "06-10 second"]  # by the former one on the 9th


@pytest.mark.pain("C4", "killbill/killbill#2297")
def test_paying_the_oldest_invoice_does_not_make_the_next_one_skip_a_level() -> None:
    file = account(invoice("F-1"), invoice("F-2", due_on="2026-06-10"))
    facts = {"2026-06-15": lambda a: paid(a, "2026-06-15")}
    story = walk(file, start="2026-06-01", days=60, facts=facts)
    after = [line.split()[1] for line in story.said if line > "06-15"]
    assert after == ["first", "second", "final"]


@pytest.mark.pain("C5", "frappe/erpnext#30407")
def test_editing_the_invoice_does_not_stop_its_reminders(shop: Shop) -> None:
    shop.owes().days("2026-06-02", "2026-06-05")
    shop.owes(purchase_order="BC-17", source_version=2)
    shop.owes(purchase_order="BC-18", source_version=3, pdf_url="https://files.example/1.pdf")
    shop.days("2026-06-06", "2026-06-09")
    assert shop.said == ["06-05 first", "06-09 second"]


@pytest.mark.pain(
    "C6",
    "Dolibarr/dolibarr#25197",
    "invoiceninja/invoiceninja#1730",
    "FOSSBilling/FOSSBilling#2642",
)
def test_one_reminder_is_not_followed_by_silence(shop: Shop) -> None:
    shop.owes().days("2026-06-05", "2026-07-06", weekends=False)
    assert [line.split()[1] for line in shop.said] == ["first", "second", "final"]
    assert "decision" in shop.tasks()


@pytest.mark.pain("C6", "invoiceninja/invoiceninja#2865")
def test_a_policy_is_not_limited_to_three_steps() -> None:
    kinds = ("first", "second", "second", "second", "second", "final")
    mails = [
        Step(kind, level, 7 * level, text=kind, spacing_days=4 if level > 1 else 0)
        for level, kind in enumerate(kinds, 1)
    ]
    steps = (*mails, Step("decision", 7, 60, Channel.TASK, spacing_days=8))
    long = Policy("long", 1, steps)
    story = walk(account(), rules(policy=long, caps=((9, 90),)), days=120)
    assert [send.key.level for _, send in story.sends] == [1, 2, 3, 4, 5, 6]


@pytest.mark.pain("C7", "Dolibarr/dolibarr#30771")
def test_sixty_days_late_is_never_sixty_days_early(shop: Shop) -> None:
    """The sign of `days_after_due` means what it says, and what contradicts itself is refused."""
    file = account(invoice(issued_on="2026-02-01"))
    late = Policy("late", 1, (Step("first", 1, 60), Step("decision", 2, 90, Channel.TASK)))
    story = walk(file, rules(policy=late), start="2026-03-25", days=150)
    assert story.said == ["08-03 first"]  # 1 August is a Saturday

    steps = [
        {"kind": "first", "level": 1, "days_after_due": -60},
        {"kind": "decision", "level": 2, "days_after_due": 30, "channel": "task"},
    ]
    answer = shop("PUT", "/policies/mine", {"steps": steps})
    assert (answer.status, fields(answer)) == (422, ["steps.0.days_after_due"])
