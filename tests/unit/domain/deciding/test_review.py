"""R12: when an account is looked at again."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from relance.domain.account.account import Account
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.review import next_review_at
from relance.domain.ledger.invoices import PaymentMethod
from relance.domain.policies.shipped import EIGHT_STEPS
from tests.builders import (
    PLAIN,
    account,
    asks,
    at,
    claim,
    contact,
    customer,
    day,
    hold,
    invoice,
    message,
    owed,
    receipt,
    rules,
    says,
    step_task,
    waits,
)


def review(file: Account, when: str, by: Rules | None = None) -> datetime | None:
    """The next review after a decision at a local moment."""
    by = by or rules()
    return next_review_at(file, decide(file, by, at(when)), by, at(when))


def test_a_quiet_account_sleeps_until_the_day_of_its_next_step() -> None:
    assert review(account(), "2026-05-20 10:00") == at("2026-05-26 10:00")
    done = account(messages=(message("courtesy", "2026-05-26"),))
    # 300.00 are not worth a message of the due day.
    assert review(done, "2026-05-27 10:00") == at("2026-06-05 10:00")


def test_a_step_that_is_not_yet_due_is_looked_at_on_its_day() -> None:
    assert review(account(), "2026-06-03 10:00") == at("2026-06-05 10:00")


def test_a_send_that_might_get_lost_is_looked_at_the_next_tick_of_its_hours() -> None:
    """R36: a worker that died costs the day nothing while its hours last."""
    assert review(account(), "2026-06-05 10:00") == at("2026-06-05 11:00")
    assert review(account(), "2026-06-05 16:00") == at("2026-06-06 10:00")


def test_an_answer_that_might_get_lost_is_looked_at_the_next_hour() -> None:
    file = account(invoice(due_on="2026-08-03"), owed=(owed("copy", "2026-06-05 11:00"),))

    assert review(file, "2026-06-05 12:00") == at("2026-06-05 13:00")
    assert review(file, "2026-06-05 12:00", rules(mode="shadow")) == at("2026-06-06 10:00")


def test_the_next_contact_after_a_bounce_is_looked_at_the_next_hour() -> None:
    two = customer(contacts=(contact(), contact("boss", role="approver")))
    file = account(customer=two, messages=(message("first", state="bounced"),))

    assert review(file, "2026-06-05 11:00") == at("2026-06-05 12:00")


def test_nothing_open_and_nothing_awaited_leaves_the_index() -> None:
    assert review(account(invoice(paid_minor=300_00)), "2026-06-05 10:00") is None


def test_a_paid_account_stays_until_its_last_message_is_final() -> None:
    file = account(invoice(paid_minor=300_00), messages=(message("second", state="sent"),))

    assert review(file, "2026-06-05 11:00") == at("2026-06-06 01:00")
    assert review(file, "2026-06-06 02:00") is None


def test_an_account_is_looked_at_once_a_month_whatever_happens() -> None:
    assert review(account(holds=(hold(),)), "2026-06-05 10:00") == at("2026-07-06 10:00")


def test_a_hold_is_looked_at_when_it_ends() -> None:
    file = account(holds=(hold(until_on="2026-06-20"),))

    assert review(file, "2026-06-05 10:00") == at("2026-06-21 10:00")


def test_a_claim_is_looked_at_when_it_ends() -> None:
    file = account(messages=(message("first"),), claims=(claim("2026-06-08"),))

    assert review(file, "2026-06-08 13:00") == at("2026-06-16 10:00")


def test_a_reservation_is_looked_at_every_morning_until_it_is_settled() -> None:
    twice = account(messages=(message("first", state="reserved", attempt=2),))

    assert review(twice, "2026-06-05 10:05") == at("2026-06-06 10:00")
    assert review(twice, "2026-06-06 10:00") == at("2026-06-07 10:00")


def test_one_that_may_go_again_is_looked_at_every_hour_until_a_person_is_asked() -> None:
    once = account(messages=(message("first", state="reserved"),))

    assert review(once, "2026-06-05 10:05") == at("2026-06-06 10:00")
    assert review(once, "2026-06-06 10:00") == at("2026-06-08 10:00")
    assert review(once, "2026-06-08 10:00") == at("2026-06-08 11:00")
    assert review(once, "2026-06-08 11:30") == at("2026-06-08 12:00")
    assert review(once, "2026-06-08 12:00") == at("2026-06-09 10:00")


def test_a_second_attempt_that_might_get_lost_is_looked_at_the_next_hour() -> None:
    file = account(messages=(message("first", state="unknown"),))
    flowing = rules(mail_event_at=at("2026-06-05 10:30"))

    assert review(file, "2026-06-08 10:00", flowing) == at("2026-06-08 11:00")


def test_a_sent_message_is_looked_at_after_fifteen_hours() -> None:
    file = account(messages=(message("first", state="sent"),))

    assert review(file, "2026-06-05 10:30") == at("2026-06-06 01:00")
    assert review(file, "2026-06-06 01:00") == at("2026-06-09 10:00")


def test_a_portal_invoice_is_looked_at_when_it_becomes_overdue() -> None:
    file = account(invoice(payment_method=PaymentMethod.PORTAL))

    assert review(file, "2026-05-20 10:00") == at("2026-06-03 10:00")
    assert review(file, "2026-06-03 10:00") == at("2026-07-04 10:00")


def test_free_money_is_looked_at_on_the_first_day_on_which_it_might_cover_the_debt() -> None:
    file = account(invoice(total_minor=100_00), receipts=(receipt(100_00),))

    assert review(file, "2026-06-02 10:00") == at("2026-06-03 10:00")


def test_an_invoice_that_is_fresh_is_announced_when_the_debtor_had_time_to_look() -> None:
    file = account(invoice(issued_on="2026-05-23"))

    assert review(file, "2026-05-26 10:00") == at("2026-05-28 10:00")


def test_small_invoices_are_looked_at_when_another_comes_within_reach() -> None:
    # 100.00 due on 2 June is announced from 29 May, when 100.00 due on 8 June is ten days off.
    file = account(
        invoice(total_minor=100_00), invoice("F-2", due_on="2026-06-08", total_minor=100_00)
    )

    assert review(file, "2026-05-26 10:00") == at("2026-05-29 10:00")


def test_a_small_invoice_is_looked_at_when_it_is_late_and_may_be_a_debt_with_others() -> None:
    file = account(invoice(total_minor=3_00, due_on="2026-06-20"))

    assert review(file, "2026-06-04 10:00") == at("2026-06-21 10:00")


def test_a_debt_below_the_minimum_of_the_final_is_looked_at_when_more_is_overdue() -> None:
    small = invoice(total_minor=40_00)
    other = invoice("F-2", due_on="2026-06-18", total_minor=40_00)
    spoken = (message("first"), message("second", "2026-06-09"))

    assert review(account(small, other, messages=spoken), "2026-06-16 10:00") == at(
        "2026-06-19 10:00"
    )


def test_a_review_is_never_now_nor_in_the_past() -> None:
    for hour in range(24):
        for file in (account(), account(messages=(message("first", state="sent"),))):
            when = f"2026-06-05 {hour:02}:00"
            found = review(file, when)
            assert found is not None
            assert found > at(when)


def test_the_review_of_an_auckland_debtor_is_in_his_morning() -> None:
    by: Any = rules(debtor_zone="Pacific/Auckland")
    now_at = at("2026-06-03 10:00", "Pacific/Auckland")
    found = next_review_at(account(), decide(account(), by, now_at), by, now_at)

    assert found == at("2026-06-05 10:00", "Pacific/Auckland")
    assert by.today(found) == day("2026-06-05")


def test_what_becomes_late_inside_the_gap_is_looked_at_on_its_day() -> None:
    """It may lead from then on, and a person may have to be asked about it (R2, R12)."""
    spoken = message("first", "2026-06-08", ("U-1/1",), currency="USD")
    usd = invoice("U-1", due_on="2026-06-02", currency="USD")
    coming = invoice("F-1", due_on="2026-06-10", issued_on="2026-06-01", total_minor=600_00)
    file = account(usd, coming, messages=(spoken,))

    assert waits(account(coming, messages=(spoken,)), "2026-06-10 10:00").reason == "gap"
    assert review(file, "2026-06-10 10:00") == at("2026-06-11 10:00")


def test_a_call_that_waits_is_looked_at_when_something_more_becomes_late() -> None:
    called = customer(contacts=(contact(phone="+33 1 23 45 67 89"),))
    due = invoice("F-1", total_minor=900_00), invoice("F-2", due_on="2026-06-06")
    call = step_task("call", "call", 1, "2026-06-05")
    file = account(*due, customer=called, tasks=(call,))
    by = rules(policy=EIGHT_STEPS)

    assert waits(file, "2026-06-06 10:00", by).reason == "call_pending"
    assert review(file, "2026-06-06 10:00", by) == at("2026-06-07 10:00")


def test_a_step_that_asks_for_some_silence_is_looked_at_when_it_has_lasted() -> None:
    """B1: a condition that only time fulfils is a day to look again (R12)."""
    steps = tuple(
        replace(step, contacted_before_days=9) if step.kind == "second" else step
        for step in PLAIN.steps
    )
    file, by = account(messages=(message("first"),)), rules(policy=replace(PLAIN, steps=steps))

    assert waits(file, "2026-06-12 10:00", by).reason == "not_yet"
    assert review(file, "2026-06-12 10:00", by) == at("2026-06-14 10:00")
    assert says(file, "2026-06-15 10:00", by).key.kind == "second"


def test_a_silence_that_has_lasted_is_no_day_to_look_again() -> None:
    steps = tuple(replace(step, contacted_before_days=3) for step in PLAIN.steps)
    file, by = account(messages=(message("first"),)), rules(policy=replace(PLAIN, steps=steps))

    assert review(file, "2026-06-10 18:00", by) == at("2026-06-11 10:00")


def test_nothing_open_and_nothing_awaited_is_never_looked_at() -> None:
    assert review(replace(account(), invoices=()), "2026-06-10 10:00") is None


def test_the_end_of_a_new_tenants_first_days_is_looked_at() -> None:
    by = rules(approve_all=True, approve_until_on=day("2026-06-12"))
    asked = step_task("approval", "first", 1, "2026-06-03", task_id=_first_asked(by))
    file = account(tasks=(asked,))
    now = at("2026-06-08 10:00")

    found = next_review_at(file, decide(file, by, now), by, now)
    assert found == at("2026-06-12 10:00")


def _first_asked(by: Rules) -> str:
    (task,) = asks(account(), "2026-06-03 10:00", by)
    return task.task_id
