"""R44: nothing firmer before money of the day that we named can be seen."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.decision import Hold
from relance.domain.policies.shipped import EIGHT_STEPS
from tests.builders import (
    PLAIN,
    account,
    asks,
    claim,
    day,
    invoice,
    message,
    paid,
    rules,
    says,
    step_task,
    waits,
)

FIRST = message("first", "2026-06-05")
SECOND = message("second", "2026-06-09", deadline_on=day("2026-06-22"))


def told(*more: object, **changes: object) -> Account:
    """The second named Monday 22 June, later than the final's own day."""
    return account(messages=(FIRST, SECOND), **changes)


def test_without_a_feed_the_final_waits_until_the_second_bank_day_after_the_day_named() -> None:
    for on in ("2026-06-16", "2026-06-22", "2026-06-23"):
        held = waits(told(), f"{on} 10:00")
        assert (held.reason, held.until_on) == ("day_named", day("2026-06-24"))  # type: ignore[union-attr]

    assert says(told(), "2026-06-24 10:00").key.kind == "final"


@pytest.mark.parametrize(("booked", "goes"), [("2026-06-22", True), ("2026-06-19", False)])
def test_with_a_feed_cash_must_be_booked_through_the_day_named(booked: str, goes: bool) -> None:
    by = rules(cash_through_on=day(booked))

    if goes:
        assert says(told(), "2026-06-23 10:00", by).key.kind == "final"
        assert waits(told(), "2026-06-22 10:00", by).reason == "day_named"
    else:
        assert waits(told(), "2026-06-23 10:00", by).reason == "feed_stale"


def test_a_day_named_that_is_no_bank_day_asks_for_the_bank_day_before_it() -> None:
    saturday = replace(SECOND, deadline_on=day("2026-06-20"))
    by = rules(cash_through_on=day("2026-06-19"))

    assert says(account(messages=(FIRST, saturday)), "2026-06-22 10:00", by).key.kind == "final"


def test_whoever_leads_next_waits_for_it_as_well() -> None:
    """The one that was named for is paid; the other, which was listed, would lead to a final."""
    other = invoice("F-2", due_on="2026-06-02")
    both = ("F-1/1", "F-2/1")
    second = message("second", "2026-06-09", both, deadline_on=day("2026-06-22"))
    file = account(invoice(), other, messages=(message("first", "2026-06-05", both), second))
    file = paid(file, "2026-06-12")

    assert waits(file, "2026-06-17 10:00").reason == "day_named"
    assert says(file, "2026-06-24 10:00").key.leader == "F-2/1"


def test_what_is_not_firmer_does_not_wait() -> None:
    """Another item, at its first, while somebody promised about the one that was named for."""
    other = invoice("F-2", due_on="2026-06-12")
    file = replace(told(), invoices=(invoice(), other))

    assert says(paid(file, "2026-06-11"), "2026-06-16 10:00").key.kind == "first"


def test_the_decision_is_not_asked_before_it_either() -> None:
    final = message("final", "2026-06-16", deadline_on=day("2026-06-24"))
    file = account(messages=(FIRST, message("second", "2026-06-09"), final))

    assert asks(file, "2026-06-25 10:00") == []
    assert [task.kind for task in asks(file, "2026-06-26 10:00")] == ["decision"]


def test_a_message_that_did_not_arrive_named_nothing() -> None:
    bounced = replace(SECOND, state=message(state="bounced").state)
    file = account(messages=(FIRST, message("second", "2026-06-05", occasion="0+1"), bounced))

    assert says(file, "2026-06-16 10:00").key.kind == "final"


def test_a_day_named_in_another_currency_holds_nothing() -> None:
    dollars = message("second", "2026-06-10", ("F-9/1",), deadline_on=day("2026-07-30"))
    elsewhere = replace(dollars, key=replace(dollars.key, currency="USD"))
    second = replace(SECOND, deadline_on=day("2026-06-12"))

    file = account(messages=(second, elsewhere))
    assert says(file, "2026-06-17 10:00").key.kind == "final"


def test_a_registered_letter_names_the_end_of_the_time_it_gives_from_its_receipt() -> None:
    by = rules(policy=replace(EIGHT_STEPS, steps=EIGHT_STEPS.steps[3:]), handover_minimum_units=0)
    letter = step_task(
        "registered", "notice", 4, "2026-07-06", outcome="received", closed="2026-07-13 09:00"
    )
    file = account(tasks=(letter,))
    # Received on the 13th, eight days given: the 21st, and two bank days.
    bare = replace(
        by,
        policy=replace(
            by.policy,
            steps=tuple(
                replace(step, spacing_days=0, days_after_due=46) for step in by.policy.steps
            ),
        ),
    )

    assert waits(file, "2026-07-22 10:00", bare).reason == "day_named"
    assert waits(file, "2026-07-23 10:00", bare).reason != "day_named"


def test_what_asks_for_the_proof_of_a_payment_names_no_day_and_announces_nothing() -> None:
    """Its mail shows no deadline, so that nothing may rest on one."""
    by = rules(policy=replace(PLAIN, steps=tuple(replace(s, spacing_days=0) for s in PLAIN.steps)))
    file = replace(told(), claims=(claim("2026-06-10"),))
    send = says(file, "2026-06-18 10:00", by)

    assert (send.key.kind, send.variant) == ("second", "claim_unseen")
    assert (send.deadline_on, send.consequence) == (None, None)


def test_the_day_named_is_looked_at_again_in_time() -> None:
    held = waits(told(), "2026-06-16 10:00")

    assert isinstance(held, Hold)
    assert held.until_on == day("2026-06-24")
