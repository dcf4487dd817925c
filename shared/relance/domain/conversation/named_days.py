"""Days that we named to a debtor: what is firmer waits until money sent by then is seen (R44)."""

from collections.abc import Iterator
from datetime import date, timedelta

from relance.domain.account.contacted import SPOKEN
from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.due_dates import letter_withdrawn, withdrawn
from relance.domain.conversation.situation import Situation
from relance.domain.creditor.rules import Rules
from relance.domain.task_kinds import TaskKind

# Bank days after a named day by which what was paid on it is seen, where no feed says so.
SEEN_AFTER_BANK_DAYS = 2
# What a registered letter gives from its receipt where its step names no days (as its text does).
LETTER_DAYS = 14


def last_named_on(situation: Situation) -> date | None:
    """The last day that anything milder than the step named, whichever item led then."""
    return max(_named(situation), default=None)


def seen_on(named_on: date, rules: Rules, today: date) -> date:
    """The first day on which money of a named day is, or may be, booked."""
    if rules.cash_through_on is None:
        return rules.bank_days.add_open_days(named_on, SEEN_AFTER_BANK_DAYS)
    if booked_through(named_on, rules):
        return named_on + ONE_DAY
    return max(named_on, today) + ONE_DAY


def is_over(named_on: date, rules: Rules, today: date) -> bool:
    """Whether a named day has passed and cash is booked through it."""
    return today >= seen_on(named_on, rules, today)


def booked_through(named_on: date, rules: Rules) -> bool:
    """Whether the feed says that cash is booked through the last bank day up to a day."""
    last_on = rules.bank_days.previous_open(named_on + ONE_DAY)
    return rules.cash_through_on is not None and rules.cash_through_on >= last_on


def _named(situation: Situation) -> Iterator[date]:
    step, currency = situation.candidate.step, situation.position.currency
    last = step.kind == TaskKind.DECISION  # firmer than anything that was said
    for message in situation.account.messages:
        milder = last or message.key.level < step.level
        if message.deadline_on and message.reminder and message.counts and milder:
            if message.key.currency == currency and not withdrawn(message, situation.account):
                yield message.deadline_on
    for task in situation.account.tasks:
        milder = last or (task.level or 0) < step.level
        if milder and task.currency == currency and task.outcome in SPOKEN:
            if not letter_withdrawn(task, situation.account):
                yield from _by_letter(task, situation.rules)


def _by_letter(task: OpenTask, rules: Rules) -> Iterator[date]:
    """The end of the time that a registered letter gives, from its receipt as far as known."""
    if task.kind != TaskKind.REGISTERED or task.closed_at is None:
        return
    steps = (s for s in rules.policy.steps if (s.kind, s.level) == (task.step, task.level))
    days = max((step.deadline_days for step in steps), default=0) or LETTER_DAYS
    yield local_date(task.closed_at, rules.zone) + timedelta(days=days)
