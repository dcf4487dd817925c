"""R8: bounces, next contacts, and steps that nobody confirmed."""

from dataclasses import replace

import pytest

from tests.builders import (
    account,
    asked,
    asks,
    at,
    claim,
    contact,
    customer,
    message,
    rules,
    says,
    waits,
)

TWO = customer(contacts=(contact("boss", role="approver"), contact("billing")))


def test_the_billing_contact_is_written_to_before_the_others() -> None:
    people = customer(
        contacts=(contact("a", role="escalation"), contact("b", role="other"), contact("c"))
    )

    assert says(account(customer=people), "2026-06-05 10:00").contact_id == "c"


def test_a_bounce_goes_to_the_next_contact_on_the_same_day() -> None:
    file = account(
        customer=TWO,
        messages=(message("first", state="bounced"),),
        decided_at=at("2026-06-05 10:00"),
    )
    send = says(file, "2026-06-05 11:00")

    assert (send.contact_id, send.key.kind, send.key.occasion) == ("boss", "first", "0+1")


def test_the_next_contact_of_a_late_bounce_waits_for_the_sending_hours() -> None:
    file = account(customer=TWO, messages=(message("first", state="bounced"),))
    answer = waits(file, "2026-06-05 18:00")

    assert answer.reason == "outside_window"


@pytest.mark.parametrize("state", ["bounced", "rejected", "failed", "refused", "complained"])
def test_what_did_not_arrive_un_counts_the_level(state: str) -> None:
    file = account(
        customer=TWO, messages=(message("first"), message("second", "2026-06-09", state=state))
    )
    send = says(file, "2026-06-16 10:00")

    assert (send.key.kind, send.key.occasion) == ("second", "0+1")


def test_when_nobody_is_left_a_person_calls() -> None:
    file = account(
        customer=TWO,
        messages=(
            message("first", state="bounced"),
            message("first", state="bounced", occasion="0+1", contact_id="boss", hour="11:00"),
        ),
    )

    assert waits(file, "2026-06-05 12:00").reason == "no_deliverable_address"
    (task,) = asks(file, "2026-06-05 12:00")
    assert (task.kind, task.reason) == ("call", "no_deliverable_address")


def test_the_call_is_asked_once() -> None:
    file = account(messages=(message("first", state="bounced"),))
    now_at = at("2026-06-05 12:00")
    (task,) = asks(file, "2026-06-05 12:00")

    assert asks(asked(file, task, now_at), "2026-06-08 10:00") == []


def test_a_suppressed_address_is_not_written_to() -> None:
    people = customer(contacts=(contact(suppressed="complaint"), contact("boss", role="approver")))

    assert says(account(customer=people), "2026-06-05 10:00").contact_id == "boss"


def test_a_corrected_address_is_written_to_again() -> None:
    lost = message("first", state="bounced", contact_digest=contact().digest)
    mended = customer(contacts=(contact(email="new@client.example"),))

    assert waits(account(messages=(lost,)), "2026-06-08 10:00").reason == "no_deliverable_address"
    send = says(account(customer=mended, messages=(lost,)), "2026-06-08 10:00")
    assert (send.contact_id, send.key.occasion) == ("billing", "0+1")


def test_the_repeat_after_a_claim_has_next_contacts_of_its_own() -> None:
    file = account(
        customer=TWO,
        messages=(
            message("first"),
            message("first", "2026-06-16", occasion="claim-1", state="bounced"),
        ),
        claims=(claim("2026-06-08"),),
    )

    assert says(file, "2026-06-16 11:00").key.occasion == "claim-1+1"


def test_a_second_that_nobody_confirmed_within_fifteen_hours_makes_a_task() -> None:
    file = account(
        messages=(message("first"), message("second", "2026-06-09", state="delayed")),
    )

    assert asks(file, "2026-06-10 00:59") == []
    (task,) = asks(file, "2026-06-10 01:00")
    assert (task.kind, task.item_ids) == ("unconfirmed", ("F-1/1",))


def test_a_first_that_nobody_confirmed_makes_no_task() -> None:
    assert asks(account(messages=(message("first", state="sent"),)), "2026-06-08 10:00") == []


def test_an_unconfirmed_second_about_what_is_paid_makes_no_task() -> None:
    second = message("second", "2026-06-04", ("F-9/1",), state="sent")

    assert asks(account(messages=(second,)), "2026-06-05 12:00") == []


def test_a_delivery_that_was_never_timed_counts_from_sending() -> None:
    old = replace(message("first"), delivered_at=None)

    assert waits(account(messages=(old,)), "2026-06-08 10:00").reason == "not_yet"
    assert says(account(messages=(replace(old, sent_at=None),)), "2026-06-09 10:00", rules())


@pytest.mark.parametrize("state", ["soft_bounced", "mailbox_full"])
def test_what_came_back_for_now_counts_until_ses_has_given_up(state: str) -> None:
    file = account(customer=TWO, messages=(message("first", state=state),))

    assert waits(file, "2026-06-05 16:00").reason == "not_yet"
    assert says(file, "2026-06-08 10:00").key.occasion == "0+1"


def test_a_full_mailbox_is_tried_once_more_before_the_next_contact() -> None:
    full = message("first", state="mailbox_full")
    again = message("first", "2026-06-08", state="mailbox_full", occasion="0+1")

    assert says(account(customer=TWO, messages=(full,)), "2026-06-08 10:00").contact_id == "billing"
    both = account(customer=TWO, messages=(full, again))
    assert says(both, "2026-06-09 10:00").contact_id == "boss"


def test_a_full_mailbox_of_four_days_ago_is_given_up() -> None:
    file = account(messages=(message("first", state="mailbox_full"),))

    assert says(file, "2026-06-08 10:00").contact_id == "billing"
    assert waits(file, "2026-06-09 10:00").reason == "no_deliverable_address"
    assert [task.kind for task in asks(file, "2026-06-09 10:00")] == ["call"]


def test_what_came_back_for_now_is_no_prerequisite_and_makes_no_task_of_its_own() -> None:
    second = message("second", "2026-06-09", state="soft_bounced")
    file = account(customer=TWO, messages=(message("first"), second))

    send = says(file, "2026-06-16 10:00")
    assert (send.key.kind, send.key.occasion, send.contact_id) == ("second", "0+1", "boss")
    assert asks(file, "2026-06-10 01:00") == []
