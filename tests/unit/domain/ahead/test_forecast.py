"""What is foretold is what is done, and by the same functions (B14)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.account.message import MessageState
from relance.domain.ahead.forecast import (
    Assumptions,
    ForecastLine,
    always,
    forecast,
    rules_at,
    runs_ahead,
)
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.carry_out import carried_out, reserved
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Send, Task
from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import CLASSIC, PUBLIC_BODY, SHIPPED
from tests.builders import (
    PLAIN,
    account,
    at,
    at_ten,
    closed,
    contact,
    customer,
    day,
    hold,
    invoice,
    message,
    owed,
    receipt,
    rules,
)
from tests.harness.examples import examples
from tests.unit.domain.strategies import START, files, hours_after, rulings

EXAMPLES = examples(150)
NOON = at("2026-05-20 12:00")


def foretold(
    file: Account | None = None,
    by: Rules | None = None,
    days: int = 60,
    assumed: Assumptions | None = None,
) -> list[str]:
    """Each line as "06-05 first"."""
    lines = forecast(file or account(), always(by or rules()), NOON, days, assumed or Assumptions())
    return [f"{line.day:%m-%d} {line.kind}" for line in lines]


def test_an_ordinary_invoice_is_foretold_to_the_end() -> None:
    assert foretold() == [
        "05-26 courtesy",
        "06-05 first",
        "06-09 second",
        "06-18 final",
        "06-30 decision",
    ]


def test_a_line_says_the_day_the_amount_the_items_the_level_and_why() -> None:
    line = next(
        one for one in forecast(account(), always(rules()), NOON, 60) if one.kind == "second"
    )

    assert line.day == day("2026-06-09")
    assert line.at == at_ten("2026-06-09")
    assert (line.amount_minor, line.currency) == (300_00, "EUR")
    assert line.item_ids == ("F-1/1",)
    assert (line.level, line.reason) == (2, "second_due")


def test_money_that_is_free_lowers_what_is_foretold_to_be_demanded() -> None:
    lines = forecast(account(receipts=(receipt(100_00),)), always(rules()), NOON, 30)

    assert {line.amount_minor for line in lines if isinstance(line.decision, Send)} == {200_00}


def test_a_forecast_ends_with_its_last_day() -> None:
    assert foretold(days=16) == ["05-26 courtesy", "06-05 first"]
    assert foretold(days=15) == ["05-26 courtesy"]


def test_nothing_open_and_nothing_owed_has_no_future() -> None:
    assert foretold(replace(account(), invoices=())) == []


def test_an_answer_still_owed_is_foretold_with_its_amount() -> None:
    file = account(owed=(owed(at_="2026-05-20 11:30", amount_minor=40_00, kind="receipt"),))

    line = forecast(file, always(rules()), NOON, 1)[0]

    assert (line.kind, line.amount_minor) == ("receipt", 40_00)


def test_a_hold_that_ends_is_waited_for_and_one_that_does_not_is_not() -> None:
    held = replace(account(), holds=(hold("strike", until_on="2026-06-10"),))
    forever = replace(account(), holds=(hold("strike"),))

    assert foretold(held)[0] == "06-11 first"
    assert foretold(forever) == []


def test_closed_days_are_known_beforehand() -> None:
    assert "06-08 first" in foretold(by=rules(open_days=closed("2026-06-05")))


def test_cash_is_assumed_to_be_booked_day_by_day() -> None:
    """The day after a named day its cash is booked; without a feed two bank days stand for it."""
    booked = foretold(by=rules(cash_through_on=day("2026-05-19")))

    assert booked[-2:] == ["06-17 final", "06-26 decision"]
    assert foretold(by=rules(cash_through_on=day("2026-01-05"))) == booked


def test_a_shadow_is_foretold_as_if_it_were_live_unless_told_otherwise() -> None:
    as_it_is = Assumptions(live=False)

    assert foretold(by=rules(mode="shadow")) == foretold()
    assert foretold(by=rules(mode="shadow"), assumed=as_it_is)[:2] == [
        "05-26 courtesy",
        "06-05 first",
    ]
    assert foretold(by=rules(mode="paused"), assumed=as_it_is) == []


def test_a_message_of_the_shadow_is_told_once_though_each_day_would_repeat_it() -> None:
    lines = foretold(by=rules(mode="shadow"), assumed=Assumptions(live=False))

    assert len(lines) == len(set(lines)) == 2


def test_a_mail_under_way_is_assumed_to_arrive_and_an_old_one_is_not() -> None:
    second = message("second", "2026-05-20", state="sent", hour="10:00")
    first = message("first", "2026-05-12")
    file = account(invoice(due_on="2026-05-05"), messages=(first, second))
    old = replace(second, sent_at=at("2026-05-18 10:00"), reserved_at=at("2026-05-18 10:00"))

    assert "05-27 final" in foretold(file)
    assert "unconfirmed" in foretold(replace(file, messages=(first, old)))[0]


def test_the_message_foretold_is_reserved_as_the_sender_reserves_it() -> None:
    send = next(r for r in runs_ahead(account(), always(rules()), NOON, 10) if _sends(r.decisions))
    (decision,) = _sends(send.decisions)
    decision = replace(
        decision, deadline_on=day("2026-06-30"), consequence="takeover", profile="late"
    )

    row = reserved(account(), decision, rules(), send.at)

    assert (row.deadline_on, row.consequence, row.profile) == (
        day("2026-06-30"),
        "takeover",
        "late",
    )
    assert (row.state, row.reserved_by) == (MessageState.RESERVED, "")
    assert row.contact_digest == contact().digest


def test_a_call_is_left_untouched_or_reaches_the_debtor_as_assumed() -> None:
    nobody = account(customer=customer(contacts=()))
    reached = Assumptions(calls_reached=True)

    runs = [*runs_ahead(nobody, always(rules()), NOON, 30, reached)]

    assert foretold(nobody)[0] == "05-26 call"
    closed_calls = [task for task in runs[-1].account.tasks if task.kind == "call"]
    assert closed_calls
    assert {task.outcome for task in closed_calls} == {"reached"}


def test_a_person_is_forewarned_before_the_first_reminder_too() -> None:
    file = account(invoice(total_minor=2_400_00), customer=customer(type="public_body"))
    given = Assumptions(approvals_given=True)

    assert foretold(file, rules(policy=PUBLIC_BODY), days=30) == ["06-04 approval"]
    assert foretold(file, rules(policy=PUBLIC_BODY), 30, given)[:2] == [
        "06-04 approval",
        "06-08 first",
    ]


def test_an_approval_is_assumed_given_only_when_told_so() -> None:
    by = rules(policy=CLASSIC)
    given = [*runs_ahead(account(), always(by), NOON, 60, Assumptions(approvals_given=True))]
    waiting = [*runs_ahead(account(), always(by), NOON, 60)]

    assert all(
        task.outcome == "approved" for task in given[-1].account.tasks if task.kind == "approval"
    )
    said = {task.outcome for task in waiting[-1].account.tasks if task.kind == "approval"}
    assert said == {"went"}


def _sends(decisions: tuple[object, ...]) -> list[Send]:
    return [decision for decision in decisions if isinstance(decision, Send)]


def acts(file: Account, by: Rules, now: datetime, days: int) -> list[tuple[datetime, str]]:
    """What happens where each hour has its tick and a run looks when it is due, as in `evaluate`.

    Whoever sends asks for a review six hours later, as `reserving` does.
    """
    done: list[tuple[datetime, str]] = []
    review_at: datetime | None = now
    for tick in (now, *hours_after(now, 24 * days)):
        if review_at is None or tick < review_at:
            continue
        then = rules_at(by, file, tick, Assumptions())
        decisions = decide(file, then, tick)
        done += [(tick, _name(one)) for one in decisions if isinstance(one, Send | Task)]
        review_at = next_review_at(file, decisions, then, tick)
        if any(isinstance(one, Send) for one in decisions):
            review_at = min(tick + timedelta(hours=6), review_at or tick + timedelta(hours=6))
        file = carried_out(file, decisions, then, tick)
    return done


def _name(decision: Send | Task) -> str:
    return decision.key.message_id if isinstance(decision, Send) else decision.task_id


def _told(lines: tuple[ForecastLine, ...]) -> list[tuple[datetime, str]]:
    return [(line.at, _name(line.decision)) for line in lines]


def _with_events_known(file: Account, by: Rules, now: datetime) -> tuple[Account, Rules]:
    """A mail whose fate is unknown, only where events flow all the time: none is news then."""
    if by.mail_event_at:
        return file, replace(by, mail_event_at=now + timedelta(days=100))
    return replace(file, messages=tuple(m for m in file.messages if not m.unsettled)), by


@EXAMPLES
@pytest.mark.long
@given(files(), rulings(), st.sampled_from((PLAIN, *SHIPPED.values())), st.integers(0, 72))
def test_what_was_foretold_is_what_the_runs_do(
    file: Account, by: Rules, policy: Policy, hours: int
) -> None:
    """The golden rule, over forty days: what lies between changes nothing."""
    now = datetime.fromisoformat("2026-06-01T00:00+00:00") + timedelta(hours=hours)
    file, by = _with_events_known(file, replace(by, policy=policy), now)
    note(repr((file, by, now)))

    lines = forecast(file, always(by), now, 40)
    arrived = next(runs_ahead(file, always(by), now, 40)).account
    last_on = local_date(now, by.zone) + timedelta(days=40)
    done = acts(arrived, by, now, 42)

    assert _told(lines) == [entry for entry in done if local_date(entry[0], by.zone) <= last_on]


@EXAMPLES
@pytest.mark.long
@given(files(), rulings(), st.integers(1, 20))
def test_what_yesterday_foretold_for_today_is_what_today_foretells(
    file: Account, by: Rules, count: int
) -> None:
    """The golden rule from day to day: walking on does not change what is to come."""
    now = by.opens_at(START)
    first = forecast(file, always(by), now, 40)
    later: Account | None = None
    moment = by.opens_at(START + timedelta(days=count))
    for run in runs_ahead(file, always(by), now, 40):
        if run.at >= moment:
            later, moment = run.account, run.at
            break
    if later is not None:
        remaining = (START + timedelta(days=40) - by.today(moment)).days
        again = forecast(later, always(by), moment, remaining)
        expected = [entry for entry in _told(first) if entry[0] >= moment]
        assert _told(again)[: len(expected)] == expected[: len(_told(again))]
