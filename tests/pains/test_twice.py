"""B. Sent twice, or many times."""

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.builders import at
from tests.harness.cloud import Outcome, Proceed, Request
from tests.pains.shop import Shop, plain

EVERY_HOUR, EVERY_THIRD = range(9, 21), range(9, 21, 3)


@pytest.mark.pain("B1", "invoiceninja/invoiceninja#1693", "invoiceninja/invoiceninja#2649")
def test_a_schedule_that_runs_every_hour_does_not_send_every_hour(shop: Shop) -> None:
    shop.owes()
    shop.hours("2026-06-05", EVERY_HOUR)
    assert shop.said == ["06-05 first"]


@pytest.mark.pain("B1", "FOSSBilling/FOSSBilling#3963")
def test_intervals_that_a_tenant_chose_do_not_open_the_gate_for_every_run(shop: Shop) -> None:
    policy = shop.get("/policies/classic")
    policy.pop("policy_id")
    policy["steps"][2] |= {"days_after_due": 1, "float_bank_days": 0}
    shop.owes()
    shop.does("PUT", "/policies/classic", policy)
    shop.days("2026-06-02")
    shop.cloud.twice = True
    shop.hours("2026-06-03", EVERY_THIRD)
    assert shop.said == ["06-03 first"]


@pytest.mark.pain("B2", "invoiceninja/invoiceninja#2330")
def test_runs_do_not_multiply_money(shop: Shop) -> None:
    """What is owed follows from the ledger; no run ever adds to it."""
    shop.owes()
    shop.cloud.twice = True
    shop.hours("2026-06-05", EVERY_THIRD)
    assert shop.get("/invoices/F-1")["open_minor"] == 300_00
    assert shop.get("/invoices/F-1")["total_minor"] == 300_00
    shop.days("2026-06-06", "2026-06-09")
    assert shop.said[-1] == "06-09 second"
    assert "300,00 €" in plain(shop.mails[-1])


@pytest.mark.pain("B3", "n8bar/CryptoZing#182")
def test_a_reminder_that_was_left_out_is_not_reported_as_sent(shop: Shop) -> None:
    shop.owes().days("2026-06-03", "2026-06-04")
    shop.cloud.tick(at("2026-06-05 10:00"))
    shop.cloud.clock.set(at("2026-06-05 10:00"))
    shop.cloud.pump("dispatch", "evaluate")
    shop.does("POST", "/customers/C-1/holds", {"reason": "on_request"})
    shop.cloud.pump()
    assert shop.mails == []
    kinds = [entry["kind"] for entry in shop.timeline()]
    assert "superseded" in kinds
    assert "message" not in kinds


@pytest.mark.pain("B3", "invoiceninja/invoiceninja#9299")
def test_the_guard_against_duplicates_does_not_swallow_another_reminder(shop: Shop) -> None:
    """The same level about another invoice of the same amount is another message."""
    shop.owes("F-1").days("2026-06-03", "2026-06-05")
    shop.pays("F-1", 300_00)
    shop.owes("F-2", due_on="2026-06-09", issued_on="2026-05-10").days("2026-06-06", "2026-06-12")
    firsts = [line for line in shop.said if line.endswith("first")]
    assert firsts == ["06-05 first", "06-12 first"]


@pytest.mark.pain("B3", "invoiceninja/invoiceninja#9299")
def test_a_reminder_that_the_provider_refused_is_not_taken_for_a_duplicate(shop: Shop) -> None:
    shop.owes().days("2026-06-03", "2026-06-04")
    shop.cloud.mailbox.fail_next("before", "TooManyRequestsException")
    shop.days("2026-06-05", "2026-06-08")
    assert [line.split()[1] for line in shop.said] == ["first"]


@pytest.mark.pain("B4", "invoiceninja/invoiceninja#10863")
def test_two_ways_to_the_same_reminder_make_one_mail(shop: Shop) -> None:
    """The schedule, a fact that asks for a review, and every batch delivered a second time."""
    shop.owes().days("2026-06-03", "2026-06-04")
    shop.cloud.twice = True
    shop.cloud.clock.set(at("2026-06-05 10:00"))
    for note in ("once", "again"):
        shop.customer(notes=note)
        shop.cloud.tick(at("2026-06-05 10:00"))
    shop.cloud.pump()
    assert shop.said == ["06-05 first"]


@pytest.mark.pain("B4", "invoiceninja/invoiceninja#10863")
def test_an_answer_of_the_provider_that_got_lost_makes_no_second_mail(shop: Shop) -> None:
    def lost(request: Request, proceed: Proceed) -> Outcome:
        if request.operation == "SendEmail" and len(shop.mails) == 0:
            proceed()
            return None, ReadTimeoutError(endpoint_url="x")
        return proceed()

    shop.owes().days("2026-06-03", "2026-06-04")
    shop.cloud.wire.taps.append(lost)
    shop.hours("2026-06-05", (10, 12, 17, 23)).days("2026-06-06", "2026-06-08")
    assert shop.said == ["06-05 first"]


@pytest.mark.pain("B5", "adempiere/adempiere#2369")
def test_a_wrong_tick_does_not_send_the_old_runs_again(shop: Shop) -> None:
    shop.owes().days("2026-06-02", "2026-06-09")
    assert shop.said == ["06-05 first", "06-09 second"]
    for day in ("2026-06-03", "2026-06-05", "2026-06-09"):
        shop.cloud.tick(at(f"{day} 10:00"))
        shop.cloud.pump()
    assert shop.said == ["06-05 first", "06-09 second"]
