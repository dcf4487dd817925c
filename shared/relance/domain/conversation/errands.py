"""Steps that a person carries out: calls, letters, portals (D8).

While the task is open nothing else goes; when it was carried out, or nobody touched it in time,
the ladder goes on.
"""

from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.situation import Case, Situation
from relance.domain.decision import Decision, Hold, told
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Channel, Step
from relance.domain.reasons import pending
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import Question, ask, expires_on, of_step, task_state
from relance.domain.trace import Family, Inputs, Verdict

_OVER = frozenset({"expired", "closed"})


def errand_of(step: Step, item: Item, account: Account) -> OpenTask | None:
    """The youngest task that was to carry out a step for an item, in this ladder of it."""
    anew = item.anew_on
    found = [
        task
        for task in account.tasks_for(item.item_id)
        if task.step == step.kind and task.level == step.level
        if task.kind != TaskKind.APPROVAL and task.outcome != TaskOutcome.MOOT
        if not (anew and task.asked_on and task.asked_on < anew)
    ]
    return max(found, key=lambda task: task.recorded_at, default=None)


def is_over(task: OpenTask, case: Case) -> bool:
    """Whether the task holds the ladder no longer: closed, or untouched for too long."""
    days = case.rules.limits.call_expires_after_days
    return task_state(task, case.rules.open_days, case.today, days) in _OVER


def given_up(step: Step, case: Case) -> bool:
    """Whether a step that a person had to carry out is past, done or not."""
    if step.written or step.kind == TaskKind.DECISION:
        return False
    task = errand_of(step, case.lead, case.account)
    return task is not None and is_over(task, case)


def send_person(situation: Situation, kind: str, reason: str) -> tuple[Decision, ...]:
    """Nothing goes while a person calls or writes; the task, unless it has been asked for."""
    case, where, step = situation.case, situation.position, situation.candidate.step
    known = errand_of(step, case.lead, case.account)
    if known is None:
        hold = _sent(situation, kind, where.today + ONE_DAY)
        return hold, *ask(case.account, _question(situation, kind, reason))
    after_days = case.rules.limits.call_expires_after_days
    days = (expires_on(known, case.rules.open_days, after_days), where.changes_on)
    return (_sent(situation, known.kind, min((on for on in days if on), default=None), known),)


def _sent(
    situation: Situation, kind: str, until_on: date | None, known: OpenTask | None = None
) -> Hold:
    """Nothing goes while the person acts; until the task is given up, or more is overdue."""
    asked_on = known.asked_on if known else situation.today
    inputs: Inputs = {"task": kind, "asked_on": asked_on}
    errand = situation.found(
        "errand", Family.PERSON, Verdict(pending(kind), until_on, None, inputs)
    )
    hold = Hold(situation.position.currency, pending(kind), until_on, figures=situation.figures)
    return told(hold, situation.asked, errand)


def _question(situation: Situation, kind: str, reason: str) -> Question:
    case, where, step = situation.case, situation.position, situation.candidate.step
    occasion = situation.candidate.occasion.base
    return Question(
        kind,
        of_step(case.lead.item_id, step, occasion),
        reason,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue) or (case.lead.item_id,),
        figures=situation.figures,
        owner=case.account.customer.account_owner,
        step=step.kind,
        level=step.level,
        leader=case.lead.item_id,
        occasion=occasion,
        profile=case.profile,
    )


def task_kind(step: Step) -> str:
    """The kind of the task that carries out a step which Relance cannot."""
    return step.kind if step.channel is Channel.TASK else step.channel.value
