"""R8, B12: answers to the debtor go once and are no contacts; those to money once a day at most."""

from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import Acknowledgement
from relance.domain.answers.acknowledgements import thanks_allowed
from relance.domain.decide import decide
from relance.domain.decision import Hold, Send
from tests.builders import (
    account,
    at,
    contact,
    customer,
    day,
    ids,
    invoice,
    message,
    owed,
    rules,
    says,
    sent,
    waits,
    walk,
)

LATER = invoice(due_on="2026-08-03")


@pytest.mark.parametrize("kind", ["confirmation", "copy"])
def test_an_answer_goes_at_any_hour_and_names_its_cause(kind: str) -> None:
    send = says(account(LATER, owed=(owed(kind),)), "2026-06-06 23:00")

    assert (send.key.kind, send.key.leader, send.key.level) == (kind, "fact-1", 0)
    assert send.cause_id == "fact-1"


def test_an_answer_goes_although_a_reminder_went_today() -> None:
    file = account(messages=(message("first"),), owed=(owed("copy", "2026-06-05 11:00"),))

    assert says(file, "2026-06-05 12:00").key.kind == "copy"


def test_an_answer_and_a_reminder_may_go_on_the_same_day() -> None:
    file = account(owed=(owed("copy", "2026-06-05 09:00"),))
    story = walk(file, start="2026-06-05", days=1)

    assert story.said == ["06-05 copy", "06-05 first"]


def test_answers_go_in_the_order_of_their_causes() -> None:
    file = account(
        LATER,
        owed=(
            owed("confirmation", "2026-06-04 13:00"),
            owed("copy", "2026-06-04 12:00", fact_id="fact-0"),
        ),
    )
    decisions = decide(file, rules(), at("2026-06-04 14:00"))

    assert [d.reason for d in decisions[:2]] == ["copy_owed", "confirmation_owed"]


def test_an_answer_is_given_once() -> None:
    gone = message("receipt", "2026-06-04", leader="fact-1")
    file = account(LATER, owed=(owed(),), messages=(gone,))

    assert [d.reason for d in decide(file, rules(), at("2026-06-04 14:00"))] == ["nothing_due"]


def test_an_answer_that_is_a_week_old_is_not_given_any_more() -> None:
    file = account(LATER, owed=(owed(),))

    assert says(file, "2026-06-11 12:00").key.kind == "receipt"
    assert [d.reason for d in decide(file, rules(), at("2026-06-11 12:01"))] == ["nothing_due"]


def test_an_answer_needs_an_address_and_a_tenant_that_is_not_paused() -> None:
    now_at = at("2026-06-05 10:00")
    nobody = customer(contacts=(contact(suppressed="bounce"),))
    silent = decide(account(LATER, owed=(owed(),), customer=nobody), rules(), now_at)
    paused = decide(account(LATER, owed=(owed(),)), rules(mode="paused"), now_at)

    assert isinstance(silent[0], Hold)
    assert isinstance(paused[0], Hold)
    assert (silent[0].reason, paused[0].reason) == ("no_deliverable_address", "tenant_paused")


def test_thanks_are_said_once_a_quarter() -> None:
    thanked = account(messages=(message("thanks", "2026-06-05"),))

    assert thanks_allowed(account(), at("2026-06-10 10:00"))
    assert not thanks_allowed(thanked, at("2026-09-03 09:59"))
    assert thanks_allowed(thanked, at("2026-09-03 10:00"))


def test_thanks_that_did_not_arrive_were_not_said() -> None:
    lost = account(messages=(message("thanks", "2026-06-05", state="bounced"),))

    assert thanks_allowed(lost, at("2026-06-10 10:00"))


# --- Money: one mail a day and currency, at the sending hour ----------------------------------


def money(fact_id: str, at_: str, amount_minor: int = 100_00, **changes: Any) -> Acknowledgement:
    """A receipt owed for money recorded then."""
    more = {"amount_minor": amount_minor, "fact_id": fact_id} | changes
    kind = more.pop("kind", "receipt")
    return owed(str(kind), at_, **more)


def answers(file: Account, when: str) -> list[Send]:
    """The messages of one moment, in any currency."""
    return [d for d in decide(file, rules(), at(when)) if isinstance(d, Send)]


def test_all_the_money_since_the_last_sending_hour_is_one_receipt() -> None:
    file = account(
        LATER,
        owed=(
            money("a", "2026-06-04 11:00"),
            money("b", "2026-06-04 18:00", item_ids=ids("F-2/1", "F-1/1")),
            money("c", "2026-06-05 09:59"),
        ),
    )
    send = says(file, "2026-06-05 10:00")

    assert (send.key.kind, send.key.leader, send.cause_id) == ("receipt", "a", "a")
    assert send.merged_ids == ("b", "c")
    assert send.item_ids == ("F-1/1", "F-2/1")


@pytest.mark.parametrize("when", ["2026-06-05 09:00", "2026-06-05 17:00", "2026-06-06 10:00"])
def test_money_is_never_answered_outside_hours_or_on_a_closed_day(when: str) -> None:
    file = account(LATER, owed=(money("a", "2026-06-04 12:00"),))
    waiting = decide(file, rules(), at(when))[0]

    assert isinstance(waiting, Hold)
    opens = "2026-06-05 10:00" if when.endswith("09:00") else "2026-06-08 10:00"
    assert (waiting.reason, waiting.until_at) == ("receipt_waits", at(opens))


def test_money_recorded_after_the_sending_hour_is_in_the_receipt_of_the_next_day() -> None:
    file = account(LATER, owed=(money("a", "2026-06-04 12:00"), money("b", "2026-06-05 10:01")))
    send = says(file, "2026-06-05 12:00")
    after = sent(file, send, at("2026-06-05 12:00"))

    assert (send.cause_id, send.merged_ids) == ("a", ())
    assert answers(after, "2026-06-05 13:00") == []
    assert [s.cause_id for s in answers(after, "2026-06-08 10:00")] == ["b"]


def test_a_second_receipt_of_a_day_waits_however_late_its_money_was_seen() -> None:
    # Written with the clock of before the hour, and committed after the receipt had gone.
    gone = message("receipt", "2026-06-05", leader="a")
    file = account(LATER, owed=(money("b", "2026-06-05 09:59"),), messages=(gone,))

    assert answers(file, "2026-06-05 11:00") == []
    assert says(file, "2026-06-08 10:00").cause_id == "b"


def test_each_currency_has_its_own_receipt() -> None:
    other = money("b", "2026-06-04 12:00", currency="USD", item_ids=ids("F-2/1"))
    file = account(LATER, owed=(money("a", "2026-06-04 12:00"), other))

    assert [s.currency for s in answers(file, "2026-06-05 10:00")] == ["EUR", "USD"]


def test_no_thanks_go_with_a_receipt() -> None:
    both = (money("a", "2026-06-04 11:00", kind="thanks"), money("b", "2026-06-04 12:00"))
    send = says(account(LATER, owed=both), "2026-06-05 10:00")

    assert (send.key.kind, send.key.leader, send.merged_ids) == ("receipt", "a", ("b",))
    alone = says(account(LATER, owed=both[:1]), "2026-06-05 10:00")
    assert (alone.key.kind, alone.reason) == ("thanks", "thanks_owed")


def test_the_day_of_a_receipt_is_a_day_without_a_reminder() -> None:
    # Paid on Thursday afternoon, answered on Friday morning: the reminder waits for Monday.
    file = account(paid_on=day("2026-06-04"), owed=(money("a", "2026-06-04 15:00"),))
    story = walk(file, start="2026-06-05", days=4)

    assert story.said == ["06-05 receipt", "06-08 first"]


def test_a_receipt_that_has_gone_keeps_its_day_free_of_reminders() -> None:
    file = account(messages=(message("thanks", "2026-06-05", ("F-9/1",), leader="a"),))

    assert waits(file, "2026-06-05 11:00").reason == "answered_today"
    assert says(file, "2026-06-08 10:00").key.kind == "first"
