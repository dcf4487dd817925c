"""Practice 2: when a call is better than a mail, and what becomes of a call nobody makes."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.account.on_file import CallAttempt, OpenTask
from relance.domain.deciding.carry_out import asked_of
from relance.domain.decision import Hold
from relance.domain.policies.shipped import EIGHT_STEPS, KEY_ACCOUNT
from relance.domain.task_kinds import Rank
from relance.domain.tasks.worklist import rank
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
    promise,
    rules,
    says,
    step_task,
    waits,
)

PHONE = customer(contacts=(contact(phone="+33100000000"),), account_owner="sonia")
CALLS = replace(
    PLAIN,
    steps=tuple(
        replace(step, call_from_units=3_000) if step.kind == "second" else step
        for step in PLAIN.steps
    ),
)
BY = rules(policy=CALLS)
FIRST = message("first", "2026-06-05")
SECOND = message("second", "2026-06-09")


def large(*, units: int = 4_000, **changes: object) -> Account:
    """One invoice, the first delivered on 5 June, somebody to call."""
    start = account(invoice(total_minor=units * 100), customer=PHONE, messages=(FIRST,))
    return replace(start, **changes)  # type: ignore[arg-type]


def called(outcome: str | None = None, on: str = "2026-06-09", **changes: object) -> OpenTask:
    """The call in place of the second, on Tuesday 9 June."""
    closed = f"{on} 15:00" if outcome else None
    task = step_task("call", "second", 2, "2026-06-09", outcome=outcome, closed=closed)
    return replace(task, **changes)  # type: ignore[arg-type]


def test_from_three_thousand_a_person_calls_instead_of_the_second() -> None:
    (task,) = asks(large(), "2026-06-09 10:00", BY)

    assert (task.kind, task.reason, task.step, task.level) == ("call", "large_amount", "second", 2)
    assert task.owner == "sonia"
    held = waits(large(), "2026-06-09 10:00", BY)
    assert held.reason == "call_pending"


def test_while_the_call_is_to_be_made_no_mail_goes_and_nobody_is_asked_twice() -> None:
    file = large(tasks=(called(),))

    held = waits(file, "2026-06-10 10:00", BY)
    assert isinstance(held, Hold)
    # Untouched for three business days: Friday 12.
    assert (held.reason, held.until_on) == ("call_pending", day("2026-06-12"))
    assert asks(file, "2026-06-10 10:00", BY) == []


def test_a_call_that_reached_the_debtor_is_the_second_delivered() -> None:
    file = large(units=4_000, tasks=(called("reached"),))

    assert waits(file, "2026-06-12 10:00", BY).reason == "not_yet"
    # Seven days after the call the final follows, for which the second has to be delivered; above
    # 2,000 somebody speaks with the debtor first.
    (task,) = asks(file, "2026-06-16 10:00", BY)
    assert (task.kind, task.step, task.reason) == ("call", "final", "before_final")


def test_a_call_that_nobody_made_gives_way_to_the_mail_which_does_not_mention_it() -> None:
    send = says(large(tasks=(called(),)), "2026-06-12 10:00", BY)

    assert send.key.kind == "second"
    assert send.called_on is None


def test_a_message_left_counts_as_a_contact_and_the_mail_may_refer_to_it() -> None:
    heard = CallAttempt(day("2026-06-09"), at("2026-06-09 15:00"), "voicemail")
    file = large(tasks=(called("voicemail", attempts=(heard,)),))

    assert waits(file, "2026-06-12 10:00", BY).reason == "gap"
    send = says(file, "2026-06-15 10:00", BY)
    assert (send.key.kind, send.called_on) == ("second", day("2026-06-09"))


def test_nobody_reached_is_no_contact_and_the_mail_goes_at_once() -> None:
    file = large(tasks=(called("not_reached", on="2026-06-11"),))

    assert says(file, "2026-06-12 10:00", BY).called_on is None


@pytest.mark.parametrize("left", [0, -1])
def test_without_a_person_with_time_the_mail_goes(left: int) -> None:
    assert says(large(), "2026-06-09 10:00", replace(BY, call_capacity_left=left))


def test_without_a_number_the_mail_goes() -> None:
    assert says(large(customer=customer()), "2026-06-09 10:00", BY).key.kind == "second"


def test_below_three_thousand_the_mail_goes() -> None:
    assert says(large(units=2_999), "2026-06-09 10:00", BY).key.kind == "second"


def test_two_messages_that_nobody_answered_make_a_call() -> None:
    file = large(units=600, messages=(FIRST, SECOND))

    (task,) = asks(file, "2026-06-16 10:00", BY)
    assert (task.kind, task.reason) == ("call", "never_answered")


def test_below_five_hundred_a_mail_is_enough() -> None:
    file = large(units=499, messages=(FIRST, SECOND))

    assert says(file, "2026-06-22 10:00", BY).key.kind == "final"


def test_who_has_answered_is_written_to() -> None:
    said = claim("2026-06-08", means="card", recorded_at=at("2026-06-08 12:00"))
    unseen = message("second", "2026-06-09", occasion="claim-1")
    file = large(units=600, messages=(FIRST, SECOND, unseen), claims=(said,))

    assert says(file, "2026-06-22 10:00", BY).key.kind == "final"


def test_a_broken_promise_about_a_thousand_is_a_call_the_next_morning() -> None:
    file = large(units=1_000, promises=(promise("2026-06-08", "2026-06-10"),))

    # Two bank days after Wednesday 10: free on Saturday 13, called on Monday 15.
    (task,) = [t for t in asks(file, "2026-06-15 10:00", BY) if t.kind == "call"]
    assert task.reason == "promise_broken"
    assert rank(asked_of(task, at("2026-06-15 10:00"))) == Rank.BROKEN_PROMISES


def test_a_broken_promise_about_less_is_a_mail() -> None:
    file = large(units=999, promises=(promise("2026-06-08", "2026-06-10"),))

    assert says(file, "2026-06-15 10:00", BY).variant == "promise_broken"


def test_while_most_of_the_account_is_disputed_nobody_is_threatened_about_the_rest() -> None:
    dispute = replace(hold("dispute", invoice_id="F-2"), hold_id="H-2")
    file = replace(
        large(units=400, messages=(FIRST, SECOND)),
        invoices=(invoice(total_minor=400_00), invoice("F-2", total_minor=500_00)),
        holds=(dispute,),
    )

    (task,) = asks(file, "2026-06-16 10:00", BY)
    assert (task.kind, task.reason) == ("call", "mostly_disputed")
    over = step_task("call", "final", 3, "2026-06-16", outcome="reached", closed="2026-06-17 10:00")
    for tasks in ((replace(over, outcome="not_reached"),), (over,)):
        later = replace(file, tasks=tasks)
        assert not [t for t in asks(later, "2026-06-24 10:00", BY) if t.kind == "call"]
    assert waits(
        replace(file, tasks=(replace(over, outcome="not_reached"),)), "2026-06-24 10:00", BY
    )


def test_a_policy_that_begins_with_a_call_asks_for_it() -> None:
    file = account(customer=PHONE)
    by = rules(policy=EIGHT_STEPS)

    assert waits(file, "2026-06-05 10:00", by).reason == "not_yet"
    # +4 is Saturday 6: asked on Monday 8.
    (task,) = asks(file, "2026-06-08 10:00", by)
    assert (task.kind, task.step, task.level, task.reason) == ("call", "call", 1, "step_due")


@pytest.mark.parametrize("who", [customer(), PHONE])
def test_where_nobody_can_be_called_the_mail_goes_in_its_place(who: Customer) -> None:
    units = 300 if who is not PHONE else 149
    file = account(invoice(total_minor=units * 100), customer=who)

    send = says(file, "2026-06-08 10:00", rules(policy=EIGHT_STEPS))
    assert (send.key.kind, send.key.level, send.text) == ("first", 1, "first")


def test_the_mail_in_place_of_the_call_is_the_call_done() -> None:
    file = account(messages=(message("first", "2026-06-08"),))
    by = rules(policy=EIGHT_STEPS)

    waiting = waits(file, "2026-06-09 10:00", by)
    assert waiting.figures.nominal_on == day("2026-06-12")


def test_after_a_call_that_nobody_made_the_ladder_goes_on_in_writing() -> None:
    task = step_task("call", "call", 1, "2026-06-08")
    file = account(customer=PHONE, tasks=(task,))
    by = rules(policy=EIGHT_STEPS)

    assert waits(file, "2026-06-10 10:00", by).reason == "call_pending"
    send = says(file, "2026-06-12 10:00", by)
    assert (send.key.kind, send.key.level, send.called_on) == ("first", 2, None)


def test_a_call_is_not_asked_for_on_a_closed_day() -> None:
    file = account(customer=PHONE)

    assert waits(file, "2026-06-06 10:00", rules(policy=EIGHT_STEPS)).reason == "closed_day"


def test_a_call_with_no_mail_in_its_place_is_left_out_where_there_is_no_number() -> None:
    by = rules(policy=replace(KEY_ACCOUNT, approve_all=False))
    file = account(messages=(message("first", "2026-06-05"),))

    waiting = waits(file, "2026-06-16 10:00", by)
    assert waiting.figures.nominal_on == day("2026-06-22")  # the second
