"""What a person does instead of a mail: decide, call, write on paper (R5, D8, practice 2)."""

from dataclasses import replace

from relance.domain.conversation.errands import errand_of, send_person, task_kind
from relance.domain.conversation.situation import Case, Situation
from relance.domain.deciding.calls import call_reason, can_call
from relance.domain.deciding.reminder import delayed
from relance.domain.decision import Decision, Hold, Variant, told
from relance.domain.guards.approvals import forewarning
from relance.domain.guards.guards import (
    CALL_GUARDS,
    GUARDS,
    HAND_GUARDS,
    TASK_GUARDS,
    Guard,
    first_guard,
    guarded,
)
from relance.domain.policies.policy import FINAL_KINDS, Channel
from relance.domain.questions.questions import decision_pending
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask
from relance.domain.trace import Family, Verdict

LAST = TaskKind.DECISION  # the kind of the step with which every ladder ends


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
        return _errand(situation, task_kind(step), _reason(situation), guards_for(situation))
    if reason := call_reason(situation):
        said = Verdict(reason, inputs={"net_minor": situation.position.net_minor})
        call = situation.found("call_instead", Family.PERSON, said)
        situation = replace(situation, asked=(*situation.asked, call))
        return *_errand(situation, TaskKind.CALL, reason, CALL_GUARDS), *forewarning(situation)
    return ()


def _reason(situation: Situation) -> str:
    """Why a person carries out a step: a call says what happened, for its place in the morning."""
    step, variant = situation.candidate.step, situation.candidate.variant
    happened = variant in (Variant.PROMISE_BROKEN, Variant.PAYMENT_RETURNED)
    return variant if happened and step.channel is Channel.CALL else TaskReason.STEP_DUE


def guards_for(situation: Situation) -> tuple[Guard, ...]:
    """The guards that are asked before this step goes, by whoever carries it out."""
    step = situation.candidate.step
    if step.channel in (Channel.LETTER, Channel.REGISTERED):
        return TASK_GUARDS
    if step.kind in FINAL_KINDS and not step.written:
        return HAND_GUARDS
    return GUARDS if step.written and call_reason(situation) is None else CALL_GUARDS


def _errand(
    situation: Situation, kind: str, reason: str, guards: tuple[Guard, ...]
) -> tuple[Decision, ...]:
    """The person is sent, unless something forbids that as well."""
    known = errand_of(situation.candidate.step, situation.lead, situation.account)
    if not known:
        situation = replace(situation, asked=(*situation.asked, *guarded(situation, guards)))
        if delay := first_guard(situation.asked):
            asked = forewarning(situation) if guards is TASK_GUARDS else ()
            return delayed(situation, delay, situation.position.changes_on), *asked
    return send_person(situation, kind, reason)


def _disputed(situation: Situation) -> tuple[Decision, ...]:
    """While most of the account is disputed nothing beyond a second goes: a person calls."""
    said = Verdict(Reason.MOSTLY_DISPUTED, inputs={"net_minor": situation.position.net_minor})
    disputed = situation.found("mostly_disputed", Family.PERSON, said)
    situation = replace(situation, asked=(*situation.asked, disputed))
    known = errand_of(situation.candidate.step, situation.lead, situation.account)
    if known is None:
        return _errand(situation, TaskKind.CALL, Reason.MOSTLY_DISPUTED, CALL_GUARDS)
    where, reason = situation.position, Reason.MOSTLY_DISPUTED
    hold = Hold(where.currency, reason, where.changes_on, figures=situation.figures)
    return (told(hold, situation.asked, disputed),)


def _to_decide(situation: Situation) -> tuple[Decision, ...]:
    """The last step: a person decides, and until then nothing goes by itself (R5)."""
    where, account, figures = situation.position, situation.account, situation.figures
    hold = Hold(where.currency, Reason.DECISION_PENDING, where.changes_on, figures=figures)
    decision = situation.found("decision", Family.PERSON, Verdict(Reason.DECISION_PENDING))
    if decision_pending(account, where):
        return (told(hold, situation.asked, decision),)
    situation = replace(situation, asked=(*situation.asked, *guarded(situation, CALL_GUARDS)))
    if delay := first_guard(situation.asked):
        return (delayed(situation, delay, where.changes_on),)
    question = Question(
        LAST,
        situation.lead.item_id,
        TaskReason.THE_LADDER_HAS_ENDED,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
        owner=account.customer.account_owner,
    )
    return told(hold, situation.asked, decision), *ask(account, question)


def mostly_disputed(case: Case) -> bool:
    """Whether more than the limit's share of what is open in the currency is disputed."""
    currency = case.position.currency
    waiting = [d for d in case.account.disputes if d.outcome is None]
    held = {h.invoice_id or "" for h in case.account.holds if h.reason == Reason.DISPUTE}
    items = [item for item in case.account.items if item.currency == currency]
    disputed_minor = sum(
        item.open_minor
        for item in items
        if item.invoice.invoice_id in held or any(d.covers(item.item_id) for d in waiting)
    )
    total_minor = sum(item.open_minor for item in items)
    return 100 * disputed_minor > case.rules.limits.disputed_share_percent * total_minor
