"""R36: a reminder goes at the sending hour; what the account lets happen later waits."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from relance.domain.account.account import Account
from relance.domain.account.journal import Journal
from relance.domain.account.on_file import Reply
from relance.domain.account.replaced import former_of
from relance.domain.decide import asks_for_journal
from relance.domain.decision import Hold
from tests.builders import (
    PLAIN,
    account,
    asked,
    asks,
    at,
    contact,
    customer,
    day,
    dispute,
    hold,
    invoice,
    journaled,
    message,
    outage,
    paid,
    rules,
    says,
    task_closed,
    waits,
)

MORNING, AFTERNOON = "2026-06-05 10:00", "2026-06-05 15:00"
START = "2026-06-01 08:00"


def held_until(changed_at: str, before: Account, after: Account | None = None) -> Account:
    """An account that something held, until it changed."""
    return journaled((START, before), (changed_at, after or account()))


NOBODY = account(customer=customer(contacts=(contact(email=None),)))
STRANGER = account(customer=customer(contacts=()))
REPLY = Reply("r", "person", day("2026-06-04"), at("2026-06-04 12:00"))
HELD = {
    "a hold is lifted": account(holds=(hold("strike"),)),
    "a dispute is refused": account(disputes=(dispute("2026-06-03"),)),
    "a payment goes back": paid(account(), "2026-06-04"),
    "a reply is read": account(replies=(REPLY,)),
    "an address is entered": NOBODY,
    "a contact is entered": STRANGER,
    "an invoice is entered": replace(account(), invoices=()),
}


@pytest.mark.parametrize("what", HELD)
def test_what_the_account_lets_happen_in_the_afternoon_goes_the_next_day(what: str) -> None:
    file = held_until("2026-06-05 14:30", HELD[what])
    answer = waits(file, AFTERNOON)

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("next_sending_hour", at("2026-06-06 10:00"))
    assert says(file, "2026-06-08 10:00").key.kind == "first"


@pytest.mark.parametrize("what", HELD)
def test_what_was_so_at_the_sending_hour_goes_at_a_late_tick(what: str) -> None:
    assert says(held_until("2026-06-05 09:30", HELD[what]), AFTERNOON).key.kind == "first"


def test_what_stopped_the_tenant_or_the_machine_is_no_fact_of_the_account() -> None:
    # The feed came, the money was recorded, the pause is over: the rules are those of now.
    booked = rules(cash_through_on=day("2026-06-04"))

    assert says(journaled((START, account())), AFTERNOON, booked).key.kind == "first"
    assert says(account(decided_at=at(MORNING)), AFTERNOON).key.kind == "first"


def test_a_run_made_good_in_the_afternoon_says_what_is_so_by_then() -> None:
    second = account(invoice(), invoice("F-2", due_on="2026-05-30"))
    file = journaled((START, second), ("2026-06-05 13:00", account(*second.invoices[:1])))

    assert says(file, AFTERNOON).item_ids == ("F-1/1",)


def test_an_older_debt_that_comes_in_the_afternoon_leads_from_tomorrow_on() -> None:
    second = account(invoice(), invoice("F-2", due_on="2026-05-30"))
    file = journaled((START, account(invoice())), ("2026-06-05 13:00", second))

    assert waits(file, AFTERNOON).reason == "next_sending_hour"


def test_an_approval_of_the_afternoon_is_for_tomorrow() -> None:
    by = rules(policy=replace(PLAIN, approve_all=True))
    asked_before = asked(account(), asks(account(), "2026-06-03 10:00", by)[0], at(START))
    approved = task_closed(asked_before, "approval", "2026-06-05 14:30", "approved")
    file = journaled((START, asked_before), ("2026-06-05 14:30", approved))

    assert waits(file, AFTERNOON, by).reason == "next_sending_hour"
    assert says(file, "2026-06-08 10:00", by).key.kind == "first"


BOUNCED = message("first", "2026-06-05", state="bounced")
TWO = customer(contacts=(contact(), contact("boss", role="approver")))


def test_the_next_contact_after_a_bounce_is_written_to_the_same_day() -> None:
    two = account(customer=TWO, messages=(BOUNCED,))

    assert says(journaled((START, two)), AFTERNOON).contact_id == "boss"


def test_an_address_that_is_entered_after_a_bounce_is_written_to_the_next_day() -> None:
    stopped = replace(contact(), suppressed="bounce")
    one = account(customer=customer(contacts=(stopped,)), messages=(BOUNCED,))
    two = replace(one, customer=customer(contacts=(stopped, contact("boss"))))
    file = journaled((START, one), ("2026-06-05 14:30", two))

    assert waits(file, AFTERNOON).reason == "next_sending_hour"
    assert says(file, "2026-06-08 10:00").contact_id == "boss"


def test_a_mail_that_settled_in_the_afternoon_cost_nothing_but_hours() -> None:
    """What SES tells late is no fact of the account."""
    courtesy = message("courtesy", "2026-05-26")

    assert says(journaled((START, account(messages=(courtesy,)))), AFTERNOON).key.kind == "first"


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "Australia/Adelaide", "America/St_Johns"])
def test_where_ten_is_half_past_in_utc_the_tick_after_it_decides(zone: str) -> None:
    by = rules(debtor_zone=zone)
    lifted = account(), at("2026-06-05 10:15", zone)
    file = _changed_at(lifted[1].isoformat(), account(holds=(hold("strike"),)), lifted[0])

    assert says(file, "2026-06-05 10:30", by, zone).key.kind == "first"
    assert waits(_later(file), "2026-06-05 11:30", by, zone).reason == "next_sending_hour"


def _changed_at(when: str, before: Account, after: Account) -> Account:
    former = former_of(before, after, datetime.fromisoformat(when))
    return replace(after, journal=Journal([former]))


def _later(file: Account) -> Account:
    """The same, its facts recorded an hour later."""
    assert file.journal is not None
    (former,) = file.journal.formers
    late = replace(former, recorded_at=former.recorded_at + timedelta(hours=1))
    return replace(file, journal=Journal([late]))


def test_with_a_sending_hour_at_the_end_of_the_window_the_day_has_one_tick() -> None:
    by = rules(sending_hour=16)
    file = held_until("2026-06-05 16:20", HELD["a hold is lifted"])

    assert waits(file, "2026-06-05 17:00", by).reason == "outside_window"
    assert says(file, "2026-06-08 16:00", by).key.kind == "first"


@pytest.mark.parametrize(
    ("on", "next_on"), [("2026-03-27", "2026-03-30"), ("2026-10-23", "2026-10-26")]
)
def test_daylight_saving_moves_no_sending_hour(on: str, next_on: str) -> None:
    due = account(invoice(due_on="2026-03-20" if on < "2026-06" else "2026-10-16"))
    file = journaled((START, replace(due, holds=(hold("strike"),))), (f"{on} 14:30", due))

    assert waits(file, f"{on} 15:00").reason == "next_sending_hour"
    assert says(file, f"{next_on} 10:00").key.kind == "first"


def test_the_journal_is_asked_for_in_the_afternoon_only_and_only_where_something_would_go() -> None:
    assert not asks_for_journal(account(), rules(), at(MORNING))
    assert asks_for_journal(account(), rules(), at(AFTERNOON))
    assert not asks_for_journal(account(), rules(), at("2026-06-03 15:00"))
    assert not asks_for_journal(account(), rules(), at("2026-06-05 18:00"))


def test_the_journal_is_asked_for_in_the_morning_where_days_without_a_run_may_matter() -> None:
    """R33: first was due on Friday 5 and second on Tuesday 9, in the dark; he had a courtesy."""
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    heard = account(messages=(message("courtesy", "2026-05-26"),))
    now = at("2026-06-10 10:00")
    assert asks_for_journal(heard, dark, now)
    assert not asks_for_journal(heard, rules(), now)
    assert not asks_for_journal(account(), dark, now)
