"""Who has a say before a message goes: nobody, a person who may stop it, or one who must agree.

The person is forewarned two business days before (practice 3), so that a veto costs no time.
"""

from datetime import date, timedelta

from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.earliest import falls_on
from relance.domain.conversation.rungs import delivered
from relance.domain.conversation.situation import Situation
from relance.domain.decision import Task
from relance.domain.guards.absence import back_on
from relance.domain.guards.consent import consent_lapsed
from relance.domain.ledger.invoices import PartReason
from relance.domain.policies.policy import Approval, Channel
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import Question, ask, asked, of_step
from relance.domain.trace import Inputs, Verdict

# What a person carries out by voice or inside needs no further consent.
_SPEAK = frozenset({Channel.EMAIL, Channel.LETTER, Channel.REGISTERED})


def approval_of(situation: Situation) -> Approval:
    """What a person has to do before this step goes.

    What a person may stop needs his consent while something of the customer is disputed. A
    retention goes no further than *first* without one (R41).
    """
    step, rules, account = situation.candidate.step, situation.rules, situation.account
    if situation.candidate.occasion.says_again or step.channel not in _SPEAK:
        # A level said again in milder words was agreed to the first time.
        return Approval.NONE
    if rules.policy.approve_all or rules.approve_all:
        return Approval.REQUIRED
    if claims_retention_beyond_first(situation):
        return Approval.REQUIRED
    disputed = any(dispute.outcome is None for dispute in account.disputes)
    if step.approval is Approval.VETO and disputed:
        return Approval.REQUIRED
    return step.approval


def claims_retention_beyond_first(situation: Situation) -> bool:
    """Whether the message demands a retention more firmly than its first claim (R41)."""
    first = situation.rules.policy.ladder[0]
    listed = (situation.lead, *situation.position.overdue)
    firmer = situation.candidate.step.level > first.level
    return firmer and any(item.part.reason is PartReason.RETENTION for item in listed)


def stopped_by_person(situation: Situation) -> Verdict:
    """A person said stop: no mail goes and nobody calls until it is approved after all."""
    task = stopping_task(situation)
    inputs: Inputs = {
        "step": task.step if task else None,
        "closed_at": task.closed_at if task else None,
    }
    return Verdict(Reason.STOPPED if task else None, inputs=inputs)


def approval_awaited(situation: Situation) -> Verdict:
    """A person who may stop the step has not had the time, or has not approved it."""
    needed, task = approval_of(situation), approval_task(situation)
    reason, until_on = _missing(situation, needed, task)
    if task and _lapsed(situation, needed, task):
        reason, until_on = Reason.APPROVAL_LAPSED, _days_later(situation, situation.today)
    inputs: Inputs = {
        "approval": needed.value,
        "asked_on": task.asked_on if task else None,
        "outcome": task.outcome if task else None,
    }
    return Verdict(reason, until_on, inputs=inputs)


def _lapsed(situation: Situation, needed: Approval, task: OpenTask) -> bool:
    """Whether there was a consent, and it was to another message (R44)."""
    unanswered = needed is Approval.REQUIRED and task.closed_at is None
    agreed = needed is not Approval.NONE and task.outcome != TaskOutcome.STOPPED
    return agreed and not unanswered and consent_lapsed(situation, task)


type _Missing = tuple[Reason | None, date | None]


def _missing(situation: Situation, needed: Approval, task: OpenTask | None) -> _Missing:
    """Why the step does not go yet, and until when, as far as persons decide."""
    if needed is Approval.NONE:
        return None, None
    if task is None:
        return Reason.APPROVAL_AWAITED, _days_later(situation, situation.today)
    if task.outcome in (TaskOutcome.APPROVED, TaskOutcome.WENT):
        return None, None
    if task.outcome == TaskOutcome.POSTPONED:
        return _postponed(situation, task, needed)
    if needed is Approval.REQUIRED:
        missing = task.due_on is not None and situation.today > task.due_on
        return Reason.APPROVAL_MISSING if missing else Reason.APPROVAL_AWAITED, None
    free_on = _days_later(situation, task.asked_on or situation.today)
    return (Reason.APPROVAL_AWAITED, free_on) if situation.today < free_on else (None, None)


def stopping_task(situation: Situation) -> OpenTask | None:
    """The task by which a person stopped what was to be said about something still demanded.

    No other step, policy or wording goes around it: it holds until approved after all (practice 3).
    """
    asked_about = [approval_task(situation)]
    for item in situation.position.overdue:
        anew = item.anew_on or date.min
        tasks = situation.account.tasks_for(item.item_id)
        asked_about += [
            t for t in tasks if t.kind == TaskKind.APPROVAL and (t.asked_on or anew) >= anew
        ]
    return next(
        (task for task in asked_about if task and task.outcome == TaskOutcome.STOPPED), None
    )


def _postponed(situation: Situation, task: OpenTask, needed: Approval) -> _Missing:
    """Somebody asked for five days, once; afterwards it is as before (practice 3)."""
    assert task.closed_at is not None
    said_on = local_date(task.closed_at, situation.rules.zone)
    free_on = said_on + timedelta(days=situation.rules.limits.postpone_days)
    if situation.today < free_on:
        return Reason.POSTPONED, free_on
    return (Reason.APPROVAL_MISSING if needed is Approval.REQUIRED else None), None


def forewarn_on(situation: Situation) -> date | None:
    """The day on which a person has to be asked; None where nobody has to be, or was."""
    needed, task = approval_of(situation), approval_task(situation)
    if needed is Approval.NONE or (task and not _lapsed(situation, needed, task)):
        return None
    on = max(falls_on(situation), back_on(situation) or date.min)
    for _ in range(situation.rules.limits.forewarn_business_days):
        on = situation.rules.open_days.previous_open(on)
    return on


def forewarning(situation: Situation) -> tuple[Task, ...]:
    """The task that asks, once its day has come and what the step needs was delivered."""
    ask_on = forewarn_on(situation)
    needs, today = situation.candidate.step.needs, situation.today
    if ask_on is None or today < ask_on:
        return ()
    if needs and not delivered(needs, situation.lead, situation.account, situation.rules):
        return ()
    return ask(situation.account, _question(situation))


def _question(situation: Situation) -> Question:
    step, account, where = situation.candidate.step, situation.account, situation.position
    before = _asked(situation)
    due_on = max(falls_on(situation), _days_later(situation, situation.today))
    # Asked again, it shows what will be listed by its day, or it would lapse every day anew.
    more = where.coming_by(due_on - ONE_DAY) if before else ()
    return Question(
        TaskKind.APPROVAL,
        _cause(situation, len(before)),
        f"approval_{approval_of(situation).value}",
        situation.today,
        due_on,
        currency=where.currency,
        item_ids=tuple(i.item_id for i in (*where.overdue, *more)) or (situation.lead.item_id,),
        figures=situation.figures.with_more(sum(item.open_minor for item in more)),
        owner=account.customer.account_owner,
        step=step.kind,
        level=step.level,
        leader=situation.lead.item_id,
        occasion=situation.candidate.occasion.base,
        profile=situation.case.profile,
    )


def approval_task(situation: Situation) -> OpenTask | None:
    """The task that asked last about this step, open or closed."""
    return next(reversed(_asked(situation)), None)


def _asked(situation: Situation) -> tuple[OpenTask, ...]:
    """The tasks that asked about this step, one after the other as each consent lapsed."""
    found: list[OpenTask] = []
    while task := asked(situation.account, TaskKind.APPROVAL, _cause(situation, len(found))):
        found.append(task)
    return tuple(found)


def _cause(situation: Situation, before: int) -> str:
    """What was agreed to: a step of one policy, for the item that leads, on one occasion.

    `before` is how often it was asked before.
    """
    step, policy_id = situation.candidate.step, situation.rules.policy.policy_id
    of_this = of_step(situation.lead.item_id, step, situation.candidate.occasion.base)
    return f"{policy_id}/{of_this}" + (f"/again-{before}" if before else "")


def _days_later(situation: Situation, on: date) -> date:
    days = situation.rules.limits.forewarn_business_days
    return situation.rules.open_days.add_open_days(on, days)
