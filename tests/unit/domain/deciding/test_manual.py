"""R8: what a person writes by hand goes whatever the ladder says; it counts, and climbs nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.contacted import NO_RUNG
from relance.domain.account.message import Message, MessageKind
from relance.domain.account.on_file import Acknowledgement
from relance.domain.conversation.manual import about_to_go, reader, too_old, unsent, written_key
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decide import decide
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Decision, Hold, Send, Task
from relance.domain.policies.checks.words import RESERVED
from relance.domain.tasks.asking import task_id
from tests.builders import (
    account,
    asked,
    at,
    contact,
    customer,
    ids,
    invoice,
    message,
    owed,
    paid,
    rules,
    sent,
    task_closed,
)

NINE = at("2026-06-05 09:30")
TEN = at("2026-06-05 10:00")


def written(at_: str = "2026-06-05 09:30", **changes: Any) -> Acknowledgement:
    """What a person wrote about F-1."""
    return owed("manual", at_, fact_id="manual-1", **changes)


def by_hand(decisions: tuple[Decision, ...]) -> list[Decision]:
    """The decisions about messages by hand."""
    return [
        one
        for one in decisions
        if (isinstance(one, Send) and one.key.kind == "manual")
        or (isinstance(one, Task) and one.kind == "message_failed")
        or (isinstance(one, Hold) and one.item_ids and one.reason == "tenant_paused")
    ]


def ordinary(file: Account, now: datetime = TEN, limits: Rules | None = None) -> list[str]:
    """What becomes of the ladder: the kind of its message, else why nothing goes."""
    decisions = decide(file, limits or rules(), now)
    return [
        one.key.kind if isinstance(one, Send) else one.reason
        for one in decisions
        if (isinstance(one, Send) and one.key.kind != "manual") or isinstance(one, Hold)
    ]


def hand(on: str = "2026-06-05", **changes: Any) -> Message:
    """A message by hand that was delivered."""
    return message("manual", on, leader="manual-1", **changes)


# --- It goes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "now", [NINE, TEN, at("2026-06-05 22:00"), at("2026-06-06 09:29"), at("2026-06-05 03:00")]
)
def test_it_goes_at_any_hour_of_the_day_after_it_was_written(now: datetime) -> None:
    file = account(owed=(written(),))
    if now < NINE:
        file = account(owed=(written("2026-06-05 02:00"),))
    (send,) = by_hand(decide(file, rules(), now))
    assert isinstance(send, Send)
    assert (send.reason, send.contact_id, send.item_ids) == (
        "written_by_hand",
        "billing",
        ids("F-1/1"),
    )
    assert (send.cause_id, send.key.leader, send.key.level) == ("manual-1", "manual-1", 0)


def test_neither_gap_nor_cap_nor_a_hold_keeps_it_back() -> None:
    crowd = tuple(message("first", f"2026-06-0{day}", occasion=str(day)) for day in (2, 3, 4))
    file = account(owed=(written(),), messages=crowd)
    assert len(by_hand(decide(file, rules(payments_backlog=True), TEN))) == 1


def test_it_goes_about_what_is_paid_too() -> None:
    file = paid(account(owed=(written(),)), "2026-06-04")
    assert len(by_hand(decide(file, rules(), TEN))) == 1


def test_several_go_in_the_order_in_which_they_were_written() -> None:
    second = replace(written("2026-06-05 09:40"), fact_id="manual-2")
    found = by_hand(decide(account(owed=(second, written())), rules(), TEN))
    assert [one.cause_id for one in found if isinstance(one, Send)] == ["manual-1", "manual-2"]


def test_it_goes_to_whom_it_was_written_and_never_to_somebody_else() -> None:
    boss = contact("boss", role="approver")
    file = account(owed=(written(contact_id="boss"),))
    both = replace(file, customer=customer(contacts=(contact(), boss)))
    found = reader(both.owed[0], both)
    assert found == boss
    (task,) = by_hand(decide(file, rules(), TEN))
    assert isinstance(task, Task)
    assert (task.kind, task.reason) == ("message_failed", "the_message_could_not_go")


def test_what_went_is_not_decided_again() -> None:
    file = account(owed=(written(),))
    (send,) = by_hand(decide(file, rules(), TEN))
    assert isinstance(send, Send)
    after = sent(file, send, TEN)
    assert by_hand(decide(after, rules(), TEN + timedelta(minutes=5))) == []
    known = replace(after, owed=file.owed)  # as if it were owed still
    assert unsent(known) == ()


def test_it_is_said_once_more_where_it_never_left() -> None:
    """R47: the first attempt left nothing, as events of later mails show."""
    lost = hand(state="unknown", hour="09:30")
    now = at("2026-06-08 10:00")
    found = by_hand(decide(account(messages=(lost,)), rules(mail_event_at=TEN), now))
    (send,) = found
    assert isinstance(send, Send)
    assert (send.attempt, send.key, send.cause_id) == (2, lost.key, "manual-1")


# --- It waits, or fails --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "again"),
    [(TEN, "2026-06-05 11:00"), (at("2026-06-06 09:00"), "2026-06-06 09:30")],
)
def test_a_pause_keeps_it_and_every_hour_it_is_looked_at_until_its_day_is_over(
    now: datetime, again: str
) -> None:
    """Also where nothing is open: the end of a pause does not bring such an account forward."""
    file, paused = account(owed=(written(),)), rules(mode=Mode.PAUSED)
    (hold,) = by_hand(decide(file, paused, now))
    assert isinstance(hold, Hold)
    assert hold.until_at == at(again)
    assert next_review_at(file, decide(file, paused, now), paused, now) == at(again)


def test_a_day_later_it_goes_no_more_and_a_person_is_asked_once() -> None:
    file, late = account(owed=(written(),)), at("2026-06-06 09:30")
    assert too_old(file.owed[0], late)
    (task,) = by_hand(decide(file, rules(), late))
    assert isinstance(task, Task)
    key = written_key(file.owed[0], file)
    assert task.task_id == task_id("message_failed", key.message_id)
    assert task.reason == "the_message_could_not_go"
    told = asked(file, task, late)
    assert by_hand(decide(told, rules(), late)) == []
    closed = task_closed(told, "message_failed", "2026-06-06 11:00")
    assert by_hand(decide(closed, rules(), at("2026-06-06 12:00"))) == []


def test_nobody_to_write_to_is_told_at_once() -> None:
    nobody = account(owed=(written(),), customer=customer(contacts=()))
    (task,) = by_hand(decide(nobody, rules(), TEN))
    assert isinstance(task, Task)
    assert task.reason == "the_message_could_not_go"
    assert not about_to_go(nobody, TEN)


@pytest.mark.parametrize("state", ["refused", "rejected", "failed", "bounced", "complained"])
def test_what_did_not_arrive_counts_for_nothing_and_a_person_is_asked(state: str) -> None:
    file = account(messages=(hand("2026-06-04", state=state),))
    assert ordinary(file) == ["first"]
    (task,) = by_hand(decide(file, rules(), TEN))
    assert isinstance(task, Task)
    assert task.reason == "the_message_did_not_arrive"


def test_what_came_back_softly_is_given_up_when_no_delivery_can_come() -> None:
    file = account(messages=(hand("2026-06-04", state="soft_bounced"),))
    assert by_hand(decide(file, rules(), at("2026-06-04 20:00"))) == []
    (task,) = by_hand(decide(file, rules(), TEN))
    assert isinstance(task, Task)


# --- It counts, and climbs nothing ---------------------------------------------------------------


def test_from_its_writing_it_is_a_contact_and_the_ladder_waits_for_the_gap() -> None:
    assert ordinary(account()) == ["first"]
    assert ordinary(account(owed=(written(),))) == ["gap"]
    assert ordinary(account(messages=(hand(hour="09:30"),))) == ["gap"]
    assert ordinary(account(messages=(hand("2026-06-04"),))) == ["gap"]
    assert ordinary(account(messages=(hand("2026-06-01"),))) == ["first"]


def test_however_small_the_gap_a_day_has_one_message() -> None:
    small = rules(gap_days=0)
    assert ordinary(account(owed=(written("2026-06-05 10:00"),)), TEN, small) == ["decided_today"]
    assert ordinary(account(messages=(hand(),)), at("2026-06-05 11:00"), small) == ["decided_today"]


def test_it_does_no_step_and_is_no_prerequisite() -> None:
    file = account(messages=(hand("2026-06-01"),))
    (spoke,) = file.chased
    assert (spoke.level, spoke.manual) == (NO_RUNG, True)
    assert file.chased_about(ids("F-1/1")[0]) == ()


def test_an_old_debt_still_begins_with_a_statement() -> None:
    """Nothing of the ladder was ever said: a letter by hand is no statement of account."""
    old = invoice(due_on="2026-03-02", recorded_at=at("2026-06-01 08:00"))
    variants = [
        one.variant
        for messages in ((), (hand("2026-05-28"),))
        for one in decide(account(old, messages=messages), rules(review_after_days_late=900), TEN)
        if isinstance(one, Send)
    ]
    assert variants == ["statement", "statement"]


def test_while_its_fate_is_unknown_the_ladder_waits() -> None:
    unknown = hand("2026-06-01", state="unknown")
    assert ordinary(account(messages=(unknown,))) == ["outcome_unknown"]


def test_no_step_may_be_called_like_it() -> None:
    assert MessageKind.MANUAL in RESERVED
