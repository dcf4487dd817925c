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
_CLOSED_FOR_DAYS = 14  # no longer than that nothing may go in a row


def consent_lapsed(situation: Situation, task: OpenTask) -> bool:
    """Whether what would go is no more what the person saw, so that it is asked again.

    Other items, a higher amount, an answer since, or a day much later: each makes it another.
    """
    return (
        _lists_others(situation, task)
        or _demands_more(situation, task)
        or _answered(situation, task)
        or situation.today > _shown_on(situation, task) + timedelta(days=LATER_BY_DAYS)
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
    """The next day for each consent on which it may be too old, closed days not counted."""
    for task in account.tasks:
        silent = task.closed_at is None and task.reason != TaskReason.APPROVAL_VETO
        if task.kind == TaskKind.APPROVAL and task.due_on and not silent:
            first_on = _agreed_for(task, rules, task.due_on) + timedelta(days=LATER_BY_DAYS + 1)
            next_on = max(first_on, today + ONE_DAY)
            if next_on <= first_on + timedelta(days=_CLOSED_FOR_DAYS):
                yield next_on


def _shown_on(situation: Situation, task: OpenTask) -> date:
    """The day that the person had in mind, moved to one on which such a step may go."""
    on = _agreed_for(task, situation.rules, task.due_on or situation.today)
    while not _may_go(situation, on):
        on += ONE_DAY
    return on


def _agreed_for(task: OpenTask, rules: Rules, on: date) -> date:
    """The day of the step, or a later one.

    Whoever agrees later than asked, or asks for some days more, has that later day in mind.
    """
    if task.closed_at and task.outcome in (TaskOutcome.APPROVED, TaskOutcome.POSTPONED):
        said_on = local_date(task.closed_at, rules.zone)
        more = rules.limits.postpone_days if task.outcome == TaskOutcome.POSTPONED else 0
        on = max(on, said_on + timedelta(days=more))
    return on


def _may_go(situation: Situation, on: date) -> bool:
    """Whether the day is open, and for a final the one after it as well (R32)."""
    days, step = situation.rules.open_days, situation.candidate.step
    return days.is_open(on) and (step.kind not in FINAL_KINDS or days.is_open(on + ONE_DAY))
