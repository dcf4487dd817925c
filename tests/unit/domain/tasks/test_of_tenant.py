"""R23: what the people of a tenant are told of all its accounts, as long as it is true."""

from dataclasses import replace

import pytest

from relance.domain.calendar import Calendar
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import SenderRefusal, Tenant
from relance.domain.tasks.of_tenant import stopped_by_feed, tasks_of_tenant
from tests.builders import at, day

FED = Tenant("t-1", "Atelier", mode=Mode.LIVE, cash_through_on=day("2026-06-04"), task_owner="ada")
BANK = Calendar()


@pytest.mark.parametrize(
    ("now", "through_on", "stops"),
    [
        ("2026-06-05 10:00", "2026-06-04", False),  # a Friday: Thursday is booked
        ("2026-06-07 12:00", "2026-06-05", False),  # Sunday
        ("2026-06-07 12:00", "2026-06-04", True),
        ("2026-06-09 09:59", "2026-06-05", False),  # Tuesday morning, before its run
        ("2026-06-09 10:00", "2026-06-05", True),
        ("2026-06-30 15:00", "2026-06-05", True),
    ],
)
def test_the_feed_stops_all_mail_when_the_last_bank_day_is_not_booked(
    now: str, through_on: str, stops: bool
) -> None:
    fed = replace(FED, cash_through_on=day(through_on))

    assert stopped_by_feed(fed, BANK, at(now)) is stops
    assert not stopped_by_feed(replace(fed, mode=Mode.PAUSED), BANK, at(now))
    assert not stopped_by_feed(replace(fed, mode=Mode.SHADOW), BANK, at(now))
    assert not stopped_by_feed(replace(fed, cash_through_on=None), BANK, at(now))


def test_each_day_has_a_task_of_its_own_and_only_one_is_open() -> None:
    told = [[*tasks_of_tenant(FED, BANK, at(f"2026-06-{n:02d} 11:00"))] for n in (5, 8, 9, 10)]

    assert [len(tasks) for tasks in told] == [0, 1, 1, 1]
    (eighth,), (ninth,) = told[1], told[2]
    assert eighth.task_id != ninth.task_id
    assert (ninth.kind, ninth.reason, ninth.urgent) == ("feed_stale", "feed_stale", True)
    assert (ninth.due_on, ninth.recorded_at) == (day("2026-06-09"), at("2026-06-09 10:00"))
    assert ninth.owner == "ada"


def test_that_the_feed_was_ended_is_told_for_a_week() -> None:
    ended = replace(FED, cash_through_on=None, feed_ended_at=at("2026-06-08 12:00"))

    (task,) = tasks_of_tenant(ended, BANK, at("2026-06-15 11:59"))
    assert (task.kind, task.reason) == ("feed_ended", "the_feed_was_ended")
    assert [*tasks_of_tenant(ended, BANK, at("2026-06-15 12:00"))] == []


def test_a_sender_that_is_not_the_tenants_or_that_ses_refuses_is_told_while_it_is_so() -> None:
    now, since = at("2026-06-05 11:00"), at("2026-06-04 10:00")
    live = replace(FED, from_email="lumen@atelier.example")
    refused = replace(live, refusal=SenderRefusal(since, "lumen@atelier.example", "rejected"))
    moved = replace(refused, from_email="new@atelier.example")

    def told(tenant: Tenant, *, withdrawn: bool = False) -> list[tuple[str, str]]:
        tasks = tasks_of_tenant(tenant, BANK, now, sender_withdrawn=withdrawn)
        return [(str(task.kind), str(task.reason)) for task in tasks]

    assert told(live) == told(moved) == []
    assert told(live, withdrawn=True) == [("sender_withdrawn", "sender_withdrawn")]
    assert told(refused) == [("sender_refused", "ses_takes_no_mail_of_it")]
    assert told(refused, withdrawn=True) == [("sender_withdrawn", "sender_withdrawn")]
    assert told(replace(refused, mode=Mode.PAUSED), withdrawn=True) == []
