"""B13: what a message announces is carried out, withdrawn, or reported."""

from dataclasses import replace
from typing import Any

from relance.domain.account.account import Account
from relance.domain.policies.shipped import CLASSIC
from tests.builders import (
    PLAIN,
    account,
    asks,
    contact,
    customer,
    day,
    ids,
    invoice,
    message,
    paid,
    rules,
    says,
    step_task,
    walk,
)

BY = rules(policy=CLASSIC)


def announced(**changes: Any) -> Account:
    """A second that announced, on 9 June, that somebody takes over on the 16th."""
    second = message("second", "2026-06-09", deadline_on=day("2026-06-16"), consequence="takeover")
    return account(messages=(message("first", "2026-06-05"), replace(second, **changes)))


def commitments(file: Account, when: str) -> list[str]:
    return [task.reason for task in asks(file, when, BY) if task.kind == "commitment"]


def test_what_was_announced_for_a_day_is_asked_for_after_it() -> None:
    assert commitments(announced(), "2026-06-16 10:00") == []
    assert commitments(announced(), "2026-06-17 10:00") == ["takeover"]


def test_the_commitment_says_by_when_and_about_what() -> None:
    (task,) = [t for t in asks(announced(), "2026-06-17 10:00", BY) if t.kind == "commitment"]

    assert (task.due_on, task.item_ids, task.step) == (day("2026-06-17"), ("F-1/1",), "second")


def test_payment_in_time_makes_a_commitment_void() -> None:
    assert commitments(paid(announced(), "2026-06-15"), "2026-06-17 10:00") == []


def test_what_did_not_arrive_announced_nothing() -> None:
    assert commitments(announced(state=message(state="bounced").state), "2026-06-17 10:00") == []


def test_what_was_listed_for_information_has_no_part_in_it() -> None:
    file = announced(item_ids=ids("F-1/1", "F-2/1"), other_ids=ids("F-1/1"))

    assert commitments(file, "2026-06-17 10:00") == []


def test_a_measure_that_the_decision_carries_out_is_not_asked_for_twice() -> None:
    story = walk(account(), rules(policy=CLASSIC), days=60)

    asked = [text for text in story.asked if text.endswith(("commitment", "decision"))]
    assert [text[6:] for text in asked] == ["commitment", "decision"]
    assert story.said[-1] == "06-18 final"


def test_a_message_of_a_former_policy_is_held_to_what_it_announced() -> None:
    file = announced()
    second = replace(file.messages[1], key=replace(file.messages[1].key, kind="last_word", level=3))

    assert commitments(replace(file, messages=(second,)), "2026-06-17 10:00") == ["takeover"]


def test_a_final_goes_to_the_escalation_contact_as_well() -> None:
    people = (
        contact("billing"),
        contact("boss", role="escalation"),
        contact("other", role="approver"),
    )
    approved = step_task(
        "approval", "final", 3, "2026-06-11", outcome="approved", closed="2026-06-12 10:00"
    )
    seconds = (message("first", "2026-06-05"), message("second", "2026-06-09"))
    file = account(customer=customer(contacts=people), messages=seconds)
    (task,) = [t for t in asks(file, "2026-06-12 10:00", BY) if t.kind == "approval"]
    file = replace(file, tasks=(replace(approved, task_id=task.task_id),))

    send = says(file, "2026-06-16 10:00", BY)
    assert (send.contact_id, send.copy_ids) == ("billing", ("boss",))
    assert (send.consequence, send.deadline_on) == ("collection", day("2026-06-24"))


def test_a_large_second_goes_on_paper_too_where_the_policy_says_so() -> None:
    steps = tuple(
        replace(step, letter_from_units=1_500) if step.kind == "second" else step
        for step in PLAIN.steps
    )
    by = rules(policy=replace(CLASSIC, steps=steps))
    first = (message("first", "2026-06-05"),)

    (task,) = asks(account(invoice(total_minor=1_500_00), messages=first), "2026-06-09 10:00", by)
    assert (task.kind, task.reason) == ("letter", "letter_with_the_mail")
    small = account(invoice(total_minor=1_499_00), messages=first)
    assert asks(small, "2026-06-09 10:00", by) == []


def test_a_letter_goes_only_with_its_mail() -> None:
    steps = tuple(
        replace(step, letter_from_units=200) if step.kind == "first" else step
        for step in PLAIN.steps
    )
    by = rules(policy=replace(PLAIN, steps=steps))
    pounds = invoice("F-2", due_on="2026-06-03", currency="GBP", total_minor=900_00)

    (letter,) = asks(account(invoice(), pounds), "2026-06-08 10:00", by)
    assert (letter.kind, letter.currency) == ("letter", "EUR")
