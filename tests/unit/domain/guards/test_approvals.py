"""B13: who has a say before a message goes."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute
from relance.domain.decide import decide
from relance.domain.decision import Decision, Hold, Task
from relance.domain.policies.policy import Approval, Policy
from relance.domain.policies.shipped import CLASSIC, KEY_ACCOUNT
from tests.builders import (
    PLAIN,
    account,
    asks,
    at,
    claim,
    contact,
    customer,
    day,
    invoice,
    message,
    outage,
    rules,
    says,
    step_task,
    waits,
    walk,
)


def with_approval(kind: str, approval: Approval) -> Policy:
    """The plain ladder with one step that a person has a say in."""
    steps = tuple(replace(s, approval=approval) if s.kind == kind else s for s in PLAIN.steps)
    return replace(PLAIN, steps=steps)


VETO = rules(policy=with_approval("second", Approval.VETO))
REQUIRED = rules(policy=with_approval("second", Approval.REQUIRED))


def test_a_veto_costs_no_day_because_the_person_is_forewarned() -> None:
    story = walk(account(), VETO)

    assert story.said == ["05-26 courtesy", "06-05 first", "06-09 second", "06-18 final"]
    # The second goes on Tuesday 9: two business days before is Friday 5, when the first went:
    # Saturday is the next decision, and two business days later it is Tuesday.
    assert story.asked == ["06-06 approval", "06-30 decision"]


def test_what_nothing_else_ends_is_looked_at_when_the_person_is_to_be_forewarned() -> None:
    final = rules(policy=with_approval("final", Approval.VETO))
    lost = message("second", "2026-06-15", state="unknown")
    file = account(messages=(message("first", "2026-06-05"), lost))

    (*_, held) = decide(file, final, at("2026-06-17 11:00"))

    # Two business days before Monday 22, the day of the final.
    assert isinstance(held, Hold)
    assert (held.reason, held.until_on) == ("outcome_unknown", day("2026-06-18"))


def test_the_forewarning_says_which_step_of_which_item_goes_when_and_to_whom_it_belongs() -> None:
    file = account(
        customer=customer(account_owner="sonia"), messages=(message("first", "2026-06-05"),)
    )
    (task,) = asks(file, "2026-06-08 10:00", VETO)

    assert (task.kind, task.step, task.level, task.leader) == ("approval", "second", 2, "F-1/1")
    assert (task.asked_on, task.owner) == (day("2026-06-08"), "sonia")
    assert task.reason == "approval_veto"


def asked_file(outcome: str | None = None, closed: str | None = None) -> Account:
    """The first went on the 5th; the second, of the 9th, was announced to a person on the 5th."""
    task = step_task("approval", "second", 2, "2026-06-05", outcome=outcome, closed=closed)
    wanted = replace(task, task_id=_approval_id())
    return account(messages=(message("first", "2026-06-05"),), tasks=(wanted,))


def _approval_id() -> str:
    file = account(messages=(message("first", "2026-06-05"),))
    (task,) = asks(file, "2026-06-08 10:00", VETO)
    return task.task_id


def test_a_veto_that_nobody_uses_lets_the_step_go() -> None:
    assert says(asked_file(), "2026-06-09 10:00", VETO).key.kind == "second"


def test_a_stopped_step_does_not_go_and_nothing_else_does_either() -> None:
    file = asked_file("stopped", "2026-06-08 15:00")

    for on in ("2026-06-09", "2026-06-16", "2026-07-16"):
        assert waits(file, f"{on} 10:00", VETO).reason == "stopped"


def test_no_other_policy_or_wording_goes_around_what_a_person_stopped() -> None:
    """Practice 3: what was stopped stays so until a person approves it after all."""
    file = asked_file("stopped", "2026-06-08 15:00")
    claimed = replace(file, claims=(claim("2026-06-10"),))

    assert waits(file, "2026-06-09 10:00").reason == "stopped"
    assert waits(claimed, "2026-06-18 10:00").reason == "stopped"
    assert waits(claimed, "2026-06-18 10:00", VETO).reason == "stopped"


def test_a_ladder_that_begins_anew_is_not_stopped_by_what_was_stopped_before() -> None:
    """R7."""
    stopped = asked_file("stopped", "2026-06-08 15:00").tasks
    anew = account(invoice(ladder_from_on=day("2026-06-20")), tasks=stopped)

    assert says(anew, "2026-06-23 10:00", VETO).key.kind == "first"


def test_a_stopped_step_goes_once_it_is_approved_after_all() -> None:
    assert says(asked_file("approved", "2026-06-12 09:00"), "2026-06-12 10:00", VETO)


def test_five_days_may_be_asked_for_and_then_the_step_goes() -> None:
    file = asked_file("postponed", "2026-06-08 15:00")

    waiting = waits(file, "2026-06-09 10:00", VETO)
    assert isinstance(waiting, Hold)
    assert (waiting.reason, waiting.until_on) == ("postponed", day("2026-06-13"))
    assert says(file, "2026-06-15 10:00", VETO).key.kind == "second"


def test_five_days_more_do_not_approve_what_must_be_approved() -> None:
    file = asked_file("postponed", "2026-06-08 15:00")

    assert waits(file, "2026-06-15 10:00", REQUIRED).reason == "approval_missing"


def test_what_must_be_approved_never_goes_without_and_is_said_to_be_missing() -> None:
    file = asked_file()

    assert waits(file, "2026-06-16 10:00", REQUIRED).reason == "approval_missing"
    assert says(asked_file("approved", "2026-06-08 11:00"), "2026-06-09 10:00", REQUIRED)


def test_what_is_approved_before_its_day_does_not_go_earlier() -> None:
    assert waits(asked_file("approved", "2026-06-05 11:00"), "2026-06-08 10:00", VETO)


def test_a_step_reached_unannounced_waits_two_business_days() -> None:
    file = account(messages=(message("first", "2026-06-05"),))

    held = waits(file, "2026-06-11 10:00", VETO)
    assert isinstance(held, Hold)
    assert (held.reason, held.until_on) == ("approval_awaited", day("2026-06-15"))
    (task,) = asks(file, "2026-06-11 10:00", VETO)
    assert task.due_on == day("2026-06-15")


def test_an_outage_does_not_send_what_nobody_could_stop() -> None:
    dark = replace(VETO, outages=outage("2026-06-04 12:00", "2026-06-15 08:00"))

    assert says(account(), "2026-06-15 10:00", dark).key.kind == "first"


def test_nobody_is_forewarned_of_a_final_whose_second_did_not_arrive() -> None:
    final = rules(policy=with_approval("final", Approval.VETO))
    second = message("second", "2026-06-09", state="sent")
    file = account(messages=(message("first", "2026-06-05"), second))

    assert all(task.kind != "approval" for task in asks(file, "2026-06-16 10:00", final))


def test_while_something_is_disputed_a_veto_becomes_a_required_approval() -> None:
    dispute = Dispute(
        "D-1", "F-2", "EUR", "price", day("2026-06-03"), at("2026-06-03 12:00"), "debtor"
    )
    file = replace(
        asked_file(),
        disputes=(dispute,),
        invoices=(invoice(total_minor=3_000_00), invoice("F-2", due_on="2026-06-20")),
    )

    (held,) = [d for d in _mains(file, "2026-06-16 10:00") if isinstance(d, Hold)]
    assert held.reason == "approval_missing"


def _mains(file: Account, when: str) -> list[Decision]:
    return [d for d in decide(file, VETO, at(when)) if not isinstance(d, Task)]


def test_what_the_debtor_claimed_and_we_cannot_see_is_said_without_asking_again() -> None:
    file = asked_file("approved", "2026-06-08 11:00")
    file = replace(
        file,
        messages=(*file.messages, message("second", "2026-06-09")),
        claims=(claim("2026-06-10"),),
    )

    assert says(file, "2026-06-19 10:00", VETO).variant == "claim_unseen"


def test_of_a_key_account_nothing_leaves_without_approval() -> None:
    by = rules(policy=KEY_ACCOUNT)
    file = account(customer=customer(contacts=(contact(phone=None),)))
    story = walk(file, by, days=90)

    assert story.said == []
    assert story.asked[0].endswith("approval")


def test_a_new_tenant_may_have_every_message_approved() -> None:
    assert walk(account(), rules(approve_all=True), days=30).said == []


def test_classic_runs_without_a_person() -> None:
    story = walk(account(invoice(total_minor=600_00)), rules(policy=CLASSIC), days=60)

    assert [text[6:] for text in story.said] == [
        "courtesy",
        "due_today",
        "first",
        "second",
        "final",
    ]


def test_a_bounced_step_goes_to_the_next_contact_without_a_new_approval() -> None:
    two = customer(contacts=(contact("billing"), contact("approver", role="approver")))
    bounced = message("second", "2026-06-09", state="bounced")
    file = replace(asked_file(), customer=two)
    file = replace(file, messages=(*file.messages, bounced))

    assert says(file, "2026-06-09 12:00", VETO).contact_id == "approver"


def test_what_a_person_stopped_is_not_said_by_telephone_either() -> None:
    by = rules(policy=CLASSIC)
    phone = customer(contacts=(contact(phone="+33100000000"),))
    file = replace(
        asked_file("stopped", "2026-06-08 15:00"),
        customer=phone,
        invoices=(invoice(total_minor=4_000_00),),
    )

    assert waits(file, "2026-06-09 10:00", by).reason == "stopped"
    assert not [task for task in asks(file, "2026-06-09 10:00", by) if task.kind == "call"]
