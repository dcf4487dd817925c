"""R8, B12: answers to the debtor go at once, once, and are no contacts."""

import pytest

from relance.domain.acknowledge import thanks_allowed
from relance.domain.decide import decide
from relance.domain.decision import Hold
from tests.builders import (
    account,
    at,
    contact,
    customer,
    invoice,
    message,
    owed,
    rules,
    says,
    walk,
)

LATER = invoice(due_on="2026-08-03")


@pytest.mark.parametrize("kind", ["confirmation", "receipt", "thanks", "copy"])
def test_an_answer_goes_at_any_hour_and_names_its_cause(kind: str) -> None:
    send = says(account(LATER, owed=(owed(kind),)), "2026-06-06 23:00")

    assert (send.key.kind, send.key.leader, send.key.level) == (kind, "fact-1", 0)
    assert send.cause_id == "fact-1"


def test_an_answer_goes_although_a_reminder_went_today() -> None:
    file = account(messages=(message("first"),), owed=(owed(at_="2026-06-05 11:00"),))

    assert says(file, "2026-06-05 12:00").key.kind == "receipt"


def test_an_answer_and_a_reminder_may_go_on_the_same_day() -> None:
    file = account(owed=(owed("copy", "2026-06-05 09:00"),))
    story = walk(file, start="2026-06-05", days=1)

    assert story.said == ["06-05 copy", "06-05 first"]


def test_answers_go_in_the_order_of_their_causes() -> None:
    file = account(
        LATER,
        owed=(owed(at_="2026-06-04 13:00"), owed("copy", "2026-06-04 12:00", fact_id="fact-0")),
    )
    decisions = decide(file, rules(), at("2026-06-04 14:00"))

    assert [d.reason for d in decisions[:2]] == ["copy_owed", "receipt_owed"]


def test_an_answer_is_given_once() -> None:
    gone = message("receipt", "2026-06-04", leader="fact-1")
    file = account(LATER, owed=(owed(),), messages=(gone,))

    assert [d.reason for d in decide(file, rules(), at("2026-06-04 14:00"))] == ["nothing_due"]


def test_an_answer_that_is_a_week_old_is_not_given_any_more() -> None:
    file = account(LATER, owed=(owed(),))

    assert says(file, "2026-06-11 12:00").key.kind == "receipt"
    assert [d.reason for d in decide(file, rules(), at("2026-06-11 12:01"))] == ["nothing_due"]


def test_an_answer_needs_an_address_and_a_tenant_that_is_not_paused() -> None:
    now_at = at("2026-06-04 14:00")
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
