"""More time than a link may give: a deferral that only a person can agree on (practice 2)."""

from dataclasses import replace
from datetime import timedelta

from relance.domain.account.on_file import OpenTask, Stop, StopReason
from relance.domain.answers.claims_and_promises import About, Promised, Taken, fact_id_of
from relance.domain.answers.promise_limits import latest_on, may_promise
from relance.domain.fact import FactKind
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import open_about, task_id

HELD_BUSINESS_DAYS = 2  # as an unread reply waits before it alarms
MOST_DAYS = 365


def asks_for_time(about: About, answer: Promised) -> bool:
    """Whether the day lies beyond what may be promised by link, and is a day to speak about."""
    items = about.demanded
    if not may_promise(items, about.account, about.rules, about.today):
        return False
    last_on = latest_on(items, about.rules, about.today)
    most_on = about.today + timedelta(days=MOST_DAYS)
    return last_on is not None and last_on < answer.promise_on <= most_on


def request_time(about: About, answer: Promised) -> Taken:
    """The account with the request for a person, who has two business days before the next mail.

    Asked again for other days, it holds no longer, and the open task is about them too.
    """
    fact_id = fact_id_of(about, answer)
    account, now, today = about.account, about.now, about.today
    ids = tuple(item.item_id for item in about.demanded)
    before = any(
        t.kind == TaskKind.REQUEST_FOR_TIME and set(ids).intersection(t.item_ids)
        for t in account.tasks
    )
    currency = about.message.key.currency
    task = OpenTask(
        fact_id, TaskKind.REQUEST_FOR_TIME, now, currency, ids, asked_on=today, due_on=today
    )
    holds = () if before else _holds(about, fact_id)
    tasks = () if open_about(account, TaskKind.REQUEST_FOR_TIME, ids) else (task,)
    after = replace(account, tasks=(*account.tasks, *tasks), holds=(*account.holds, *holds))
    wanted_on = answer.promise_on.isoformat()
    return Taken(
        fact_id, after, about.fact(fact_id, FactKind.TIME_REQUESTED, promised_on=wanted_on)
    )


def _holds(about: About, fact_id: str) -> tuple[Stop, ...]:
    until_on = about.rules.open_days.add_open_days(about.today, HELD_BUSINESS_DAYS)
    named = dict.fromkeys(item.invoice.invoice_id for item in about.demanded)
    return tuple(
        Stop(
            task_id("hold", f"{fact_id}/{invoice_id}"),
            StopReason.TIME_REQUESTED,
            "debtor",
            about.now,
            invoice_id,
            until_on,
        )
        for invoice_id in named
    )
