"""What a person does instead of a mail: decide, call, write on paper (R5, D8, practice 2)."""

from dataclasses import replace

from relance.domain.conversation.errands import errand_of, send_person, task_kind
from relance.domain.conversation.situation import Case, Situation, figures_of
from relance.domain.deciding.calls import call_reason, can_call
from relance.domain.deciding.reminder import delayed
from relance.domain.decision import Decision, Hold
from relance.domain.guards.approvals import forewarning
from relance.domain.guards.guards import CALL_GUARDS, GUARDS, TASK_GUARDS, Guard, delay_of
from relance.domain.policies.policy import FINAL_KINDS, Channel
from relance.domain.questions.questions import decision_pending
from relance.domain.tasks.asking import Question, ask

LAST = "decision"  # the kind of the step with which every ladder ends


def in_writing(situation: Situation) -> Situation:
    """The situation with the mail in place of a call that cannot be made."""
    step = situation.candidate.step
    if step.channel is not Channel.CALL or not step.mail_instead:
        return situation
    if errand_of(step, situation.lead, situation.account) or can_call(situation):
        return situation
    mail = replace(step, channel=Channel.EMAIL, text=step.mail_instead)
    return replace(situation, candidate=replace(situation.candidate, step=mail))


def by_a_person(situation: Situation) -> tuple[Decision, ...]:
    """What a person does now, with what holds meanwhile; nothing where the mail may go."""
    step = situation.candidate.step
    if step.kind == LAST:
        return _to_decide(situation)
    if step.kind in FINAL_KINDS and mostly_disputed(situation.case):
        return _disputed(situation)
    if not step.written:
        return _errand(situation, task_kind(step), "step_due", guards_for(situation))
    if reason := call_reason(situation):
        return *_errand(situation, "call", reason, CALL_GUARDS), *forewarning(situation)
    return ()


def guards_for(situation: Situation) -> tuple[Guard, ...]:
    """The guards that are asked before this step goes, by whoever carries it out."""
    step = situation.candidate.step
    if step.channel in (Channel.LETTER, Channel.REGISTERED):
        return TASK_GUARDS
    return GUARDS if step.written and call_reason(situation) is None else CALL_GUARDS


def _errand(
    situation: Situation, kind: str, reason: str, guards: tuple[Guard, ...]
) -> tuple[Decision, ...]:
    """The person is sent, unless something forbids that as well."""
    known = errand_of(situation.candidate.step, situation.lead, situation.account)
    delay = None if known else delay_of(situation, guards)
    if delay is None:
        return send_person(situation, kind, reason)
    asked = forewarning(situation) if guards is TASK_GUARDS else ()
    return delayed(situation, delay, situation.position.changes_on), *asked


def _disputed(situation: Situation) -> tuple[Decision, ...]:
    """While most of the account is disputed nothing beyond a second goes: a person calls."""
    known = errand_of(situation.candidate.step, situation.lead, situation.account)
    if known is None:
        return _errand(situation, "call", "mostly_disputed", CALL_GUARDS)
    where = situation.position
    figures = figures_of(where, situation.account, situation.candidate)
    return (Hold(where.currency, "mostly_disputed", where.changes_on, figures=figures),)


def _to_decide(situation: Situation) -> tuple[Decision, ...]:
    """The last step: a person decides, and until then nothing goes by itself (R5)."""
    where, account = situation.position, situation.account
    figures = figures_of(where, account, situation.candidate)
    hold = Hold(where.currency, "decision_pending", where.changes_on, figures=figures)
    if decision_pending(account, where):
        return (hold,)
    if delay := delay_of(situation, CALL_GUARDS):
        return (delayed(situation, delay, where.changes_on),)
    question = Question(
        LAST,
        situation.lead.item_id,
        "the_ladder_has_ended",
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
        owner=account.customer.account_owner,
    )
    return hold, *ask(account, question)


def mostly_disputed(case: Case) -> bool:
    """Whether more than the limit's share of what is open in the currency is disputed."""
    currency = case.position.currency
    contested = {d.invoice_id for d in case.account.disputes if d.outcome is None}
    contested |= {h.invoice_id or "" for h in case.account.holds if h.reason == "dispute"}
    items = [item for item in case.account.items if item.currency == currency]
    disputed_minor = sum(i.open_minor for i in items if i.invoice.invoice_id in contested)
    total_minor = sum(item.open_minor for item in items)
    return 100 * disputed_minor > case.rules.limits.disputed_share_percent * total_minor
