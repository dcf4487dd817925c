"""What a person agreed to: the message that was shown, and no other (R44)."""

from collections.abc import Iterator
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.answers.silence import answered_since
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.situation import Situation
from relance.domain.creditor.rules import Rules
from relance.domain.policies.policy import FINAL_KINDS
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason

# A message that goes so many days after the day that was shown is still the same message.
LATER_BY_DAYS = 5


def consent_lapsed(situation: Situation, task: OpenTask) -> bool:
    """Whether what would go is no more what the person saw, so that it is asked again.

    Other items, a higher amount, an answer since, or a day much later: each makes it another.
    """
    too_old_on = _too_old_on(task, situation.rules)
    return (
        _lists_others(situation, task)
        or _demands_more(situation, task)
        or _answered(situation, task)
        or (too_old_on is not None and situation.today >= too_old_on)
    )


def _lists_others(situation: Situation, task: OpenTask) -> bool:
    return any(item.item_id not in task.item_ids for item in situation.position.overdue)


def _demands_more(situation: Situation, task: OpenTask) -> bool:
    where = situation.position
    if task.net_minor is not None:
        return where.net_minor > task.net_minor
    return task.overdue_minor is not None and where.overdue_minor > task.overdue_minor


def _answered(situation: Situation, task: OpenTask) -> bool:
    """Whether the debtor said anything about what is listed since it was shown."""
    listed = (situation.lead, *situation.position.overdue)
    return any(answered_since(item, situation.account, task.recorded_at) for item in listed)


def may_lapse_on(account: Account, rules: Rules, today: date) -> Iterator[date]:
    """The day of each consent from which it is too old, unless something ends it before."""
    for task in account.tasks:
        silent = task.closed_at is None and task.reason != TaskReason.APPROVAL_VETO
        if task.kind == TaskKind.APPROVAL and not silent:
            lapses_on = _too_old_on(task, rules)
            if lapses_on and lapses_on > today:
                yield lapses_on


def _too_old_on(task: OpenTask, rules: Rules) -> date | None:
    """The first day that is too late for what the person had in mind; None where no day was said.

    Whoever agrees later than asked, or asks for some days more, has that later day in mind; days on
    which such a step cannot go move it.
    """
    on = task.due_on
    if on is None:
        return None
    if task.closed_at and task.outcome in (TaskOutcome.APPROVED, TaskOutcome.POSTPONED):
        said_on = local_date(task.closed_at, rules.zone)
        more = rules.limits.postpone_days if task.outcome == TaskOutcome.POSTPONED else 0
        on = max(on, said_on + timedelta(days=more))
    while not _may_go(task.step, on, rules):
        on += ONE_DAY
    return on + timedelta(days=LATER_BY_DAYS + 1)


def _may_go(step: str | None, on: date, rules: Rules) -> bool:
    """Whether the day is open, and for a final the one after it as well (R32)."""
    days = rules.open_days
    return days.is_open(on) and (step not in FINAL_KINDS or days.is_open(on + ONE_DAY))
