"""A policy replayed on what was recorded (B10)."""

from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.ahead.backtest import Past, Replayed, Said, Span, replayed
from relance.domain.ahead.forecast import always
from relance.domain.policies.policy import Approval, Channel, Policy, Step
from tests.builders import PLAIN, account, allocation, at, ids, invoice, message, owed, rules

JUNE = Span(date(2026, 6, 2), date(2026, 6, 30))
FIRST, SECOND, FINAL = PLAIN.ladder[0], PLAIN.ladder[1], PLAIN.ladder[2]


def still(file: Account) -> Past:
    """A file in which nothing happened but what it holds."""
    return Past(lambda _: file, file.invoices, file.messages)


def under(past: Past, policy: Policy = PLAIN, held: Policy | None = None) -> Replayed:
    """June, replayed; `held` is the policy that is for the customer."""
    return replayed(past, always(rules(policy=held or policy)), policy, JUNE)


def days(said: tuple[Said, ...]) -> list[str]:
    """Each message as "06-05 first"."""
    return [f"{one.on:%m-%d} {one.kind}" for one in said]


def test_the_days_are_walked_as_the_runs_would_have() -> None:
    found = under(still(account()))
    assert days(found.would) == ["06-05 first", "06-09 second", "06-18 final"]
    assert found.did == ()


def test_what_was_sent_before_counts_and_what_was_sent_since_is_decided_anew() -> None:
    before = account(messages=(message("first", "2026-05-28"), message("second", "2026-06-12")))
    found = under(still(before))
    assert days(found.would)[0] == "06-09 second"
    assert days(found.did) == ["06-12 second"]


def test_what_a_person_wrote_by_hand_is_a_contact_under_any_policy_and_no_step_of_it() -> None:
    by_hand = message("manual", "2026-06-04", leader="manual-1")

    def then(moment: datetime) -> Account:
        return account(messages=(by_hand,) if moment > by_hand.reserved_at else ())

    found = under(Past(then, (invoice(),), (by_hand,)))
    assert days(found.would)[:2] == ["06-08 first", "06-12 second"]
    assert len({(one.on, one.kind) for one in found.would}) == len(found.would)
    assert found.did == ()


def test_what_does_not_chase_or_did_not_leave_is_no_contact() -> None:
    answers = (
        message("receipt", "2026-06-10", leader="fact-1"),
        message("first", "2026-06-05", state="bounced"),
    )
    found = under(still(account(messages=answers, owed=(owed(),))))
    assert found.did == ()
    assert "receipt" not in " ".join(days(found.would))


def test_days_on_which_another_policy_held_are_not_compared() -> None:
    sent = account(messages=(message("first", "2026-06-05"),))
    assert under(still(sent), held=replace(PLAIN, policy_id="other")) == Replayed((), ())


def test_a_message_to_a_debt_that_was_paid_but_not_recorded_crosses() -> None:
    """The bank had the money on the 4th, and it was recorded on the 8th."""
    paid = allocation(300_00, "2026-06-04", recorded_at=at("2026-06-08 15:00"))
    opened, settled = invoice(), invoice(allocations=(paid,))

    def then(moment: datetime) -> Account:
        later = invoice("F-2", due_on="2026-09-30")
        return account(settled if moment > paid.recorded_at else opened, later)

    sent = message("first", "2026-06-05")
    found = under(Past(then, (settled,), (sent,)))
    assert found.would == (Said(date(2026, 6, 5), "first", 1, crossed=True),)
    assert found.did == found.would
    partly = invoice(allocations=(replace(paid, amount_minor=100_00),))
    assert not under(Past(then, (partly,), ())).would[0].crossed
    assert not under(Past(then, (), ())).would[0].crossed


def test_approvals_are_taken_as_given() -> None:
    waits = replace(PLAIN, steps=tuple(replace(s, approval=Approval.REQUIRED) for s in PLAIN.steps))
    assert [one.kind for one in under(still(account()), waits).would] == [
        "first",
        "second",
        "final",
    ]


def test_what_a_person_closed_stays_closed_and_what_the_real_ladder_asked_is_left_out() -> None:
    """A decision that was pending in reality does not silence the candidate."""
    decision = OpenTask("d", "decision", at("2026-06-03 10:00"), "EUR", ids("F-1/1"))
    matched = OpenTask("m", "match_money", at("2026-06-03 10:00"), "EUR", ids("F-1/1"))
    file = account(tasks=(decision, matched))
    assert under(still(file)).would == under(still(account())).would


def test_a_call_is_asked_and_left_untouched() -> None:
    """Nobody knows what the debtor would have said."""
    call = Step("call", 1, 2, Channel.CALL)
    policy = replace(PLAIN, steps=(call, *(s for s in PLAIN.steps if s.level > 1)))
    assert "second" in [one.kind for one in under(still(account()), policy).would]
