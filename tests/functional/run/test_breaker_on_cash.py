"""R13, B9: a run whose money looks wrong waits for a person, and one call lets it go."""

from datetime import date, timedelta

import pytest

from relance.data import cash
from relance.domain.calendar import ONE_DAY
from relance.domain.run.cash_watch import CashWatch, Overdue
from tests.actors.tool import SETTINGS, Tool, tool
from tests.builders import at, day
from tests.harness.cloud import Cloud

TODAY = day("2026-06-09")  # a Tuesday, on which F-1 is four days late


@pytest.fixture
def mine(cloud: Cloud) -> Tool:
    """A tenant that has been live for weeks, with one first reminder due today."""
    cloud.clock.set(at("2026-05-04 08:00"))
    cloud.mailbox.verify("relance.example")
    made = tool(cloud)
    made("PUT", "/settings", SETTINGS)
    made("POST", "/go-live", {"confirm": True, "daily_cap": 50})
    cloud.run(at("2026-06-05 10:00"))
    made.invoice(due_on="2026-06-05")
    cloud.run(at("2026-06-08 10:00"))
    return made


def knows(mine: Tool, a_day: int, overdue_minor: int = 300_00, last: date = TODAY) -> None:
    """Five weeks of runs with so many payments each, and what the last of them saw."""
    runs, recorded = {}, cash.load(mine.tenant_id).recorded
    on = last - timedelta(days=1)
    while on > last - timedelta(days=40):
        if on.weekday() < 5:
            runs[on.isoformat()], recorded = recorded, recorded - a_day
        on -= ONE_DAY
    seen = Overdue(TODAY - ONE_DAY, {"EUR": overdue_minor})
    cash.save(mine.tenant_id, CashWatch(0, runs, seen))


def run(mine: Tool, when: str = "2026-06-09 10:00") -> int:
    """The mails after the run of that hour."""
    mine.cloud.run(at(when))
    return len(mine.cloud.mailbox.messages())


def why(mine: Tool) -> str | None:
    answer: str | None = mine.get("/runs/today")["why"]
    return answer


def test_without_the_money_that_usually_comes_nothing_goes(mine: Tool) -> None:
    knows(mine, a_day=10)

    assert run(mine) == 0
    assert why(mine) == "no_money_booked"
    assert run(mine, "2026-06-09 11:00") == 0


def test_one_call_lets_the_day_go(mine: Tool) -> None:
    knows(mine, a_day=10)
    run(mine)
    mine("POST", "/runs/release", {"confirm": True})

    assert run(mine, "2026-06-09 11:00") == 1
    assert (why(mine), mine.get("/runs/today")["released"]) == (None, True)


def test_money_that_comes_in_the_morning_lets_it_go_by_itself(mine: Tool) -> None:
    knows(mine, a_day=10)
    assert run(mine) == 0
    mine.customer("C-2")
    mine.pay(payment_id="B-2", allocations=[], customer_id="C-2", amount_minor=1_00)

    assert run(mine, "2026-06-09 11:00") == 1


def test_a_person_is_asked_once_a_day(mine: Tool, capsys: pytest.CaptureFixture[str]) -> None:
    knows(mine, a_day=10)
    for hour in (10, 11, 12):
        run(mine, f"2026-06-09 {hour}:00")
    assert capsys.readouterr().out.count('"BreakerTripped":[1.0]') == 1


def test_a_day_that_nobody_looked_at_does_not_become_usual(mine: Tool) -> None:
    knows(mine, a_day=10)
    run(mine)

    assert run(mine, "2026-06-10 10:00") == 0
    assert why(mine) == "no_money_booked"


def test_far_more_overdue_than_was_seen_coming_waits(mine: Tool) -> None:
    knows(mine, a_day=0)
    mine.invoice("F-2", total_minor=9_000_00, due_on="2026-06-05")

    assert run(mine) == 0
    assert why(mine) == "overdue_grew"


def test_a_tenant_without_history_is_not_stopped(mine: Tool) -> None:
    assert run(mine) == 1
    assert why(mine) is None


def test_the_day_after_a_closed_day_is_not_stopped(mine: Tool) -> None:
    mine("PUT", "/settings", SETTINGS | {"closed_on": ["2026-06-08"]})
    knows(mine, a_day=10, last=day("2026-06-08"))

    assert run(mine) == 1


def test_a_paused_tenant_neither_runs_nor_alarms(mine: Tool) -> None:
    knows(mine, a_day=10)
    mine("POST", "/pause", {"paused": True})

    assert run(mine) == 0
    assert not mine.get("/runs/today")["tripped"]
