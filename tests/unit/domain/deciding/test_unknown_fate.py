"""R16, R47: a message of which nobody knows whether it left."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.message import RANK, MessageState
from relance.domain.decide import decide
from relance.domain.decision import Hold
from relance.domain.tasks.asking import moot
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


def test_until_the_next_morning_nothing_is_done_about_it() -> None:
    for now in ("2026-06-05 15:00", "2026-06-05 23:00", "2026-06-06 09:59"):
        answer = waits(lost("reserved"), now, FLOWING)

        assert isinstance(answer, Hold)
        assert (answer.reason, answer.until_at) == ("outcome_awaited", at("2026-06-06 10:00"))
        assert asks(lost("reserved"), now, FLOWING) == []


def test_a_message_of_the_small_hours_waits_six_hours_at_least() -> None:
    assert rules().settles_at(at("2026-06-05 03:00")) == at("2026-06-05 10:00")
    assert rules().settles_at(at("2026-06-05 09:30")) == at("2026-06-06 10:00")
    assert rules().settles_at(at("2026-06-05 10:00")) == at("2026-06-06 10:00")


def test_when_events_of_later_messages_came_it_goes_once_more_without_a_task() -> None:
    assert asks(lost(), "2026-06-06 10:00", FLOWING) == []  # a Saturday: it waits for Monday
    send = says(lost(), "2026-06-08 10:00", FLOWING)

    assert (send.key.kind, send.key.occasion, send.attempt) == ("first", "0", 2)
    assert send.item_ids == ("F-1/1",)
    assert asks(lost(), "2026-06-08 10:00", FLOWING) == []


def test_a_mail_of_the_same_second_is_a_later_one() -> None:
    reserved_at = at("2026-06-05 10:00").replace(microsecond=700_000)
    file = lost(reserved_at=reserved_at)

    assert says(file, "2026-06-08 10:00", rules(mail_event_at=at("2026-06-05 10:00"))).attempt == 2


def test_without_events_it_is_held_and_a_person_is_asked() -> None:
    for silent in (rules(), rules(mail_event_at=at("2026-06-05 09:00"))):
        assert waits(lost(), "2026-06-08 12:00", silent).reason == "outcome_unknown"
        (task,) = asks(lost(), "2026-06-08 12:00", silent)
        assert (task.kind, task.urgent) == ("outcome_unknown", True)


def test_nobody_is_asked_before_mails_of_a_morning_could_have_had_their_events() -> None:
    """Saturday and Sunday nothing is sent: on Monday morning the mails of others tell."""
    for now in ("2026-06-06 10:00", "2026-06-07 23:00", "2026-06-08 10:00", "2026-06-08 11:00"):
        answer = waits(lost(), now)
        assert isinstance(answer, Hold)
        assert (answer.reason, answer.until_at) == ("outcome_awaited", at("2026-06-08 12:00"))
        assert asks(lost(), now) == []
    monday = rules(mail_event_at=at("2026-06-08 10:01"))
    assert says(lost(), "2026-06-08 11:00", monday).attempt == 2


def test_there_is_never_a_third_attempt() -> None:
    twice = lost(attempt=2)

    assert waits(twice, "2026-06-08 10:00", FLOWING).reason == "outcome_unknown"
    assert [task.kind for task in asks(twice, "2026-06-08 10:00", FLOWING)] == ["outcome_unknown"]


def test_events_that_flow_again_later_still_allow_attempt_two() -> None:
    file = lost()
    (task,) = asks(file, "2026-06-08 12:00")
    file = asked(file, task, at("2026-06-08 12:00"))

    assert waits(file, "2026-06-08 13:00").reason == "outcome_unknown"
    assert says(file, "2026-06-09 10:00", FLOWING).attempt == 2


@pytest.mark.parametrize("state", ["sent", "delivered", "soft_bounced", "bounced"])
def test_its_task_closes_by_itself_when_its_own_event_came(state: str) -> None:
    (task,) = asks(lost(), "2026-06-08 12:00")
    now = at("2026-06-09 10:00")

    assert moot(asked(lost(), task, now), now) == ()
    (over,) = moot(asked(lost(state), task, now), now)
    assert (over.task_id, over.outcome, over.closed_at) == (task.task_id, "moot", now)


def test_the_task_about_an_unconfirmed_mail_closes_when_it_was_delivered_after_all() -> None:
    second = message("second", "2026-06-09", state="sent")
    file = account(messages=(message("first"), second))
    (task,) = asks(file, "2026-06-10 10:00")
    file, now = asked(file, task, at("2026-06-10 10:00")), at("2026-06-11 10:00")

    assert moot(file, now) == ()
    arrived = replace(second, state=MessageState.DELIVERED)
    assert len(moot(replace(file, messages=(message("first"), arrived)), now)) == 1


def test_after_a_person_has_looked_the_ladder_goes_on() -> None:
    file = lost(attempt=2)
    (task,) = asks(file, "2026-06-06 10:00")
    file = asked(file, task, at("2026-06-06 10:00"))
    seen = task_closed(file, "outcome_unknown", "2026-06-08 09:00")

    assert waits(seen, "2026-06-08 10:00", FLOWING).reason == "not_yet"
    assert says(seen, "2026-06-09 10:00", FLOWING).key.kind == "second"


def test_a_payment_meanwhile_ends_it_without_a_word() -> None:
    file = paid(lost(), "2026-06-05")

    assert decide(file, FLOWING, at("2026-06-08 10:00")) == ()


def test_a_payment_of_the_leader_meanwhile_leaves_the_rest_to_its_own_message() -> None:
    both = ("F-1/1", "F-2/1")
    file = account(
        invoice(), invoice("F-2"), messages=(message("first", "2026-06-05", both, state="unknown"),)
    )
    after = replace(paid(file, "2026-06-05"), paid_on=None)

    send = says(after, "2026-06-08 10:00", FLOWING)
    assert (send.key.leader, send.attempt, send.item_ids) == ("F-2/1", 1, ("F-2/1",))
    assert asks(after, "2026-06-08 10:00", FLOWING) == []


def test_attempt_two_demands_only_what_is_still_open() -> None:
    both = ("F-1/1", "F-2/1")
    file = account(
        invoice(), invoice("F-2"), messages=(message("first", "2026-06-05", both, state="unknown"),)
    )
    after = replace(paid(file, "2026-06-05", "F-2"), paid_on=None)

    assert says(after, "2026-06-08 10:00", FLOWING).item_ids == ("F-1/1",)


def test_a_hold_a_claim_or_a_promise_meanwhile_prevents_attempt_two_and_asks_nobody() -> None:
    for after in (
        replace(lost(), holds=(hold(),)),
        replace(lost(), claims=(claim("2026-06-05"),)),
        replace(lost(), promises=(promise("2026-06-05", "2026-06-12"),)),
    ):
        waits(after, "2026-06-08 10:00", FLOWING)
        kinds = {task.kind for task in asks(after, "2026-06-08 10:00", FLOWING)}
        assert kinds <= {"search_payment"}


def test_attempt_two_respects_the_hours_and_the_closed_days() -> None:
    monday_closed = replace(FLOWING, open_days=closed("2026-06-08"))

    assert waits(lost(), "2026-06-08 10:00", monday_closed).reason == "closed_day"
    assert waits(lost(), "2026-06-09 18:00", monday_closed).reason == "outside_window"
    assert says(lost(), "2026-06-09 10:00", monday_closed).attempt == 2


def test_attempt_two_keeps_the_words_of_the_first_attempt() -> None:
    file = account(
        messages=(message("first"), message("second", "2026-06-17", state="unknown")),
        promises=(promise("2026-06-08", "2026-06-12"),),
    )
    flowing = rules(mail_event_at=at("2026-06-17 10:30"))

    assert says(file, "2026-06-18 10:00", flowing).variant == "promise_broken"


def test_a_paused_tenant_makes_no_attempt_two_and_asks_nobody() -> None:
    paused = replace(FLOWING, mode="paused")

    assert waits(lost(), "2026-06-08 10:00", paused).reason == "tenant_paused"
    assert asks(lost(), "2026-06-08 10:00", paused) == []


def test_an_answer_to_the_debtor_is_made_again_too() -> None:
    receipt = message("receipt", "2026-06-05", ("F-9/1",), leader="fact-1", state="unknown")
    file = account(invoice(due_on="2026-07-01"), messages=(receipt,))
    send = says(file, "2026-06-08 10:00", FLOWING)

    assert (send.key.kind, send.attempt, send.cause_id) == ("receipt", 2, "fact-1")


def test_an_answer_to_money_is_made_again_within_hours_only() -> None:
    receipt = message("receipt", "2026-06-05", ("F-9/1",), leader="fact-1", state="unknown")
    file = account(invoice(due_on="2026-07-01"), messages=(receipt,))

    assert waits(file, "2026-06-08 17:00", FLOWING).reason == "nothing_due"
    assert says(file, "2026-06-09 10:00", FLOWING).attempt == 2


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
    answer = message("copy", "2026-06-03", state="unknown", leader="fact-1")
    file = account(messages=(answer,))
    gone = replace(file, customer=replace(file.customer, contacts=()))

    assert says(file, "2026-06-04 10:00", FLOWING).attempt == 2
    assert [task.kind for task in asks(gone, "2026-06-04 10:00", FLOWING)] == ["outcome_unknown"]
