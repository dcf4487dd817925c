"""R16: a message of which nobody knows whether it left."""

from dataclasses import replace
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.message import RANK, MessageState
from relance.domain.decide import decide
from relance.domain.decision import Hold
from tests.builders import (
    account,
    asked,
    asks,
    at,
    claim,
    closed,
    hold,
    invoice,
    message,
    outage,
    paid,
    promise,
    rules,
    says,
    task_closed,
    waits,
)

FLOWING = rules(mail_event_at=at("2026-06-05 10:30"))


def lost(state: str = "unknown", **changes: Any) -> Account:
    """The first of Friday 5 June was reserved at 10:00; nothing more is known."""
    return account(messages=(message("first", state=state, **changes),))


def test_for_six_hours_nothing_is_done_about_it() -> None:
    answer = waits(lost("reserved"), "2026-06-05 15:00", FLOWING)

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("outcome_awaited", at("2026-06-05 16:00"))
    assert asks(lost("reserved"), "2026-06-05 15:00", FLOWING) == []


def test_when_events_of_later_messages_came_it_goes_once_more() -> None:
    send = says(lost(), "2026-06-05 16:00", FLOWING)

    assert (send.key.kind, send.key.occasion, send.attempt) == ("first", "0", 2)
    assert send.item_ids == ("F-1/1",)


def test_the_decision_of_the_morning_does_not_stop_attempt_two() -> None:
    file = replace(lost(), decided_at=at("2026-06-05 10:00"))

    assert says(file, "2026-06-05 16:00", FLOWING).attempt == 2


def test_without_events_it_is_held_and_a_person_is_asked() -> None:
    for silent in (rules(), rules(mail_event_at=at("2026-06-05 09:00"))):
        assert waits(lost(), "2026-06-05 16:00", silent).reason == "outcome_unknown"
        (task,) = asks(lost(), "2026-06-05 16:00", silent)
        assert (task.kind, task.urgent) == ("outcome_unknown", True)


def test_there_is_never_a_third_attempt() -> None:
    twice = lost(attempt=2)

    assert waits(twice, "2026-06-05 16:00", FLOWING).reason == "outcome_unknown"
    assert [task.kind for task in asks(twice, "2026-06-05 16:00", FLOWING)] == ["outcome_unknown"]


def test_events_that_flow_again_later_still_allow_attempt_two() -> None:
    file = lost()
    (task,) = asks(file, "2026-06-05 16:00")
    file = asked(file, task, at("2026-06-05 16:00"))

    assert waits(file, "2026-06-05 16:30").reason == "outcome_unknown"
    assert says(file, "2026-06-08 10:00", FLOWING).attempt == 2


def test_after_a_person_has_looked_the_ladder_goes_on() -> None:
    file = lost(attempt=2)
    (task,) = asks(file, "2026-06-05 16:00")
    file = asked(file, task, at("2026-06-05 16:00"))
    seen = task_closed(file, "outcome_unknown", "2026-06-08 09:00")

    assert waits(seen, "2026-06-08 10:00", FLOWING).reason == "not_yet"
    assert says(seen, "2026-06-09 10:00", FLOWING).key.kind == "second"


def test_a_payment_meanwhile_ends_it_without_a_word() -> None:
    file = paid(lost(), "2026-06-05")

    assert decide(file, FLOWING, at("2026-06-05 16:00")) == ()


def test_a_payment_of_the_leader_meanwhile_prevents_attempt_two() -> None:
    both = ("F-1/1", "F-2/1")
    file = account(
        invoice(), invoice("F-2"), messages=(message("first", "2026-06-05", both, state="unknown"),)
    )
    after = replace(paid(file, "2026-06-05"), paid_on=None)

    assert waits(after, "2026-06-05 16:00", FLOWING).reason == "outcome_unknown"
    assert [task.kind for task in asks(after, "2026-06-05 16:00", FLOWING)] == ["outcome_unknown"]


def test_attempt_two_demands_only_what_is_still_open() -> None:
    both = ("F-1/1", "F-2/1")
    file = account(
        invoice(), invoice("F-2"), messages=(message("first", "2026-06-05", both, state="unknown"),)
    )
    after = replace(paid(file, "2026-06-05", "F-2"), paid_on=None)

    assert says(after, "2026-06-05 16:00", FLOWING).item_ids == ("F-1/1",)


def test_a_hold_a_claim_or_a_promise_meanwhile_prevents_attempt_two() -> None:
    for after in (
        replace(lost(), holds=(hold(),)),
        replace(lost(), claims=(claim("2026-06-05"),)),
        replace(lost(), promises=(promise("2026-06-05", "2026-06-12"),)),
    ):
        waits(after, "2026-06-05 16:00", FLOWING)
        kinds = {task.kind for task in asks(after, "2026-06-05 16:00", FLOWING)}
        assert kinds - {"search_payment"} == {"outcome_unknown"}


def test_attempt_two_respects_the_hours_and_the_closed_days() -> None:
    late = lost(hour="16:00")  # six hours later it is night
    flowing = rules(mail_event_at=at("2026-06-05 17:00"))

    assert waits(late, "2026-06-05 22:00", flowing).reason == "outcome_unknown"
    monday_closed = replace(flowing, open_days=closed("2026-06-08"))
    assert waits(late, "2026-06-08 10:00", monday_closed).reason == "outcome_unknown"
    assert says(late, "2026-06-09 10:00", monday_closed).attempt == 2


def test_attempt_two_keeps_the_words_of_the_first_attempt() -> None:
    file = account(
        messages=(message("first"), message("second", "2026-06-17", state="unknown")),
        promises=(promise("2026-06-08", "2026-06-12"),),
    )
    flowing = rules(mail_event_at=at("2026-06-17 10:30"))

    assert says(file, "2026-06-17 16:00", flowing).variant == "promise_broken"


def test_a_tenant_that_is_not_live_makes_no_attempt_two() -> None:
    for mode in ("shadow", "paused"):
        tasks = asks(lost(), "2026-06-05 16:00", replace(FLOWING, mode=mode))
        assert [task.kind for task in tasks] == ["outcome_unknown"]


def test_an_answer_to_the_debtor_is_made_again_too() -> None:
    receipt = message("receipt", "2026-06-05", ("F-9/1",), leader="fact-1", state="unknown")
    file = account(invoice(due_on="2026-07-01"), messages=(receipt,))
    send = says(file, "2026-06-05 16:00", FLOWING)

    assert (send.key.kind, send.attempt, send.cause_id) == ("receipt", 2, "fact-1")


def test_an_answer_to_money_is_made_again_within_hours_only() -> None:
    receipt = message("receipt", "2026-06-05", ("F-9/1",), leader="fact-1", state="unknown")
    file = account(invoice(due_on="2026-07-01"), messages=(receipt,))

    assert waits(file, "2026-06-05 17:00", FLOWING).reason == "nothing_due"
    assert says(file, "2026-06-08 10:00", FLOWING).attempt == 2


def test_an_answer_without_outcome_does_not_stop_the_ladder() -> None:
    receipt = message("receipt", "2026-06-05", leader="fact-1", state="reserved", hour="09:00")

    assert says(account(messages=(receipt,)), "2026-06-05 10:00").key.kind == "first"


def test_the_next_contact_of_an_unknown_message_is_the_same_message() -> None:
    file = lost()
    dark = replace(FLOWING, outages=outage("2026-06-05 11:00", "2026-06-08 08:00"))

    assert says(file, "2026-06-08 10:00", dark).key == file.messages[0].key


def test_a_late_record_never_ranks_above_a_delivery() -> None:
    assert RANK[MessageState.SENT] < RANK[MessageState.DELIVERED] < RANK[MessageState.BOUNCED]
    assert message(state="delivered").final
    assert not message(state="sent").final


def test_an_answer_does_not_go_once_more_to_a_contact_who_is_gone() -> None:
    answer = message("copy", "2026-06-04", state="unknown", leader="fact-1")
    file = account(messages=(answer,))
    gone = replace(file, customer=replace(file.customer, contacts=()))

    assert says(file, "2026-06-04 16:00", FLOWING).attempt == 2
    assert [task.kind for task in asks(gone, "2026-06-04 16:00", FLOWING)] == ["outcome_unknown"]
